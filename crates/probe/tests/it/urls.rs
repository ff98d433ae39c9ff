//! An address that answers with numbers, lists, and worse.

use std::sync::Arc;

use expect_test::{Expect, expect};
use livehook_probe::{Probe as _, Question, Scope, URL_ANSWER_BYTES_MAX, UrlProbe};
use reqwest::{Client, redirect};
use rustls::{ClientConfig, RootCertStore, crypto};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::Notify,
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use crate::harness::{count, room, said};

/// For plain http: no certificate is ever asked for.
pub(crate) fn client() -> Client {
    let tls = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let builder = Client::builder().tls_backend_preconfigured(tls);
    builder.no_proxy().redirect(redirect::Policy::none()).build().unwrap()
}

pub(crate) async fn answering(template: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(template).mount(&server).await;
    server
}

pub(crate) async fn saying(body: impl Into<Vec<u8>>) -> MockServer {
    answering(ResponseTemplate::new(200).set_body_bytes(body)).await
}

fn probe(server: &MockServer, path: &str, pointer: Option<&str>) -> UrlProbe {
    UrlProbe::new(client(), &format!("{}{path}", server.uri()), pointer).unwrap()
}

/// Asks an address that does not name the stream.
async fn check(body: &str, pointer: Option<&str>, expected: u64) {
    let server = saying(body).await;
    assert_eq!(count(&probe(&server, "/events", pointer)).await, Ok(expected), "{body}");
}

async fn check_error(body: &str, pointer: Option<&str>, expected: Expect) {
    let server = saying(body).await;
    expected.assert_eq(&count(&probe(&server, "/events", pointer)).await.unwrap_err());
}

#[tokio::test]
async fn numbers_and_digits_are_counts() {
    check("3", None, 3).await;
    check(" 007\r\n", None, 7).await;
    check("\"12\"", None, 12).await;
    check(r#"{"a":{"b/c":[0,"5"]}}"#, Some("/a/b~1c/1"), 5).await;
    check("18446744073709551615", Some(""), u64::MAX).await;
    check("null", None, 0).await;
    check(r#"{"events":null}"#, Some("/events"), 0).await;
}

#[tokio::test]
async fn other_answers_are_no_counts() {
    check_error("-1", None, expect!["observe_not_a_count: the answer is no count but `-1`; a number, a list or nothing would be one"]).await;
    check_error("1.5", None, expect!["observe_not_a_count: the answer is no count but `1.5`; a number, a list or nothing would be one"]).await;
    check_error("", None, expect!["observe_not_a_count: the answer is no count but ``; a number, a list or nothing would be one"]).await;
    check_error("<h1>\u{1b}[2J</h1>", Some("/total"), expect![[r"observe_not_a_count: the answer is no count but `<h1>\u{1b}[2J</h1>`; a number, a list or nothing would be one"]]).await;
    check_error(r#"{"total":3}"#, None, expect![[r#"observe_not_a_count: the answer is no count but `{"total":3}`; a number, a list or nothing would be one"#]]).await;
    check_error(
        r#"{"total":3}"#,
        Some("/totals"),
        expect!["observe_pointer: the JSON pointer `/totals` points at nothing there"],
    )
    .await;
    check_error(&"[".repeat(100_000), None, expect!["observe_not_a_count: the answer is no count but `[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…`; a number, a list or nothing would be one"]).await;
}

const LIST: &str = r#"[
    {"stream_id": "room-1", "event_type": 349},
    {"deep": [{"url": "https://video.example/room-1/a.mp4", "event_type": "332"}]},
    {"raw": "{\"stream_id\":\"room-1\"}"},
    {"room-1": 1, "stream_id": "room-2", "event_type": 349},
    "room-1", 7, null, []
]"#;

#[tokio::test]
async fn a_list_is_searched_where_the_address_names_no_stream() {
    let server = saying(LIST).await;
    let probe = probe(&server, "/events", None);
    assert_eq!(count(&probe).await, Ok(4));
    assert_eq!(probe.count(&room().of_type(349)).await.unwrap(), 3);
    assert_eq!(probe.count(&room().of_type(332)).await.unwrap(), 3);
    assert_eq!(probe.count(&Question::of_stream("room-2")).await.unwrap(), 1);
}

#[tokio::test]
async fn a_list_is_counted_where_the_address_names_the_stream() {
    let server = saying(LIST).await;
    let probe = probe(&server, "/events/{stream_id}", None);
    assert_eq!(count(&probe).await, Ok(8));
    assert_eq!(probe.count(&room().of_type(349)).await.unwrap(), 7);
}

#[tokio::test]
async fn places_are_filled_with_what_means_nothing_in_a_url() {
    let server = saying("1").await;
    let probe = probe(&server, "/of/{stream_id}?type={event_type}&id={stream_id}", None);
    let hostile = Question::of_stream("a/../b?c&d=#%2f {event_type}直").of_type(-1);
    assert_eq!(probe.count(&hostile).await.unwrap(), 1);
    assert_eq!(count(&probe).await, Ok(1));
    let asked = server.received_requests().await.unwrap();
    let asked: Vec<_> =
        asked.iter().map(|request| &request.url[url::Position::BeforePath..]).collect();
    let encoded = "a%2F..%2Fb%3Fc%26d%3D%23%252f%20%7Bevent_type%7D%E7%9B%B4";
    assert_eq!(
        asked,
        [format!("/of/{encoded}?type=-1&id={encoded}"), "/of/room-1?id=room-1".to_owned()]
    );
}

async fn settled_scope(body: &str, path: &str) -> Scope {
    let server = saying(body).await;
    let mut probe = probe(&server, path, None);
    probe.settle().await.unwrap();
    probe.scope()
}

#[tokio::test]
async fn the_first_answer_fixes_the_scope() {
    assert_eq!(settled_scope("[]", "/").await, Scope::Stream);
    assert_eq!(settled_scope("3", "/").await, Scope::Total);
    assert_eq!(settled_scope("null", "/").await, Scope::Total);
    assert_eq!(settled_scope("no count", "/{stream_id}").await, Scope::Stream);
    let server = saying("[]").await;
    assert_eq!(probe(&server, "/", None).scope(), Scope::Total);
    assert!(!probe(&server, "/{stream_id}", None).tells_types());
    assert!(probe(&server, "/{event_type}", None).tells_types());
}

#[tokio::test]
async fn a_total_is_not_taken_for_a_stream_s() {
    let server = MockServer::start().await;
    let once = Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_string("[]"));
    once.up_to_n_times(1).mount(&server).await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_string("7"))
        .mount(&server)
        .await;
    let mut probe = probe(&server, "/", None);
    probe.settle().await.unwrap();
    expect!["observe_not_a_count: the answer is no count but the number 7, where there was a list before; a number, a list or nothing would be one"].assert_eq(&count(&probe).await.unwrap_err());
}

#[tokio::test]
async fn only_200_is_an_answer_and_404_of_a_stream_is_none() {
    for status in [201, 204, 302, 401, 404, 500] {
        let server = answering(ResponseTemplate::new(status).set_body_string("3")).await;
        let error = probe(&server, "/", None).count(&room()).await.unwrap_err();
        assert_eq!(error.to_string(), format!("the address to observe answers {status}, not 200"));
    }
    let server = answering(ResponseTemplate::new(404)).await;
    assert_eq!(count(&probe(&server, "/{stream_id}", None)).await, Ok(0));
}

#[tokio::test]
async fn a_huge_answer_is_refused() {
    let server = saying(vec![b' '; URL_ANSWER_BYTES_MAX + 1]).await;
    expect!["observe_too_large: there is more than 16777216 bytes to read"]
        .assert_eq(&count(&probe(&server, "/", None)).await.unwrap_err());
}

#[tokio::test]
async fn nobody_there_is_said_without_the_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?token=secret", listener.local_addr().unwrap());
    drop(listener);
    let error = UrlProbe::new(client(), &url, None).unwrap().count(&room()).await.unwrap_err();
    assert_eq!(said(&error), "observe_unreachable: nobody answers at the address to observe");
    assert!(!format!("{error:?}").contains("secret"));
}

/// The clock goes only once the whole half answer is on its way.
#[tokio::test]
async fn an_answer_that_never_ends_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let half = Arc::new(Notify::new());
    let told = Arc::clone(&half);
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let length = stream.read(&mut [0; 1024]).await.unwrap();
        assert_ne!(length, 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n1").await.unwrap();
        told.notify_one();
        stream.read(&mut [0; 1]).await
    });
    let probe = UrlProbe::new(client(), &url, None).unwrap();
    let question = room();
    let stop = async {
        half.notified().await;
        tokio::time::pause();
    };
    let (counted, ()) = tokio::join!(probe.count(&question), stop);
    expect!["observe_timeout: there is no answer within 5 s"]
        .assert_eq(&said(&counted.unwrap_err()));
    assert_eq!(server.await.unwrap().unwrap(), 0, "the connection is closed");
}

#[track_caller]
fn check_url(template: &str, pointer: Option<&str>, expected: &Expect) {
    let told = match UrlProbe::new(client(), template, pointer) {
        Ok(probe) => probe.describe(),
        Err(error) => said(&error),
    };
    expected.assert_eq(&told);
}

#[test]
fn an_address_is_checked_before_it_is_asked() {
    check_url(
        "nonsense",
        None,
        &expect!["observe_url: the address to observe is not usable: relative URL without a base"],
    );
    check_url(
        "ftp://a.test/",
        None,
        &expect!["observe_url: the address to observe is not usable: it is neither http nor https"],
    );
    check_url(
        "http://me:secret@a.test/",
        None,
        &expect![
            "observe_url: the address to observe is not usable: a user name or password in it would stand in logs; leave it out"
        ],
    );
    check_url(
        "http://{stream_id}.a.test/",
        None,
        &expect![
            "observe_url: the address to observe is not usable: {stream_id} and {event_type} may stand in path and query only"
        ],
    );
    check_url(
        "http://a.test/",
        Some("total"),
        &expect!["observe_pointer: the JSON pointer `total` is none: write it as /data/total"],
    );
}

#[test]
fn a_description_has_no_values() {
    check_url("https://a.test/of/{stream_id}", None, &expect!["GET https://a.test/of/{stream_id}"]);
    check_url(
        "http://a.test/?id={stream_id}&token=secret&secret#secret",
        None,
        &expect!["GET http://a.test/?id={stream_id}&token=…&…"],
    );
}
