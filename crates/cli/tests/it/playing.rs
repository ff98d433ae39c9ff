//! `demo` and `simulate`: playing Tencent.

use std::net::TcpListener;

use crate::harness::{Dir, KEY, Serving};

fn url(serving: &Serving) -> String {
    format!("http://{}/callbacks/css", serving.callbacks)
}

/// Runs `simulate` against a serving process with our key, in JSON.
#[track_caller]
fn simulate(dir: &Dir, serving: &Serving, words: &[&str], exit: i32) -> Vec<serde_json::Value> {
    let url = url(serving);
    let fixed = ["simulate", "--format", "json", "--seed", "7", "--to", &url];
    dir.livehook(&[&fixed[..], words].concat())
        .env("LIVEHOOK_CALLBACK_KEY", KEY)
        .exits(exit)
        .json_lines()
}

#[test]
fn the_demo_is_as_expected_row_by_row() {
    let rows = Dir::new().livehook(&["demo", "--format", "json"]).exits(0).json_lines();
    let (summary, rows) = rows.split_last().unwrap();
    assert_eq!((summary["type"].as_str(), summary["ok"].as_bool()), (Some("summary"), Some(true)));
    assert!(rows.len() >= 12, "{} rows", rows.len());
    for row in rows {
        assert_eq!(row["expected"], row["answered"], "{row}");
        assert_eq!(row["ok"], true, "{row}");
    }
}

#[test]
fn sound_callbacks_are_delivered_and_stored() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let lines = simulate(&dir, &serving, &["--count", "5"], 0);
    assert_eq!(lines.len(), 6, "an attempt each and a summary");
    assert_eq!(lines[5]["delivered"], 5);
    let listed = dir
        .livehook(&["inbox", "list", "--inbox", "inbox.db", "--format", "json"])
        .exits(0)
        .json_lines();
    let streams: Vec<_> = listed.iter().map(|record| &record["stream_id"]).collect();
    let sent: Vec<_> = lines[..5].iter().map(|line| &line["stream_id"]).collect();
    assert_eq!(streams, sent);
}

#[test]
fn every_flaw_is_answered_as_the_table_has_it() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let flaws =
        dir.livehook(&["simulate", "--list-flaws", "--format", "json"]).exits(0).json_lines();
    assert!(flaws.len() >= 35, "only {} flaws", flaws.len());
    let names: Vec<_> = flaws.iter().map(|flaw| flaw["flaw"].as_str().unwrap()).collect();
    let count = names.len().to_string();
    let mut words = vec!["--check", "--count", &count];
    for name in &names {
        words.extend(["--flaw", name]);
    }
    let lines = simulate(&dir, &serving, &words, 0);
    for line in &lines[..names.len()] {
        assert_eq!(line["as_expected"], true, "{line}");
    }
}

#[test]
fn an_answer_that_is_not_the_tables_is_exit_1_with_check() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &["--answer", "status=200"]);
    simulate(&dir, &serving, &["--flaw", "wrong-key", "--check"], 1);
    simulate(&dir, &serving, &["--flaw", "wrong-key"], 0);
}

#[test]
fn a_failed_callback_is_sent_again_by_its_plan() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &["--answer", "status=503,times=2"]);
    let lines = simulate(&dir, &serving, &["--retry-plan", "generic", "--time-scale", "1000"], 0);
    let statuses: Vec<_> = lines.iter().filter_map(|line| line["status"].as_u64()).collect();
    assert_eq!(statuses, [503, 503, 200]);
}

#[test]
fn a_dry_run_shows_the_request_and_sends_nothing() {
    let words = [
        "simulate",
        "--to",
        "http://127.0.0.1:9/css",
        "--seed",
        "7",
        "--set",
        "items[0].title=限时秒杀",
        "--dry-run",
        "--key",
        KEY,
    ];
    let ran = Dir::new().livehook(&words).exits(0);
    let shown = ran.stdout();
    assert!(
        shown.contains("POST /css HTTP/1.1")
            && shown.contains("curl -sS")
            && shown.contains("限时秒杀"),
        "{}",
        ran.shown()
    );
    assert!(!shown.contains(KEY), "{}", ran.shown());
}

#[test]
fn a_slip_of_the_pen_in_set_names_the_nearest_path() {
    let words = [
        "simulate",
        "--to",
        "http://127.0.0.1:9/css",
        "--set",
        "items[0].titel=x",
        "--dry-run",
        "--key",
        KEY,
    ];
    let ran = Dir::new().livehook(&words).exits(2);
    assert!(ran.stderr().contains("items[0].title"), "{}", ran.shown());
}

#[test]
fn other_machines_must_be_named_and_silence_is_an_environment_that_failed() {
    let dir = Dir::new();
    let ran = dir.livehook(&["simulate", "--to", "http://192.0.2.1/css", "--key", KEY]).exits(2);
    assert!(ran.stderr().contains("--i-may-test 192.0.2.1"), "{}", ran.shown());
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    dir.livehook(&["simulate", "--to", &format!("http://{free}/css"), "--key", KEY]).exits(3);
    dir.livehook(&["simulate", "--to", &format!("http://{free}/css")]).exits(2);
}
