//! Events handed on by HTTP, to an application that answers, fails, hangs, redirects, and is not there.

mod application;

use std::{sync::Arc, time::Duration};

use axum::http::StatusCode;
use expect_test::expect;
use livehook_core::Source;
use livehook_inbox::{State, UnixMillis};
use livehook_receiver::{
    DispatchConfig, Dispatched, ForwardError, ForwardSecret, Forwarder, Forwarding, Signing,
    dispatch,
};
use rustls::{ClientConfig, RootCertStore, crypto};
use tokio::{sync::oneshot, task::JoinHandle, time::timeout};

use crate::harness::{GOOD_T, NOW, PATIENCE, Receiver, config_of, event, signed};
use application::{Application, Reply};

/// The attempt's time in tests in which an application hangs.
const SHORT: Duration = Duration::from_millis(100);

/// For plain http: no certificate is ever asked for.
fn client() -> reqwest::ClientBuilder {
    let tls = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls)
}

fn secret() -> ForwardSecret {
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap()
}

fn forwarder(url: &str, signing: Signing, time: Duration) -> Result<Forwarder, ForwardError> {
    let forwarding = Forwarding { target: url.parse().unwrap(), signing, time };
    Forwarder::new(client(), forwarding, || UnixMillis((NOW + 7) * 1_000))
}

/// A dispatcher that runs beside the test, with quick retries.
struct Running {
    stop: oneshot::Sender<()>,
    dispatching: JoinHandle<Dispatched>,
}

fn start(receiver: &Receiver, url: &str, time: Duration) -> Running {
    start_with(receiver, forwarder(url, Signing::Unsigned, time).unwrap())
}

fn start_with(receiver: &Receiver, forwarder: Forwarder) -> Running {
    let config = DispatchConfig {
        first_retry: Duration::from_millis(5),
        longest_retry: Duration::from_millis(20),
        drain: PATIENCE,
        ..DispatchConfig::default()
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async { drop(stopped.await) };
    let dispatching = tokio::spawn(dispatch(receiver.state.clone(), forwarder, config, shutdown));
    Running { stop, dispatching }
}

impl Running {
    async fn stop(self) -> Dispatched {
        drop(self.stop);
        timeout(PATIENCE, self.dispatching).await.expect("it ends in time").unwrap()
    }
}

fn states(receiver: &Receiver) -> Vec<State> {
    receiver.records().iter().map(|record| record.state).collect()
}

#[tokio::test]
async fn the_body_is_as_received_and_the_rest_stands_in_headers() {
    let receiver = Receiver::new();
    let body = signed(r#""event_type":349,  "stream_id":"直播","items":[]"#, GOOD_T);
    receiver.post(body.clone()).await;
    let mut application = Application::start([Reply::Status(204)]).await;
    let signing =
        Signing::Signed(vec![secret(), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".parse().unwrap()]);
    let url = application.url("/in?token=abc");
    let running = start_with(&receiver, forwarder(&url, signing, PATIENCE).unwrap());
    let request = application.request().await;
    assert_eq!(running.stop().await, Dispatched { done: 1, failed: 0, aborted: 0 });
    assert_eq!(states(&receiver), [State::Done]);
    assert_eq!(String::from_utf8(request.body.clone()).unwrap(), body);
    assert_eq!(request.header("content-length"), Some(body.len().to_string().as_str()));
    let signature = request.header("webhook-signature").unwrap().to_owned();
    let shown: Vec<_> = request
        .head
        .lines()
        .filter(|line| {
            !["host:", "content-length:", "webhook-signature:"]
                .iter()
                .any(|name| line.starts_with(name))
        })
        .collect();
    expect![[r#"
        POST /in?token=abc HTTP/1.1
        content-type: application/json
        webhook-id: default-v1-0-808e144592fecfcfe1b8a6d5a4cbe6bfe1d3ec51bdc05b0a4710fd855e3ddccc
        webhook-timestamp: 1761129007
        livehook-record: 1
        livehook-source: default
        livehook-event-type: 349
        livehook-sender: verified
        livehook-marks: undecodable
        livehook-received-at: 2025-10-22T10:30:00.000Z
        livehook-attempt: 1
        accept: */*
        user-agent: livehook/0.1.0"#]]
    .assert_eq(&shown.join("\n"));
    let signatures: Vec<_> = signature.split(' ').collect();
    assert_eq!(signatures.len(), 2, "{signature}");
    assert!(signatures.iter().all(|one| one.starts_with("v1,") && one.len() == 47), "{signature}");
    assert_ne!(signatures[0], signatures[1]);
}

#[tokio::test]
async fn what_nobody_signed_is_said_to_be_unverified() {
    let receiver = Receiver::with(config_of(Source::unsigned("a.b").unwrap()));
    receiver.post(r#"{"stream_id":"s"}"#).await;
    let mut application = Application::start([Reply::Status(200)]).await;
    let running = start(&receiver, &application.url("/"), PATIENCE);
    let request = application.request().await;
    running.stop().await;
    assert_eq!(request.header("livehook-sender"), Some("unverified"));
    assert_eq!(request.header("livehook-marks"), Some("undecodable"));
    assert_eq!(request.header("livehook-event-type"), None);
    assert_eq!(request.header("webhook-signature"), None);
    let id = request.header("webhook-id").unwrap();
    assert!(id.starts_with("a~b-v1-") && !id.contains('.'), "{id}");
}

/// Replies that all but the last fail; each attempt has the same id and body, and the last one makes it done.
#[track_caller]
fn check(replies: impl IntoIterator<Item = Reply>, code: &str) {
    let replies: Vec<_> = replies.into_iter().collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (failed, page) = runtime.block_on(async {
        let receiver = Receiver::new();
        let body = event(1);
        receiver.post(body.clone()).await;
        let attempts = replies.len();
        let mut application = Application::start(replies).await;
        let running = start(&receiver, &application.url("/in"), SHORT);
        let mut ids = Vec::new();
        for attempt in 1..=attempts {
            let request = application.request().await;
            assert_eq!(request.body, body.as_bytes());
            assert_eq!(request.header("livehook-attempt"), Some(attempt.to_string().as_str()));
            ids.push(request.header("webhook-id").unwrap().to_owned());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1, "{ids:?}");
        let dispatched = running.stop().await;
        assert_eq!((dispatched.done, states(&receiver)), (1, vec![State::Done]));
        (dispatched.failed, crate::dispatch::metrics(&receiver).await)
    });
    let line = format!("livehook_forward_failures_total{{code=\"{code}\"}} {failed}");
    assert!(failed > 0 && page.contains(&line), "{line} in\n{page}");
}

#[test]
fn what_is_not_answered_with_2xx_is_sent_again_under_its_id() {
    check([Reply::Status(500), Reply::Status(503), Reply::Status(200)], "answered_5xx");
    check(
        [Reply::Status(400), Reply::Status(404), Reply::Status(410), Reply::Status(201)],
        "answered_4xx",
    );
    check([Reply::Close, Reply::Status(200)], "broken_off");
}

#[test]
fn an_application_that_hangs_is_given_up_in_time_and_asked_again() {
    check([Reply::Hang, Reply::Hang, Reply::Status(200)], "timeout");
}

#[test]
fn a_redirect_is_a_failure_and_nobody_goes_there() {
    // It leads to the application itself, which would see a request more.
    check([Reply::RedirectTo("/elsewhere"), Reply::Status(200)], "redirect");
}

#[tokio::test]
async fn an_answer_without_an_end_counts_by_its_status() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    let mut application = Application::start([Reply::Endless(200)]).await;
    let running = start(&receiver, &application.url("/"), PATIENCE);
    application.request().await;
    assert_eq!(running.stop().await, Dispatched { done: 1, failed: 0, aborted: 0 });
}

#[tokio::test]
async fn what_waited_for_an_application_goes_out_when_it_is_there() {
    let receiver = Receiver::new();
    let place = Application::reserve().await;
    for number in 1..=20 {
        receiver.post(event(number)).await;
    }
    let running = start(&receiver, &place.url("/in"), PATIENCE);
    // It was tried, and nobody was there.
    let failure = r#"livehook_forward_failures_total{code="no_connection"}"#;
    let tried = async {
        while !crate::dispatch::metrics(&receiver).await.contains(failure) {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, tried).await.expect("it is tried");
    assert_eq!(states(&receiver), [State::Received; 20]);
    let mut application = place.start([Reply::Status(200)]).await;
    let mut seen = Vec::new();
    for _ in 1..=20 {
        let request = application.request().await;
        seen.push(request.header("livehook-record").unwrap().parse::<u32>().unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen, (1..=20).collect::<Vec<_>>());
    assert_eq!(running.stop().await.done, 20);
    assert_eq!(states(&receiver), [State::Done; 20]);
}

#[tokio::test]
async fn a_callback_is_answered_while_the_application_hangs() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    let mut application = Application::start([Reply::Hang]).await;
    let running = start(&receiver, &application.url("/"), PATIENCE);
    application.request().await;
    assert_eq!(receiver.post(event(2)).await.status, StatusCode::OK);
    running.dispatching.abort();
}

#[tokio::test]
async fn a_pause_that_is_asked_for_is_kept() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    let mut application = Application::start([Reply::RetryAfter(1), Reply::Status(200)]).await;
    let running = start(&receiver, &application.url("/"), PATIENCE);
    application.request().await;
    let begun = std::time::Instant::now();
    application.request().await;
    // The pause is counted from the answer, which came a little after the request.
    assert!(begun.elapsed() >= Duration::from_millis(990), "{:?}", begun.elapsed());
    assert_eq!(running.stop().await.done, 1);
}

#[tokio::test]
async fn what_is_promoted_from_quarantine_is_sent_and_what_stays_there_is_not() {
    let receiver = Receiver::new();
    let content = r#""event_type":1,"stream_id":"s""#;
    receiver.post(signed(content, NOW - 1)).await;
    receiver.post(signed(r#""event_type":1,"stream_id":"stays""#, NOW - 1)).await;
    let mut application = Application::start([Reply::Status(200)]).await;
    let running = start(&receiver, &application.url("/"), PATIENCE);
    receiver.post(signed(content, GOOD_T)).await;
    assert_eq!(application.request().await.header("livehook-record"), Some("3"));
    assert_eq!(running.stop().await.done, 1);
}

#[test]
fn unsigned_events_stay_on_this_machine_unless_somebody_says_so() {
    let to = |url: &str, signing| forwarder(url, signing, PATIENCE).map(drop);
    let elsewhere = "https://hooks.example.test/in?token=abc";
    let error = to(elsewhere, Signing::Unsigned).unwrap_err();
    expect!["hooks.example.test is not this machine, and nothing would show there that an event comes from here"]
        .assert_eq(&error.to_string());
    to(elsewhere, Signing::UnsignedBeyondLoopback).unwrap();
    to(elsewhere, Signing::Signed(vec![secret()])).unwrap();
    to("http://localhost:3000", Signing::Unsigned).unwrap();
    to("http://127.0.0.1:3000", Signing::Signed(vec![])).unwrap_err();
    let shown = format!("{:?}", forwarder(elsewhere, Signing::Signed(vec![secret()]), PATIENCE));
    assert!(!shown.contains("abc") && !shown.contains("MfKQ"), "{shown}");
}
