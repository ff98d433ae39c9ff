//! `serve` where something around it fails: streams that nobody reads or that cannot be written, few file descriptors, and
//! somebody who cannot wait for its end.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
};

use super::{PATH, check, documented_sample, records};
use crate::harness::{Dir, KEY, callback, now, request};

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
fn a_log_that_nobody_reads_holds_up_neither_callbacks_nor_the_end() {
    let dir = Dir::new();
    // A line for each callback, more than a pipe holds.
    let mut serving = Odd::start(&dir, r#"exec "$@" --inbox inbox.db --log debug"#, Stdio::piped());
    for number in 0..500 {
        let body = callback(&format!("room{number}"), now() + 600);
        let answered = request(serving.callbacks, "POST", PATH, body.as_bytes());
        assert_eq!(answered.map(|(status, _)| status), Some(200), "callback {number}");
    }
    serving.terminate();
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_limit_on_file_sizes_is_answered_503_and_ends_nobody() {
    let dir = Dir::new();
    // In blocks of 512 bytes, or of 1,024.
    let mut serving = Odd::start(&dir, r#"ulimit -f 600; exec "$@""#, Stdio::null());
    let padding = "x".repeat(40_000);
    let answers: Vec<_> = (0..40)
        .map(|number| {
            let body = callback(&format!("{padding}{number}"), now() + 600);
            request(serving.callbacks, "POST", PATH, body.as_bytes()).map(|(status, _)| status)
        })
        .collect();
    assert_eq!(
        (answers.first(), answers.last()),
        (Some(&Some(200)), Some(&Some(503))),
        "{answers:?}"
    );
    assert!(serving.child.try_wait().unwrap().is_none(), "it goes on");
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

#[cfg(target_os = "linux")]
#[test]
fn a_place_where_no_inbox_can_be_made_is_named() {
    // Nobody can make a file there, not even root.
    let words = ["serve", "--unsigned", "--listen", "127.0.0.1:0", "--inbox", "/proc/inbox.db"];
    let ran = Dir::new().livehook(&words).exits(3);
    assert!(ran.stderr().contains("hint: the directory /proc must be writable"), "{}", ran.shown());
    assert!(!ran.stderr().contains("`serve` makes one"), "{}", ran.shown());
}
