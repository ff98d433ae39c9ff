//! Runs that end before their time, or are not to be believed.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command},
};

use serde_json::Value;

use super::{MEASURED, check_balance, load};
use crate::{
    contracting::Fake,
    harness::{Dir, KEY},
};

/// A run of three seconds in JSON, with further words.
pub(super) fn running(dir: &Dir, url: &str, words: &[&str]) -> Child {
    let fixed = ["load", "--url", url, "--rate", "100/s", "--duration", "3s", "--format", "json"];
    dir.livehook(&[&fixed[..], words].concat()).env("LIVEHOOK_CALLBACK_KEY", KEY).starts()
}

fn signal(child: &Child, signal: &str) {
    let pid = child.id().to_string();
    assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
}

/// The rest of a run: its exit code and its last line.
pub(super) fn ended(
    mut child: Child,
    mut lines: impl Iterator<Item = std::io::Result<String>>,
) -> (i32, Value) {
    let last = std::iter::from_fn(|| lines.next()).last().unwrap().unwrap();
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    let code = child.wait().unwrap().code();
    let summary = serde_json::from_str(&last).unwrap_or_else(|_| panic!("{last}\n{told}"));
    (code.unwrap(), summary)
}

#[track_caller]
fn check_interrupted(by: &str) {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let mut child = running(&dir, &fake.url(), &["--report", "html=load.html"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    signal(&child, by);
    let (code, summary) = ended(child, lines);
    assert_eq!((code, &summary["type"]), (130, &"summary".into()), "{summary}");
    check_balance(&summary["ledger"]);
    let sent = summary["sent"].as_u64().unwrap();
    assert!((100..300).contains(&sent), "{summary}");
    assert_eq!(summary["interrupted"], true, "{summary}");
    assert!(summary["hints"].to_string().contains("was interrupted"), "{summary}");
    assert!(dir.path().join("load.html").is_file());
}

#[test]
fn an_interrupted_run_is_exit_130_and_tells_what_was_measured() {
    check_interrupted("-INT");
}

#[test]
fn a_supervisor_interrupts_as_a_person_does() {
    check_interrupted("-TERM");
}

/// The interval lines are the clock: the first shows that the generator is under way; a second of our own passes while another load
/// of one second runs.
#[track_caller]
fn check_stopped(fake: &Fake, exit: i32, verdict: &str) {
    let dir = Dir::new();
    let mut child = running(&dir, &fake.url(), &[]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    signal(&child, "-STOP");
    let while_stopped = Fake::answering(200);
    load(&dir, &while_stopped.url(), &["--rate", "10/s", "--duration", "1s"], MEASURED);
    signal(&child, "-CONT");
    let (code, summary) = ended(child, lines);
    assert_eq!((code, &summary["verdict"]), (exit, &verdict.into()), "{summary}");
    assert!(summary["problems"].to_string().contains("stood still"), "{summary}");
    check_balance(&summary["ledger"]);
}

#[test]
fn a_generator_that_stood_still_makes_no_valid_run() {
    check_stopped(&Fake::answering(200), 5, "invalid");
}

#[test]
fn what_a_receiver_answered_wrongly_fails_though_the_generator_stood_still() {
    check_stopped(&Fake::answering(302), 1, "fail");
}

#[test]
fn a_receiver_that_is_not_there_is_exit_3() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ran = load(&Dir::new(), &format!("http://{free}/css"), &["--rate", "1/s"], &[3]);
    assert!(ran.stderr().contains("cannot be reached"), "{}", ran.shown());
}

#[test]
fn a_receiver_that_never_answers_is_counted_and_fails() {
    let (dir, fake) = (Dir::new(), Fake::silent());
    let words = ["--rate", "20/s", "--duration", "500ms", "--timeout", "100ms"];
    // 5: on a busy machine the generator was late, and time-outs may be its own.
    let summary = super::summary(&dir, &fake.url(), &words, &[1, 5]);
    assert_eq!(summary["ledger"]["timeout"], 10, "{summary}");
    let distribution = &summary["latency_us"]["planned"];
    assert_eq!(distribution["at_least"], 10, "{distribution}");
}
