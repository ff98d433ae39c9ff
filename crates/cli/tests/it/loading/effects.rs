//! What the receiver has after a run, held against what it answered 200.

use std::{
    fs::{self, OpenOptions},
    io::{BufRead as _, BufReader, Write as _},
};

use serde_json::Value;

use super::{
    CLOSED, MEASURED, check_balance,
    disturbed::{ended, running},
    load, summary, url,
};
use crate::{
    contracting::Fake,
    harness::{Dir, Serving},
};

/// A command that lists the inbox of the directory it runs in, with something done to its lines.
fn listing(then: &str) -> String {
    let livehook = env!("CARGO_BIN_EXE_livehook");
    format!("{livehook} inbox list --inbox inbox.db --state event --format json {then}")
}

fn pages(serving: &Serving) -> String {
    format!("http://{}/api/events?state=event&limit=7&after={{next}}", serving.api)
}

/// The last digits of the names listed.
fn numbers(names: &Value) -> Vec<&str> {
    let names = names.as_array().unwrap().iter();
    names.map(|name| name.as_str().unwrap().rsplit('-').next().unwrap()).collect()
}

#[test]
fn all_that_our_receiver_answered_200_is_there_once_by_each_way_of_looking() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let thresholds = ["--expect", "lost=0", "--expect", "doubled=0", "--expect", "invented=0"];
    // The forged ones are nowhere, the expired ones in quarantine: no event, and not looked at.
    let mix = ["--mix", "sound=8,expired=1,forged=1,duplicate=2"];
    let pages = pages(&serving);
    let (by_page, by_command) =
        (["--observe-url", &pages, "--observe-pointer", "/events"], listing(""));
    for way in [&by_page[..], &["--observe-cmd", &by_command]] {
        let words = [&CLOSED[..], &thresholds, &mix, way].concat();
        let summary = summary(&dir, &url(&serving), &words, &[0]);
        assert_eq!(summary["effects"]["counts"], serde_json::json!([0, 0, 0]), "{summary}");
        assert_eq!(summary["effects"]["found"], 40, "{summary}");
        let expectations = summary["expectations"].as_array().unwrap();
        assert!(expectations.iter().all(|it| it["outcome"] == "met"), "{summary}");
    }
}

#[test]
fn what_is_lost_doubled_and_invented_is_named_and_fails_without_a_threshold() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let then = "| sed -e /-00000000007/d -e /-00000000011/p -e s/-00000000012/-00000000999/";
    let listing = listing(then);
    let words = ["--observe-cmd", &listing, "--settle", "0s", "--report", "html=a.html"];
    let words = [&CLOSED[..], &words].concat();
    let summary = summary(&dir, &url(&serving), &words, &[1]);
    let effects = &summary["effects"];
    assert_eq!(numbers(&effects["lost"]), ["00000000007", "00000000012"], "{summary}");
    assert_eq!(numbers(&effects["doubled"]), ["00000000011"], "{summary}");
    assert_eq!(numbers(&effects["invented"]), ["00000000999"], "{summary}");
    let page = fs::read_to_string(dir.path().join("a.html")).unwrap();
    assert!(page.contains(effects["lost"][0].as_str().unwrap()), "{page}");
    let ran = load(&dir, &url(&serving), &words, &[1]);
    for expected in ["events: 2 lost, 1 doubled, 1 invented", "-00000000011", "-00000000999"] {
        assert!(ran.stdout().contains(expected), "no {expected} in {}", ran.shown());
    }
}

/// The receiver works behind its answers: it writes to its log when all have come, and of each event twice, of which one line counts.
#[test]
fn new_lines_of_a_log_are_looked_at_and_a_pattern_chooses_among_them() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let log = dir.file("receiver.log", "took ld-before-00000000001 of 349\n");
    let pattern = "^took {stream_id} of {event_type}$";
    let words = ["--observe-log", &log, "--observe-pattern", pattern, "--settle", "60s"];
    let mut child = running(&dir, &fake.url(), &words);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (0..300).for_each(|_| fake.is_asked());
    let line = |id: &String| format!("asked for {id}\ntook {id} of 349\n");
    let text: String = fake.stream_ids().iter().map(line).collect();
    OpenOptions::new().append(true).open(log).unwrap().write_all(text.as_bytes()).unwrap();
    let (code, summary) = ended(child, lines);
    assert!(MEASURED.contains(&code), "{code}: {summary}");
    assert_eq!(summary["effects"]["counts"], serde_json::json!([0, 0, 0]), "{summary}");
    assert_eq!(summary["effects"]["found"], 300, "{summary}");
}

#[test]
fn what_cannot_be_looked_at_is_found_before_anything_is_sent() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let check = |words: &[&str], exit: i32, expected: &str| {
        let ran = load(&dir, &fake.url(), &[&CLOSED[..], words].concat(), &[exit]);
        assert!(ran.stderr().contains(expected), "no {expected} in {}", ran.shown());
    };
    check(&["--observe-cmd", "echo no table >&2; exit 3"], 3, "no table");
    check(&["--observe-url", "http://127.0.0.1:1/"], 3, "must answer before the run begins");
    check(
        &["--observe-url", "http://127.0.0.1:1/", "--observe-pointer", "x"],
        2,
        "write it as /data",
    );
    check(&["--observe-url", "http://127.0.0.1:1/?a={next}"], 2, "--observe-pointer /events");
    check(&["--observe-pointer", "/x"], 2, "means nothing without --observe-url");
    check(&["--observe-pattern", "x"], 2, "means nothing without --observe-log");
    check(&["--observe-log", "a.log", "--observe-pattern", "("], 2, "the pattern is not usable");
    check(&["--observe-cmd", "true", "--observe-log", "x"], 2, "cannot be used with");
    assert_eq!(fake.stream_ids(), Vec::<String>::new());
}

#[test]
fn what_cannot_be_looked_at_any_more_is_no_pass() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let words = ["--observe-cmd", "[ ! -e asked ] && touch asked", "--settle", "0s"];
    let summary = summary(&dir, &fake.url(), &[&CLOSED[..], &words].concat(), &[1]);
    assert_eq!(summary["verdict"], "fail", "{summary}");
    let problem = summary["effects"]["problem"].as_str().unwrap();
    assert!(problem.starts_with("the command failed"), "{summary}");
}

/// The interval lines are the clock: the first shows that callbacks are on their way.
#[test]
fn of_what_was_answered_200_nothing_is_lost_though_the_receiver_is_killed() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let (url, address) = (url(&serving), serving.callbacks.to_string());
    let listing = listing("");
    let mut child = running(&dir, &url, &["--observe-cmd", &listing, "--expect", "lost=0"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    serving.kill();
    let _again = dir.serve_at(&address, "inbox.db", &[]);
    let (code, summary) = ended(child, lines);
    assert!(MEASURED.contains(&code), "{code}: {summary}");
    check_balance(&summary["ledger"]);
    let answered = summary["ledger"]["statuses"]["200"].as_u64().unwrap();
    assert!((101..=300).contains(&answered), "it took callbacks before and after: {summary}");
    let effects = &summary["effects"];
    assert_eq!(effects["counts"], serde_json::json!([0, 0, 0]), "{summary}");
    assert_eq!((&effects["expected"], &effects["found"]), (&answered.into(), &answered.into()));
}
