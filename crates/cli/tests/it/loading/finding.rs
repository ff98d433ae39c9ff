//! How much a receiver takes, found by trials: what is printed and how it ends. How exact it is, the benchmark says.

use std::{
    io::{BufRead as _, BufReader},
    process::Command,
    time::Duration,
};

use livehook_load::referee::{QueueReferee, Service};
use serde_json::Value;

use super::load;
use crate::{
    contracting::Fake,
    harness::{Dir, KEY},
};

fn referee(service: Duration) -> QueueReferee {
    QueueReferee::start(Service::Fixed(service)).unwrap()
}

/// A search in JSON: its trials, and the summary.
#[track_caller]
fn find(url: &str, words: &[&str], exits: &[i32]) -> (Vec<Value>, Value) {
    let words = [words, &["--format", "json"]].concat();
    let mut lines = load(&Dir::new(), url, &words, exits).json_lines();
    let summary = lines.pop().unwrap();
    assert_eq!(summary["type"], "summary", "{summary}");
    assert!(lines.iter().all(|line| line["type"] == "trial"), "{lines:?}");
    assert_eq!(summary["trials"], lines.len(), "{summary}");
    (lines, summary)
}

#[test]
fn a_capacity_is_an_interval_or_a_reason_why_there_is_none() {
    let referee = referee(Duration::from_millis(2));
    let words = ["--find-max", "p95<100ms", "--find-max", "errors<5%", "--budget", "8s"];
    let (trials, summary) = find(&referee.url(), &words, &[0, 5]);
    assert_eq!(trials[0]["limits"].as_array().unwrap().len(), 2, "{trials:?}");
    let n_invalid = trials.iter().filter(|it| it["invalid"].is_string()).count();
    let capacity = &summary["capacity"];
    if capacity.is_null() {
        // On a machine that is too busy for the generator, and on no other.
        assert!(summary["reason"].is_string() && n_invalid >= 3, "{summary} {trials:?}");
        assert_eq!(summary["outcome"], "generator_was_the_limit", "{summary} {trials:?}");
    } else {
        let of = |name: &str| capacity[name].as_f64().unwrap();
        assert!(of("low") <= of("rate") && of("rate") <= of("high"), "{summary}");
        let near = if n_invalid == 0 { 400.0..=600.0 } else { 300.0..=900.0 };
        assert!(near.contains(&of("rate")), "{summary} {trials:?}");
        assert_eq!(summary["outcome"], "capacity", "{summary}");
        assert_eq!(summary["implied"], serde_json::json!([]), "{summary}");
    }
}

#[test]
fn a_receiver_that_takes_all_that_may_be_tried_is_exit_0() {
    let referee = referee(Duration::from_micros(10));
    let words = ["--find-max", "p50<5s", "--up-to", "40/s"];
    let (trials, summary) = find(&referee.url(), &words, &[0]);
    assert_eq!((&summary["outcome"], &summary["at"]), (&"above_range".into(), &40.0.into()));
    assert!(trials.iter().all(|it| it["rate"].as_f64().unwrap() <= 40.0), "{trials:?}");
    let ran = load(&Dir::new(), &referee.url(), &words, &[0]);
    assert!(ran.stdout().contains("✓ takes 40/s and more within p50<5s"), "{}", ran.shown());
    assert!(ran.stdout().contains("✓ p50<5s"), "{}", ran.shown());
    assert_eq!(ran.stderr(), "", "a live view is for terminals");
}

/// However fast it fails. Nobody asked for a limit on errors.
#[test]
fn a_receiver_that_fails_in_time_takes_nothing() {
    let fake = Fake::answering(500);
    let words = ["--find-max", "p50<500ms", "--budget", "6s", "--up-to", "40/s"];
    let (trials, summary) = find(&fake.url(), &words, &[1]);
    assert!(trials.iter().all(|trial| trial["errors"] == 1.0), "{trials:?}");
    assert_eq!(summary["limits"], serde_json::json!(["p50<500ms", "errors<1%"]), "{summary}");
    assert_eq!(summary["implied"], serde_json::json!(["errors<1%"]), "{summary}");
    let reason = summary["reason"].as_str().unwrap();
    assert!(reason.starts_with("errors<1% was missed even at "), "{summary}");
    let ran = load(&Dir::new(), &fake.url(), &words, &[1]);
    assert!(ran.stdout().contains("✗ errors<1%  100%"), "{}", ran.shown());
    assert!(ran.stdout().contains("errors<1% is implied"), "{}", ran.shown());
    // Whoever says that errors do not matter is believed.
    let words = [&words[..], &["--find-max", "errors<=100%"]].concat();
    let (_, summary) = find(&fake.url(), &words, &[0]);
    assert_eq!(summary["outcome"], "above_range", "{summary}");
}

#[test]
fn a_receiver_that_meets_no_limit_at_any_rate_has_no_capacity() {
    let fake = Fake::answering(500);
    let words = ["--find-max", "errors<20%", "--budget", "5s", "--up-to", "200/s"];
    let (trials, summary) = find(&fake.url(), &words, &[1]);
    assert!(summary["capacity"].is_null() && summary["reason"].is_string(), "{summary}");
    assert_eq!(summary["outcome"], "undecided", "{summary}");
    assert!(trials.iter().all(|it| it["limits"][0]["outcome"] == "missed"), "{trials:?}");
}

#[test]
fn a_search_is_kept_as_json_and_as_a_page_and_the_key_is_nowhere() {
    let (dir, referee) = (Dir::new(), referee(Duration::from_micros(10)));
    let words = ["--find-max", "p50<5s", "--up-to", "40/s", "--report", "json=a.json"];
    let words = [&words[..], &["--report", "html=a.html", "--format", "json"]].concat();
    let ran = load(&dir, &referee.url(), &words, &[0]);
    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    // The same, but that on stdout each trial is told as it ends.
    assert_eq!(read("a.json"), ran.stdout());
    let page = read("a.html");
    for expected in ["<!doctype html>", "takes 40/s and more", "p50&#60;5s"] {
        assert!(page.contains(expected), "no {expected} in {page}");
    }
    assert!(!page.contains(KEY) && !read("a.json").contains(KEY));
    let printed = ["--find-max", "p50<5s", "--up-to", "40/s", "--report", "json=-"];
    let lines = load(&dir, &referee.url(), &printed, &[0]).json_lines();
    assert_eq!(lines.last().unwrap()["outcome"], "above_range", "{lines:?}");
}

#[test]
fn a_receiver_that_is_not_there_is_exit_3() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{free}/css");
    let ran = load(&Dir::new(), &url, &["--find-max", "p99<1s"], &[3]);
    assert!(ran.stderr().contains("cannot be reached"), "{}", ran.shown());
}

#[test]
fn an_interrupted_search_is_exit_130_and_says_what_it_knows() {
    let (dir, referee) = (Dir::new(), referee(Duration::from_millis(1)));
    let words = ["load", "--url", &referee.url(), "--find-max", "p99<50ms", "--format", "json"];
    let words = [&words[..], &["--report", "json=a.json"]].concat();
    let mut child = dir.livehook(&words).env("LIVEHOOK_CALLBACK_KEY", KEY).starts();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let last = lines.map_while(Result::ok).last().unwrap();
    let summary: Value = serde_json::from_str(&last).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(summary["interrupted"], true, "{summary}");
    let kept = std::fs::read_to_string(dir.path().join("a.json")).unwrap();
    assert_eq!(kept.lines().last(), Some(last.as_str()));
}
