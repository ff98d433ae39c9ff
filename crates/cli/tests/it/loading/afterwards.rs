//! What becomes of measurements: `compare`, `merge`, `export`, reports.

use std::{fs, process::Command};

use serde_json::Value;

use super::{CLOSED, load, url};
use crate::{
    contracting::Fake,
    harness::{Dir, KEY},
};

/// Runs a small plan and keeps its measurement.
fn measured(dir: &Dir, url: &str, file: &str, words: &[&str]) {
    let report = format!("json={file}");
    let kept = ["--seed", "7", "--report", report.as_str()];
    // 1: of a receiver that takes nothing.
    load(dir, url, &[&CLOSED[..], &kept, words].concat(), &[0, 1]);
}

fn read(dir: &Dir, file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(dir.path().join(file)).unwrap()).unwrap()
}

#[test]
fn every_form_of_report_is_written_and_the_key_is_nowhere() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let reports = ["json=a.json", "html=a.html", "hlog=a.hlog", "prom=a.prom"];
    let mut words = [&CLOSED[..], &["--key", KEY]].concat();
    reports.iter().for_each(|report| words.extend(["--report", report]));
    let ran = load(&dir, &url(&serving), &words, &[0]);
    for name in ["a.json", "a.html", "a.hlog", "a.prom"] {
        let text = fs::read_to_string(dir.path().join(name)).unwrap();
        assert!(text.len() > 300 && !text.contains(KEY), "{name}: {text}");
    }
    assert!(!ran.stdout().contains(KEY) && !ran.stderr().contains(KEY), "{}", ran.shown());
    words.truncate(CLOSED.len());
    words.extend(["--report", "json=-"]);
    let printed = load(&dir, &url(&serving), &words, &[0]).stdout();
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed["schema"], "livehook-load-measurement/1");
}

#[test]
fn shards_add_up_to_the_whole() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    measured(&dir, &fake.url(), "whole.json", &[]);
    measured(&dir, &fake.url(), "1.json", &["--shard", "1/2"]);
    measured(&dir, &fake.url(), "2.json", &["--shard", "2/2"]);
    let merge = ["load", "merge", "1.json", "2.json", "--report", "json=sum.json"];
    dir.livehook(&[&merge[..], &["--expect", "errors=0"]].concat()).exits(0);
    let (whole, sum) = (read(&dir, "whole.json"), read(&dir, "sum.json"));
    assert_eq!((&sum["ledger"], &sum["plan"]), (&whole["ledger"], &whole["plan"]));
    assert_eq!(sum["latency"]["planned"]["count"], 60);
    assert_eq!(sum["expectations"][0]["outcome"], "met");
    dir.livehook(&[&merge[..], &["--expect", "errors>0"]].concat()).exits(1);
    let ran = dir.livehook(&["load", "merge", "1.json"]).exits(2);
    assert!(ran.stderr().contains("1 of 2 shards"), "{}", ran.shown());
}

#[test]
fn runs_are_held_against_runs() {
    let (dir, right, wrong) = (Dir::new(), Fake::answering(200), Fake::answering(500));
    for n in 1..=3 {
        measured(&dir, &right.url(), &format!("a{n}.json"), &[]);
        measured(&dir, &wrong.url(), &format!("b{n}.json"), &[]);
    }
    let compare = |words: &[&str], exit: i32| {
        let fixed = ["load", "compare", "--format", "json"];
        dir.livehook(&[&fixed[..], words].concat()).exits(exit).json_lines()
    };
    let sides = ["a1.json", "a2.json", "a3.json", "--with", "b1.json", "b2.json", "b3.json"];
    let lines = compare(&sides, 1);
    let errors = lines.iter().find(|line| line["figure"] == "errors").unwrap();
    assert_eq!(errors["verdict"], "worse", "{lines:?}");
    assert_eq!(compare(&["a1.json", "b1.json"], 0).last().unwrap()["verdict"], "unknown");
    let ran = dir.livehook(&["load", "compare", "a1.json"]).exits(2);
    assert!(ran.stderr().contains("--with"), "{}", ran.shown());
    dir.file("x.json", "{}");
    let ran = dir.livehook(&["load", "compare", "x.json", "a1.json"]).exits(2);
    assert!(ran.stderr().contains("--report json=FILE"), "{}", ran.shown());
}

#[test]
fn two_receivers_are_measured_in_turns_and_held_against_each_other() {
    let (dir, right, wrong) = (Dir::new(), Fake::answering(200), Fake::answering(500));
    let compare = |words: &[&str], exit: i32| {
        let run = dir.livehook(&[&["load", "compare", "--url", &wrong.url()], words].concat());
        run.env("LIVEHOOK_CALLBACK_KEY", KEY).exits(exit)
    };
    let right_url = right.url();
    let both = [&CLOSED[..], &["--against", &right_url, "--rounds", "2"]].concat();
    let lines = compare(&[&both[..], &["--format", "json"]].concat(), 1).json_lines();
    let of = |kind: &'static str| lines.iter().filter(move |line| line["type"] == kind);
    let sides: Vec<_> = of("run").map(|line| &line["side"]).collect();
    let round = ["receiver", "baseline", "baseline", "receiver"];
    assert_eq!(sides, [round, round].concat());
    let errors = of("figure").find(|line| line["figure"] == "errors").unwrap();
    assert_eq!(errors["verdict"], "worse", "{errors}");
    let last = lines.last().unwrap();
    assert_eq!((&last["verdict"], &last["sides"]), (&"worse".into(), &"receivers".into()));
    let ran = compare(&both, 1);
    assert!(ran.stdout().starts_with("✗ worse: 4 runs of the receiver"), "{}", ran.shown());
    assert!(ran.stderr().contains("8 of 8  receiver  p50"), "{}", ran.shown());
    // Each run, the warm-up too, has events of its own.
    let mut streams = right.stream_ids();
    streams.dedup();
    assert_eq!(streams.len(), 2 * 5 * 60);
    let ran = compare(&CLOSED, 2);
    assert!(ran.stderr().contains("--against http"), "{}", ran.shown());
    compare(&["a.json", "--against", &right.url()], 2);
}

/// What `load export` prints of a plan, with our key wherever it could be taken from.
fn exported(words: &[&str]) -> String {
    let dir = Dir::new();
    let plan = ["--url", "http://127.0.0.1:8080/css", "--rate", "50/s", "--key", KEY];
    let run = dir.livehook(&[&["load", "export"], words, &plan].concat());
    let ran = run.env("LIVEHOOK_CALLBACK_KEY", KEY).exits(0);
    assert!(!ran.stdout().contains(KEY), "the key stands in {}", ran.shown());
    ran.stdout()
}

#[test]
fn exports_hold_the_plan_and_no_key() {
    let script = exported(&["k6", "--mix", "sound=3,forged=1", "--expect", "p99<50ms"]);
    for expected in ["['forged', 0.25]", "constant-arrival-rate", "__ENV.LIVEHOOK_CALLBACK_KEY"] {
        assert!(script.contains(expected), "no {expected} in {script}");
    }
    let job = ["kubernetes", "--shards", "4", "--start-at", "2026-01-31T08:00:00Z"];
    let manifest = exported(&job);
    for expected in ["completions: 4", "\"--rate=50/s\"", "\"--report=json=-\"", "--seed="] {
        assert!(manifest.contains(expected), "no {expected} in {manifest}");
    }
}

#[test]
fn the_arguments_of_a_manifest_make_the_same_plan() {
    let dir = Dir::new();
    let manifest = exported(&[
        "kubernetes",
        "--shards",
        "2",
        "--start-at",
        "2026-01-31T08:00:00Z",
        "--mix",
        "sound=3,forged=1",
        "--duration",
        "1500ms",
        "--expect",
        "errors<1%",
    ]);
    let quoted = manifest.lines().filter_map(|line| line.trim().strip_prefix("- \""));
    let arguments: Vec<_> = quoted.filter_map(|it| it.strip_suffix('"')).collect();
    assert!(arguments.len() > 5, "{arguments:?}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_livehook"));
    // Nobody listens there, which is found out only after the plan was understood.
    let arguments = arguments.iter().map(|it| it.replace(":8080/", ":1/"));
    command.args(["load", "--shard", "1/2"]).args(arguments).current_dir(dir.path());
    let output = command.env("LIVEHOOK_CALLBACK_KEY", KEY).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
}
