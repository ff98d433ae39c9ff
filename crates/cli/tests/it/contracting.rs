//! `contract`: judging receivers, ours and others. The tests select single cases, so that they do not grow with the catalogue.

/// Receivers that are not ours.
mod fake;
/// Profiles, and which of their commands are run.
mod profiles;
/// Receivers that refuse what is right.
mod refusing;
/// Reports, the last run, and what is made of both.
mod reports;
/// The whole catalogue against receivers that are sound.
mod whole;

use std::{collections::BTreeSet, net::TcpListener, process::Command};

use crate::harness::{Dir, KEY, Ran, Serving};
pub(crate) use fake::Fake;

/// A case that every release has.
const CASE: &str = "css/deliver/highlight";

fn url(serving: &Serving) -> String {
    format!("http://{}/callbacks/css", serving.callbacks)
}

/// An observing command for receivers that take everything: a stream that is asked about again has come. It leaves a file.
const OBSERVE: &str =
    "touch observed; ls seen-{stream_id} 2>/dev/null | wc -l; touch seen-{stream_id}";

/// Runs `contract run` of one case against an address, with our key in the environment.
#[track_caller]
fn contract(dir: &Dir, url: &str, words: &[&str], exit: i32) -> Ran {
    let fixed = ["contract", "run", CASE, "--url", url];
    dir.livehook(&[&fixed[..], words].concat()).env("LIVEHOOK_CALLBACK_KEY", KEY).exits(exit)
}

#[test]
fn the_list_has_every_id_once_with_the_promised_fields() {
    let lines =
        Dir::new().livehook(&["contract", "list", "--format", "json"]).exits(0).json_lines();
    let ids: BTreeSet<_> = lines.iter().map(|case| case["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), lines.len(), "an id is there twice");
    assert!(ids.contains(CASE));
    for field in ["area", "level", "title", "source", "tags", "decided_by", "needs"] {
        assert!(
            lines.iter().all(|case| case.get(field).is_some()),
            "{field} is missing: {lines:?}"
        );
    }
}

#[track_caller]
fn check_selected(words: &[&str], is_selected: bool) {
    let fixed = ["contract", "list", "--format", "json"];
    let dir = Dir::new();
    let ran = dir.livehook(&[&fixed[..], words].concat());
    let lines = if is_selected { ran.exits(0).json_lines() } else { ran.exits(4).json_lines() };
    assert_eq!(lines.iter().any(|case| case["id"] == CASE), is_selected, "{words:?}: {lines:?}");
}

#[test]
fn cases_are_selected_by_id_beginning_area_level_and_tag() {
    check_selected(&[CASE], true);
    check_selected(&["css/deliver/"], true);
    check_selected(&["css/deliver"], true);
    check_selected(&["deliver"], true);
    check_selected(&["deliver", "--level", "must"], true);
    check_selected(&["--level", "info", "--area", "deliver", "--tag", "loss"], true);
    check_selected(&[CASE, "--area", "secrecy"], false);
    check_selected(&[CASE, "--tag", "restart"], false);
}

#[test]
fn what_a_case_is_about_is_explained_without_running_it() {
    let ran = Dir::new().livehook(&["contract", "explain", CASE]).exits(0);
    for expected in [CASE, "MUST", "is sent", "to mend it", "document/product/267/38080"] {
        assert!(ran.stdout().contains(expected), "no {expected} in {}", ran.shown());
    }
}

#[test]
fn a_sound_receiver_conforms_and_json_tells_each_finding() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let api = format!("http://{}/api/events?stream={{stream_id}}", serving.api);
    let words = ["--format", "json", "--seed", "7", "--observe-url", &api];
    let words = [&words[..], &["--observe-pointer", "/events"]].concat();
    let lines = contract(&dir, &url(&serving), &words, 0).json_lines();
    let types: Vec<_> = lines.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["calibration", "finding", "summary"]);
    assert_eq!(lines[0]["verdict"], "takes", "{}", lines[0]);
    assert_eq!(lines[1]["result"], "pass", "{}", lines[1]);
    assert_eq!(lines[1]["layers"]["effect"], "1 event", "{}", lines[1]);
    assert_eq!((&lines[2]["verdict"], &lines[2]["seed"]), (&"conforms".into(), &7.into()));
}

#[test]
fn a_receiver_that_refuses_what_is_right_fails() {
    let ran = contract(&Dir::new(), &Fake::answering(500).url(), &[], 1);
    assert!(ran.stdout().contains(&format!("✗ {CASE}")), "{}", ran.shown());
    assert!(ran.stderr().contains("makes the same events again"), "{}", ran.shown());
}

#[test]
fn a_receiver_that_is_not_there_is_exit_3() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    contract(&Dir::new(), &format!("http://{address}/css"), &[], 3);
    contract(
        &Dir::new(),
        &Fake::answering(200).url(),
        &["--observe-url", &format!("http://{address}/")],
        3,
    );
}

#[test]
fn nothing_selected_is_exit_4_and_says_so() {
    let ran = contract(&Dir::new(), "http://127.0.0.1:9/css", &["--tag", "restart"], 4);
    assert!(ran.stderr().contains("nothing is selected"), "{}", ran.shown());
    let ran = contract(&Dir::new(), "http://127.0.0.1:9/css", &["--last-failed"], 4);
    assert!(ran.stderr().contains("no run was made in this directory yet"), "{}", ran.shown());
    let ran = contract(&Dir::new(), &Fake::answering(200).url(), &["--takes", "314"], 4);
    assert!(ran.stderr().contains("every case that was asked for was skipped"), "{}", ran.shown());
}

#[track_caller]
fn check_refused(words: &[&str], expected: &[&str]) {
    let ran = Dir::new().livehook(&[&["contract"], words].concat()).exits(2);
    for expected in expected {
        assert!(ran.stderr().contains(expected), "no {expected} in {}", ran.shown());
    }
}

#[test]
fn wrong_usage_is_exit_2_with_a_way_out() {
    let here = ["--url", "http://127.0.0.1:9/css", "--unsigned"];
    let with = |words: &[&'static str]| [&["run"], &here[..], words].concat();
    check_refused(&["run"], &["--url http://127.0.0.1:8080/callbacks/css"]);
    check_refused(&["run", "--url", here[1]], &["no callback key", "say --unsigned"]);
    check_refused(
        &with(&["css/deliver/higlight"]),
        &["no case `css/deliver/higlight`", "did you mean `css/deliver/highlight`?"],
    );
    let ran = Dir::new().livehook(&["contract", "list", "css/nope"]).exits(2);
    assert!(!ran.stderr().contains("did you mean"), "{}", ran.shown());
    check_refused(&["explain", "tiem"], &["did you mean `time`?"]);
    check_refused(&["list", "--level", "most"], &["known: must, should, may, info"]);
    check_refused(
        &["run", "--url", "http://receiver.example.test/css", "--unsigned"],
        &["receiver.example.test is not this machine", "--i-may-test receiver.example.test"],
    );
    check_refused(&with(&["--path-for", "349=http://receiver.example.test/x"]), &["another host"]);
    check_refused(&with(&["--path-for", "394=/x"]), &["did you mean 349?"]);
    check_refused(&with(&["--takes", "394"]), &["did you mean 349?"]);
    check_refused(
        &with(&["--observe-cmd", "echo 1", "--observe-log", "x"]),
        &["cannot be used with"],
    );
    check_refused(&with(&["--observe-pointer", "/x"]), &["means nothing without --observe-url"]);
    check_refused(&with(&["--observe-url", "ftp://127.0.0.1/"]), &["http or https"]);
    check_refused(&with(&["--observe-log", "x", "--observe-pattern", "("]), &["pattern"]);
    check_refused(&with(&["--report", "json=-"]), &["a report goes to a file"]);
    check_refused(&with(&["--report", "pdf=x"]), &["no form of report `pdf`"]);
    check_refused(&with(&["--report", "json=nowhere/x"]), &["there is no directory nowhere"]);
    check_refused(&with(&["--report", "json=x", "--report", "md=x"]), &["two reports"]);
}

#[test]
fn the_same_seed_sends_the_same_streams() {
    let dir = Dir::new();
    let streams = |words: &[&str]| {
        let fake = Fake::answering(200);
        let ran = contract(&dir, &fake.url(), words, 0);
        (fake.stream_ids(), ran.stderr())
    };
    let (first, told) = streams(&[]);
    let seed = told.split("--seed ").nth(1).unwrap().split(' ').next().unwrap();
    let (second, told) = streams(&["--seed", seed]);
    assert!(!first.is_empty());
    assert_eq!(first, second);
    assert!(!told.contains("--seed"), "{told}");
    assert_ne!(streams(&[]).0, first);
}

#[test]
fn a_path_of_an_event_type_is_where_its_events_go() {
    let (fake, other) = (Fake::answering(500), Fake::answering(200));
    let there = format!("349={}", other.url());
    contract(&Dir::new(), &fake.url(), &["--path-for", &there], 0);
    assert_eq!(fake.stream_ids(), Vec::<String>::new());
}

/// Starts a command against a receiver that never answers, and ends it by a signal; what it says of that.
#[track_caller]
fn interrupted(words: &[&str], fake: &Fake, dir: &Dir, by: &str) -> String {
    let running = dir.livehook(words).starts();
    fake.is_asked();
    let pid = running.id().to_string();
    assert!(Command::new("kill").args([by, &pid]).status().unwrap().success());
    let output = running.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{told}");
    told
}

#[test]
fn an_interrupted_run_is_exit_130_and_tells_its_seed_and_what_was_not_written() {
    for by in ["-INT", "-TERM"] {
        let (dir, fake) = (Dir::new(), Fake::silent());
        let url = fake.url();
        let words = ["contract", "run", CASE, "--url", &url, "--unsigned"];
        let reports = ["--report", "json=x.json", "--report", "html=x.html"];
        let told = interrupted(&[&words[..], &reports].concat(), &fake, &dir, by);
        let expected = "interrupted after 0 of 1 cases; not written: x.json, x.html\n";
        assert!(told.contains(expected), "{told}");
        assert!(told.contains("--seed"), "{told}");
        assert!(!dir.path().join("x.json").exists());
        let other = Fake::silent();
        let simulate = ["simulate", "--to", &other.url(), "--unsigned"];
        let told = interrupted(&simulate, &other, &dir, by);
        assert!(told.contains("interrupted\n"), "{told}");
    }
}
