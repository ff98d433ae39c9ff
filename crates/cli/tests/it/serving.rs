//! `serve` as a process: answers, lines, signals.

mod hardships;

use std::{io::Read as _, net::TcpStream};

use crate::harness::{Dir, KEY, Serving, callback, now, request};

const PATH: &str = "/callbacks/css";

#[track_caller]
fn check(serving: &Serving, body: &str, status: u16, expected: &str) {
    let (got, answer) = request(serving.callbacks, "POST", PATH, body.as_bytes()).unwrap();
    assert!(
        got == status && answer.contains(expected),
        "expected {status} {expected}, got {got} {answer}"
    );
}

/// State and number of deliveries of every record, by stream.
fn records(dir: &Dir, inbox: &str) -> Vec<(String, String, u64)> {
    let listed = dir
        .livehook(&["inbox", "list", "--inbox", inbox, "--format", "json"])
        .exits(0)
        .json_lines();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    listed
        .iter()
        .map(|record| {
            (
                text(&record["stream_id"]),
                text(&record["state"]),
                record["deliveries"].as_u64().unwrap(),
            )
        })
        .collect()
}

fn record(stream: &str, state: &str, deliveries: u64) -> (String, String, u64) {
    (stream.to_owned(), state.to_owned(), deliveries)
}

#[test]
fn a_callback_is_taken_once_and_answered_200_again() {
    let dir = Dir::new();
    let mut serving = dir.serve("inbox.db", &[]);
    let body = callback("room1", now() + 600);
    check(&serving, &body, 200, r#"{"code":0}"#);
    check(&serving, &body, 200, r#"{"code":0}"#);
    let stored = serving.line();
    assert_eq!(
        (stored["type"].as_str(), stored["stream_id"].as_str()),
        (Some("stored"), Some("room1")),
        "{stored}"
    );
    assert_eq!(records(&dir, "inbox.db"), [record("room1", "received", 2)]);
}

#[test]
fn the_first_line_says_which_file_it_is_and_what_is_in_it() {
    let dir = Dir::new();
    let whole = dir.path().canonicalize().unwrap().join("inbox.db");
    let serving = dir.serve("inbox.db", &[]);
    assert_eq!(serving.ready["inbox"].as_str(), whole.to_str());
    assert_eq!(serving.ready["inbox_new"], true);
    check(&serving, &callback("room1", now() + 600), 200, "0");
    check(&serving, &callback("room2", now() - 5), 403, "expired");
    assert_eq!(serving.stop(), Some(0));
    let serving = dir.serve("inbox.db", &[]);
    assert_eq!(serving.ready["inbox_new"], false);
    let held = serde_json::json!({ "received": 1, "done": 0, "quarantined": 1 });
    assert_eq!(serving.ready["inbox_records"], held);
}

#[test]
fn an_expired_callback_waits_for_its_fresh_redelivery() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let expired = callback("room1", now() - 5);
    check(&serving, &expired, 403, r#""error":"expired""#);
    assert_eq!(records(&dir, "inbox.db"), [record("room1", "quarantined", 1)]);
    check(&serving, &expired, 403, r#""error":"expired""#);
    assert_eq!(records(&dir, "inbox.db"), [record("room1", "quarantined", 2)]);
    check(&serving, &callback("room1", now() + 600), 200, r#"{"code":0}"#);
    assert_eq!(records(&dir, "inbox.db"), [record("room1", "received", 3)]);
}

#[test]
fn what_is_forged_or_unsigned_is_kept_nowhere() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let t = now() + 600;
    let later_t =
        callback("room1", t).replace(&format!(r#""t":{t}"#), &format!(r#""t":{}"#, t + 1));
    check(&serving, &later_t, 403, r#""error":"forged""#);
    check(&serving, &documented_sample(), 401, r#""error":"unsigned""#);
    assert_eq!(records(&dir, "inbox.db"), []);
}

/// The shape that the documents print: without `t` and `sign`.
fn documented_sample() -> String {
    std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/callbacks/349-documented.json"
    ))
    .unwrap()
}

#[test]
fn unsigned_mode_takes_the_documented_sample_and_says_so() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &["--unsigned"]);
    check(&serving, &documented_sample(), 200, r#"{"code":0}"#);
    let shown = dir.livehook(&["inbox", "show", "1", "--inbox", "inbox.db"]).exits(0);
    assert!(shown.stdout().contains("unverified"), "{}", shown.shown());
    let raw = dir.livehook(&["inbox", "show", "1", "--inbox", "inbox.db", "--raw"]).exits(0);
    assert_eq!(raw.stdout(), documented_sample());
}

#[test]
fn who_may_send_is_said_or_the_server_does_not_start() {
    let dir = Dir::new();
    dir.livehook(&["serve"]).exits(2);
    let both = dir.livehook(&["serve", "--unsigned"]).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(2);
    assert!(both.stderr().contains("contradict each other"), "{}", both.shown());
    let open = dir.livehook(&["serve", "--unsigned", "--listen", "0.0.0.0:0"]).exits(2);
    assert!(open.stderr().contains("--unsigned-beyond-loopback"), "{}", open.shown());
    let public =
        dir.livehook(&["serve"]).env("LIVEHOOK_CALLBACK_KEY", livehook_core::VECTOR_KEY).exits(2);
    assert!(public.stderr().contains("published key of the test vectors"), "{}", public.shown());
}

#[test]
fn the_environment_and_the_file_cannot_switch_verification_off() {
    let dir = Dir::new();
    dir.livehook(&["serve"]).env("LIVEHOOK_UNSIGNED", "1").exits(2);
    dir.file("livehook.toml", "[serve]\nunsigned = \"true\"\n");
    let ran = dir.livehook(&["serve"]).exits(2);
    assert!(ran.stderr().contains("unknown setting `serve.unsigned`"), "{}", ran.shown());
}

#[test]
fn a_taken_port_is_an_environment_that_failed() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let address = serving.callbacks.to_string();
    let ran = dir
        .livehook(&["serve", "--listen", &address, "--inbox", "other.db"])
        .env("LIVEHOOK_CALLBACK_KEY", KEY)
        .exits(3);
    assert!(
        ran.stderr().contains("cannot listen on") && ran.stderr().contains("hint: "),
        "{}",
        ran.shown()
    );
}

#[test]
fn where_the_apis_usual_port_is_taken_it_gets_another() {
    let dir = Dir::new();
    // Whoever has the usual port, one of these two or somebody else: both serve.
    let first = dir.serve_with_usual_api("a.db");
    let second = dir.serve_with_usual_api("b.db");
    assert_ne!(first.api, second.api);
    for serving in [&first, &second] {
        let (status, _) = request(serving.api, "GET", "/readyz", b"").unwrap();
        assert_eq!(status, 200);
    }
}

#[test]
fn a_stop_that_is_asked_for_is_a_success() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    check(&serving, &callback("room1", now() + 600), 200, "0");
    assert_eq!(serving.stop(), Some(0));
    assert_eq!(records(&dir, "inbox.db"), [record("room1", "received", 1)]);
}

#[test]
fn sources_have_paths_and_keys_of_their_own() {
    let dir = Dir::new();
    dir.file("events.key", "anotherKeyOfTheCliTestsNoDigits");
    dir.file("livehook.toml", "[sources.events]\nkey_files = [\"events.key\"]\n");
    let serving = dir.serve("inbox.db", &[]);
    let body = callback("room1", now() + 600);
    let (status, answer) =
        request(serving.callbacks, "POST", "/callbacks/css/events", body.as_bytes()).unwrap();
    assert!(status == 403 && answer.contains("forged"), "{status} {answer}");
    check(&serving, &body, 200, "0");
}

#[test]
fn mock_answers_come_first_and_run_out() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &["--answer", "status=500,times=2"]);
    let body = callback("room1", now() + 600);
    check(&serving, &body, 500, "");
    check(&serving, &body, 500, "");
    assert_eq!(records(&dir, "inbox.db"), []);
    check(&serving, &body, 200, r#"{"code":0}"#);
}

#[test]
fn the_api_tells_the_latest_event() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    check(&serving, &callback("room1", now() + 600), 200, "0");
    let (status, answer) =
        request(serving.api, "GET", "/api/latest?type=349&stream=room1", b"").unwrap();
    assert!(status == 200 && answer.contains(r#""stream_id":"room1""#), "{status} {answer}");
    let (status, _) = request(serving.api, "GET", "/readyz", b"").unwrap();
    assert_eq!(status, 200);
}

#[test]
fn limits_are_settings() {
    let dir = Dir::new();
    dir.file("livehook.toml", "[serve]\nconnections = 1\n");
    let serving = dir.serve("inbox.db", &["--body-max-size", "300"]);
    let body = callback(&"x".repeat(300), now() + 600);
    check(&serving, &body, 413, r#""error":"too_large""#);
    let first = TcpStream::connect(serving.callbacks).unwrap();
    let mut second = TcpStream::connect(serving.callbacks).unwrap();
    let mut answer = String::new();
    second.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    drop(first);
    for (setting, word) in [
        ("body_max_size = \"17MiB\"", "serve.body_max_size"),
        ("connections = 0", "serve.connections"),
        ("body_time = \"0s\"", "serve.body_time"),
        ("header_time = \"0s\"", "serve.header_time"),
    ] {
        let dir = Dir::new();
        dir.file("livehook.toml", format!("[serve]\n{setting}\n"));
        let ran = dir.livehook(&["serve"]).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(2);
        assert!(ran.stderr().contains(word), "{}", ran.shown());
    }
}
