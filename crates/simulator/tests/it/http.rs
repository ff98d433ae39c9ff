//! What counts as delivered, over real sockets: status 200 and nothing else.

use std::{io, time::Duration};

use expect_test::expect;
use livehook_core::Seconds;
use livehook_simulator::{
    Seed,
    delivery::{
        Campaign, Delivery, FailureKind, Next, Outcome, Retrying, USER_AGENT, deliver, run,
    },
    recipe::{Edits, EventSpec, Flaw, Recipe},
    situation::Situation,
    wire::{AttemptLine, SummaryLine},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use crate::harness::{AMPLE, at_once, http, key, signing, sound, standing_clock, world};

/// A time-out that a test waits for.
const SHORT: Duration = Duration::from_millis(50);

async fn deliver_to(url: &str, timeout: Duration, retrying: Retrying, recipe: &Recipe) -> Delivery {
    deliver(recipe, 0, &signing(), &retrying, &http(url, timeout), &standing_clock()).await.unwrap()
}

async fn answering(template: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(template).mount(&server).await;
    server
}

/// Does this with every connection.
async fn listener<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> (String, JoinHandle<()>)
where
    F: Future<Output = io::Result<()>> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/callbacks/css", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            drop(serve(stream).await);
        }
    });
    (url, task)
}

#[tokio::test]
async fn status_200_is_delivered_whatever_the_body_says() {
    let server = answering(ResponseTemplate::new(200).set_body_string(r#"{"code":1}"#)).await;
    let delivery = deliver_to(&server.uri(), AMPLE, at_once(3), &sound()).await;
    assert!(delivery.is_delivered());
    assert_eq!(delivery.attempts.len(), 1);
    assert_eq!(
        delivery.outcome(),
        Some(&Outcome::Answered { status: 200, excerpt: r#"{"code":1}"#.to_owned() })
    );
}

#[tokio::test]
async fn any_other_status_is_a_failure_and_redirects_are_not_followed() {
    for status in [201, 204, 302, 307, 404, 500, 503] {
        let server = MockServer::start().await;
        let elsewhere = ResponseTemplate::new(status)
            .insert_header("location", format!("{}/elsewhere", server.uri()));
        Mock::given(wiremock::matchers::path("/elsewhere"))
            .respond_with(ResponseTemplate::new(200))
            .expect(0)
            .mount(&server)
            .await;
        Mock::given(any()).respond_with(elsewhere).expect(3).mount(&server).await;
        let delivery = deliver_to(&server.uri(), AMPLE, at_once(2), &sound()).await;
        let answers: Vec<_> =
            delivery.attempts.iter().map(|each| (each.outcome.status(), each.next)).collect();
        let failed = (Some(status), Next::WillRetry);
        assert_eq!(answers, [failed, failed, (Some(status), Next::GaveUp)], "{status}");
    }
}

async fn failure(url: &str, timeout: Duration) -> FailureKind {
    let delivery = deliver_to(url, timeout, at_once(1), &sound()).await;
    assert_eq!(delivery.attempts.len(), 2, "a failure without an answer is tried again too");
    match delivery.outcome() {
        Some(Outcome::Failed { kind, detail }) => {
            assert!(!detail.contains("127.0.0.1"), "a URL may hold secrets: {detail}");
            assert!(!detail.is_empty());
            for layer in ["error sending request: ", "client error", "tcp connect error"] {
                assert!(!detail.contains(layer), "that tells nobody what happened: {detail}");
            }
            *kind
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let (url, _task) = listener(async |mut stream| {
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.map(drop)
    })
    .await;
    assert_eq!(failure(&url, SHORT).await, FailureKind::Timeout);
}

#[tokio::test]
async fn a_connection_closed_before_the_answer_is_a_reset() {
    let (url, _task) = listener(async |mut stream| stream.read(&mut [0; 64]).await.map(drop)).await;
    assert_eq!(failure(&url, AMPLE).await, FailureKind::Reset);
}

#[tokio::test]
async fn nobody_there_is_refused() {
    let (url, task) = listener(async |_| Ok(())).await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(failure(&url, AMPLE).await, FailureKind::Refused);
}

#[tokio::test]
async fn plain_text_where_tls_is_spoken_is_a_tls_failure() {
    let (url, _task) = listener(async |mut stream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await?;
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.map(drop)
    })
    .await;
    let url = url.replace("http://", "https://");
    assert_eq!(failure(&url, AMPLE).await, FailureKind::Tls);
}

#[tokio::test]
async fn an_answer_whose_body_breaks_off_is_delivered_by_its_status() {
    let (url, _task) = listener(async |mut stream| {
        // Answering before anything was asked would be another case.
        assert_ne!(stream.read(&mut [0; 4096]).await?, 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf").await?;
        stream.shutdown().await?;
        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.map(drop)
    })
    .await;
    let delivery = deliver_to(&url, AMPLE, Retrying::OFF, &sound()).await;
    assert_eq!(
        delivery.outcome(),
        Some(&Outcome::Answered { status: 200, excerpt: "half".to_owned() })
    );
}

#[tokio::test]
async fn a_long_answer_is_kept_in_part() {
    let server = answering(ResponseTemplate::new(200).set_body_string("x".repeat(100_000))).await;
    let delivery = deliver_to(&server.uri(), AMPLE, Retrying::OFF, &sound()).await;
    let Some(Outcome::Answered { excerpt, .. }) = delivery.outcome() else {
        panic!("{delivery:?}")
    };
    assert_eq!(excerpt.len(), 1024);
}

#[tokio::test]
async fn a_request_is_a_post_with_the_body_as_made_and_few_headers() {
    for flaw in [
        None,
        Some(Flaw::InvalidUtf8),
        Some(Flaw::FormBody),
        Some(Flaw::NoContentType),
        Some(Flaw::WrongContentType),
    ] {
        let server = answering(ResponseTemplate::new(200)).await;
        let recipe = Recipe { flaw, ..sound() };
        let delivery = deliver_to(
            &format!("{}/callbacks/css?x=1", server.uri()),
            AMPLE,
            Retrying::OFF,
            &recipe,
        )
        .await;
        let [request] = &server.received_requests().await.unwrap()[..] else {
            panic!("one request")
        };
        assert_eq!(request.method.as_str(), "POST");
        assert_eq!((request.url.path(), request.url.query()), ("/callbacks/css", Some("x=1")));
        assert_eq!(request.body, delivery.sent.body);
        let content_type = request.headers.get("content-type").map(|it| it.to_str().unwrap());
        assert_eq!(content_type, delivery.sent.content_type);
        assert_eq!(request.headers["user-agent"], USER_AGENT);
        let mut names: Vec<_> = request.headers.keys().map(ToString::to_string).collect();
        names.retain(|name| name != "content-type");
        names.sort_unstable();
        assert_eq!(names, ["accept", "content-length", "host", "user-agent"]);
    }
}

fn campaign(flaws: &[Flaw], count: u64, jobs: &str) -> Campaign {
    Campaign {
        event: EventSpec::Highlight(world()),
        edits: Edits::NONE,
        flaws: flaws.to_vec(),
        seed: Seed(7),
        signing: signing(),
        count: count.try_into().unwrap(),
        interval: Duration::ZERO,
        jobs: jobs.parse().unwrap(),
        retrying: Retrying::OFF,
    }
}

#[tokio::test]
async fn a_run_sends_each_callback_once_and_takes_the_flaws_in_turn() {
    for jobs in ["1", "8"] {
        let server = answering(ResponseTemplate::new(200)).await;
        let campaign = campaign(&[Flaw::UpperCaseSign, Flaw::WrongKey, Flaw::TAsText], 20, jobs);
        let mut reports = Vec::new();
        let summary =
            run(campaign.clone(), http(&server.uri(), AMPLE), standing_clock(), |report| {
                reports.push(report.clone());
            })
            .await
            .unwrap();
        assert_eq!((summary.callbacks, summary.attempts, summary.delivered), (20, 20, 20));
        assert_eq!(summary.statuses.into_iter().collect::<Vec<_>>(), [(200, 20)]);
        assert_eq!(
            summary.as_expected,
            20 - 7,
            "a forged one that is answered 200 is not as expected"
        );
        reports.sort_by_key(|report| report.index);
        assert_eq!(
            reports.iter().map(|report| report.index).collect::<Vec<_>>(),
            (0..20).collect::<Vec<_>>()
        );
        assert!(reports.iter().all(|report| report.flaw == campaign.recipe(report.index).flaw));
        assert!(
            reports
                .iter()
                .all(|report| report.judgement.is_as_expected() == (report.index % 3 != 1))
        );
        assert_eq!(server.received_requests().await.unwrap().len(), 20);
    }
}

#[tokio::test]
async fn a_run_that_cannot_be_made_sends_nothing() {
    let server = answering(ResponseTemplate::new(200)).await;
    let mut campaign = campaign(&[Flaw::UpperCaseSign, Flaw::EmptyItems], 20, "1");
    campaign.event = EventSpec::Other { event_type: 1 };
    let error =
        run(campaign, http(&server.uri(), AMPLE), standing_clock(), |_| {}).await.unwrap_err();
    assert_eq!(error.code(), "flaw_does_not_fit");
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn an_answer_is_as_expected_by_status_and_by_the_code_it_states() {
    let judged = async |status, body: &str, flaw| {
        let server = answering(ResponseTemplate::new(status).set_body_string(body)).await;
        let mut seen = None;
        let campaign = campaign(&[flaw], 1, "1");
        run(campaign, http(&server.uri(), AMPLE), standing_clock(), |report| {
            seen = Some(report.judgement.clone());
        })
        .await
        .unwrap();
        seen.unwrap()
    };
    let forged = r#"{"code":12,"error":"forged","message":"…"}"#;
    let judgement = judged(403, forged, Flaw::WrongKey).await;
    assert_eq!(
        (judgement.situation, judgement.code.as_deref()),
        (Situation::Forged, Some("forged"))
    );
    assert!(judgement.is_as_expected());
    assert!(
        judged(403, "no", Flaw::WrongKey).await.is_as_expected(),
        "other receivers need not state codes"
    );
    assert!(!judged(403, forged, Flaw::Expired(Seconds(60))).await.is_as_expected());
    assert!(!judged(401, forged, Flaw::WrongKey).await.is_as_expected());
    assert!(!judged(200, "", Flaw::WrongKey).await.is_as_expected());
}

#[tokio::test]
async fn lines_of_a_run_have_stable_names_and_no_key() {
    let server =
        answering(ResponseTemplate::new(403).set_body_string(r#"{"code":12,"error":"forged"}"#))
            .await;
    let mut lines = Vec::new();
    let summary = run(
        campaign(&[Flaw::FlippedDigit], 1, "1"),
        http(&server.uri(), AMPLE),
        standing_clock(),
        |report| {
            // What is measured differs from run to run.
            let mut report = report.clone();
            (report.attempt.started, report.attempt.latency) = Default::default();
            lines.push(serde_json::to_string(&AttemptLine::from(&report)).unwrap());
        },
    )
    .await
    .unwrap();
    lines.push(serde_json::to_string(&SummaryLine::from(&summary)).unwrap());
    let lines = lines.join("\n");
    assert!(!lines.contains(key().expose()));
    expect![[r#"
        {"type":"attempt","index":0,"number":1,"flaw":"flipped-digit","event_type":349,"stream_id":"shop_5118","bytes":2749,"t":1761130034,"due_ms":0,"started_ms":0,"latency_ms":0,"status":403,"failure":null,"detail":null,"answer":"{\"code\":12,\"error\":\"forged\"}","next":"gave_up","situation":"forged","expected_status":403,"expected_code":"forged","as_expected":true}
        {"type":"summary","callbacks":1,"attempts":1,"delivered":0,"as_expected":1,"statuses":{"403":1},"failures":{}}"#]].assert_eq(&lines);
}
