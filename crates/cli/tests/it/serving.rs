//! `serve` as a process: answers, lines, signals.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
};

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

/// A `serve` whose command line, streams and limits a test chooses; killed when dropped.
struct Odd {
    child: Child,
    callbacks: SocketAddr,
}

impl Odd {
    /// Starts `sh -c SCRIPT` with the words of a `serve` as `"$@"`.
    fn start(dir: &Dir, script: &str, stderr: Stdio) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", script, "sh", env!("CARGO_BIN_EXE_livehook")])
            .args(["serve", "--format", "json", "--listen", "127.0.0.1:0"])
            .args(["--api-listen", "127.0.0.1:0"])
            .current_dir(dir.path())
            .env("LIVEHOOK_CALLBACK_KEY", KEY)
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&ready).unwrap();
        let url = ready["callbacks"].as_str().unwrap();
        let address = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
        Self { callbacks: address.parse().unwrap(), child }
    }

    fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }
}

impl Drop for Odd {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_stderr_that_cannot_be_written_harms_no_callback() {
    let dir = Dir::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let serving = Odd::start(&dir, r#"exec "$@" --inbox inbox.db"#, full.into());
    let answer = |body: &str| request(serving.callbacks, "POST", PATH, body.as_bytes());
    // The first refusal of its kind is logged.
    assert_eq!(answer(&documented_sample()).map(|(status, _)| status), Some(401));
    let sound = answer(&callback("room1", now() + 600));
    assert_eq!(sound.map(|(status, _)| status), Some(200));
}

#[test]
fn a_stdout_that_nobody_reads_holds_up_neither_callbacks_nor_the_end() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    // More than the pipe and the reader behind it hold.
    let (events, padding) = (250, "x".repeat(400));
    for number in 0..events {
        check(&serving, &callback(&format!("{padding}{number}"), now() + 600), 200, "0");
    }
    assert_eq!(serving.stop(), Some(0));
    assert_eq!(records(&dir, "inbox.db").len(), events);
}

#[test]
fn a_second_signal_ends_at_once() {
    let dir = Dir::new();
    let mut serving =
        Odd::start(&dir, r#"LIVEHOOK_BODY_TIME=60s LIVEHOOK_DRAIN=60s exec "$@""#, Stdio::null());
    let mut half = TcpStream::connect(serving.callbacks).unwrap();
    half.write_all(b"POST /callbacks/css HTTP/1.1\r\nhost: t\r\ncontent-length: 9\r\n\r\n{")
        .unwrap();
    // Answered after the half one has been begun.
    let answered = request(serving.callbacks, "POST", PATH, b"");
    assert_eq!(answered.map(|(status, _)| status), Some(400));
    serving.terminate();
    while TcpStream::connect(serving.callbacks).is_ok() {
        std::thread::yield_now();
    }
    assert!(serving.child.try_wait().unwrap().is_none(), "it waits for the half request");
    serving.terminate();
    assert_eq!(serving.child.wait().unwrap().code(), Some(130));
}

#[test]
fn connections_beyond_the_file_descriptors_are_answered_503() {
    let dir = Dir::new();
    let serving = Odd::start(&dir, r#"ulimit -n 128; exec "$@""#, Stdio::null());
    let silent: Vec<_> = (0..60).map(|_| TcpStream::connect(serving.callbacks).unwrap()).collect();
    let mut one_more = TcpStream::connect(serving.callbacks).unwrap();
    let mut answer = String::new();
    one_more.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    drop(silent);
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
