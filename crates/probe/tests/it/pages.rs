//! What a receiver has, page by page.

use expect_test::{Expect, expect};
use livehook_probe::{Listing as _, PagesListing, ProbeError, UrlListing};
use wiremock::{Match, Mock, MockServer, Request, ResponseTemplate};

use crate::{
    harness::said,
    urls::{client, saying},
};

/// Whether a request's query is this.
struct Query(Option<&'static str>);

impl Match for Query {
    fn matches(&self, request: &Request) -> bool {
        request.url.query() == self.0
    }
}

/// A server that answers these queries with these pages, and others with 404.
async fn paging(pages: &[(Option<&'static str>, &str)]) -> MockServer {
    let server = MockServer::start().await;
    for (query, page) in pages {
        let answer = ResponseTemplate::new(200).set_body_string(*page);
        Mock::given(Query(*query)).respond_with(answer).mount(&server).await;
    }
    server
}

async fn listed(server: &MockServer, query: &str) -> Result<String, ProbeError> {
    let listing = PagesListing::new(client(), &format!("{}/all?{query}", server.uri()), "/events")?;
    let mut bytes = Vec::new();
    let length = listing.list(&mut |piece| bytes.extend_from_slice(piece)).await?;
    assert_eq!(length, bytes.len() as u64);
    Ok(String::from_utf8(bytes).unwrap())
}

async fn check(pages: &[(Option<&'static str>, &str)], query: &str, expected: Expect) {
    let listed = listed(&paging(pages).await, query).await;
    expected.assert_eq(&listed.unwrap_or_else(|error| said(&error)));
}

#[tokio::test]
async fn pages_are_followed_to_the_last() {
    check(
        &[
            (Some("limit=2"), r#"{"events":[{"a":"1\n"}, 2],"next":2}"#),
            (Some("limit=2&after=2"), r#"{"next":"x&y","events":[[3],null]}"#),
            (Some("limit=2&after=x%26y"), r#"{"events":[]}"#),
        ],
        "limit=2&after={next}",
        expect![[r#"
            {"a":"1\n"}
            2
            [3]
            null
        "#]],
    )
    .await;
    check(&[(None, r#"{"events":[1],"next":null}"#)], "after={next}", expect![["1\n"]]).await;
    check(&[(None, r#"{"events":null}"#)], "after={next}", expect![""]).await;
    check(&[(None, r#"{"events":[1],"next":""}"#)], "after={next}", expect![["1\n"]]).await;
}

#[tokio::test]
async fn pages_that_lead_nowhere_are_no_listing() {
    let page = r#"{"events":[1],"next":7}"#;
    check(
        &[(None, page), (Some("after=7"), page)],
        "after={next}",
        expect!["observe_pages: the address to observe gives out pages: a page names itself as the next one"],
    )
    .await;
    check(
        &[(None, page)],
        "after={next}",
        expect!["observe_status: the address to observe answers 404, not 200"],
    )
    .await;
    check(
        &[(None, r#"{"events":[1],"next":{}}"#)],
        "after={next}",
        expect!["observe_pages: the address to observe gives out pages: their field `next` is neither number nor text"],
    )
    .await;
    check(
        &[(None, "no")],
        "after={next}",
        expect!["observe_pages: the address to observe gives out pages: one of them is no JSON"],
    )
    .await;
    check(
        &[(None, r#"{"event":[1]}"#)],
        "after={next}",
        expect!["observe_pointer: the JSON pointer `/events` points at no list there"],
    )
    .await;
    check(
        &[],
        "after=1",
        expect!["observe_url: the address to observe is not usable: {next} has to stand behind the question mark, as in ?after={next}"],
    )
    .await;
}

/// What an address without `{next}` says to this body.
async fn check_page(body: &str, expected: Expect) {
    let server = saying(body).await;
    let listing = UrlListing::new(client(), &server.uri()).unwrap();
    let listed = listing.list(&mut |_| {}).await;
    expected.assert_eq(&listed.map_or_else(|error| said(&error), |length| length.to_string()));
}

#[tokio::test]
async fn one_page_is_not_taken_for_all() {
    check_page(
        r#"{"events":["直播"],"next" : 42 }"#,
        expect!["observe_pages: the address to observe gives out pages: this is one of several, and the next one is `42`: say where it goes, as in ?after={next}"],
    )
    .await;
    let long = format!(r#"{{"events":["{}"],"next":"x"}}"#, "直播".repeat(1_000));
    check_page(
        &long,
        expect!["observe_pages: the address to observe gives out pages: this is one of several, and the next one is `x`: say where it goes, as in ?after={next}"],
    )
    .await;
    check_page(r#"{"events":[],"next":null}"#, expect!["25"]).await;
    check_page(r#"[{"next":42}]"#, expect!["13"]).await;
}
