//! `load`: loading receivers, ours and others, with numbers small enough for a test.

/// What becomes of measurements: `compare`, `merge`, `export`, reports.
mod afterwards;
/// Runs that end before their time, or are not to be believed.
mod disturbed;
/// What the receiver has afterwards.
mod effects;
/// How much a receiver takes: `--find-max`.
mod finding;
/// Failed deliveries that come back.
mod retrying;

use serde_json::Value;

use crate::{
    contracting::Fake,
    harness::{Dir, KEY, Ran, Serving},
};

fn url(serving: &Serving) -> String {
    format!("http://{}/callbacks/css", serving.callbacks)
}

/// A run that is as expected on a quiet machine, and on a busy one is not valid, since its generator was late.
const MEASURED: &[i32] = &[0, 5];

/// Requests as they are answered, in which no generator can be late: for tests of what a run says.
const CLOSED: [&str; 5] = ["--closed", "--requests", "60", "--connections", "4"];

/// Runs `load` against an address, with our key in the environment.
#[track_caller]
fn load(dir: &Dir, url: &str, words: &[&str], exits: &[i32]) -> Ran {
    let fixed = ["load", "--url", url];
    let run = dir.livehook(&[&fixed[..], words].concat());
    run.env("LIVEHOOK_CALLBACK_KEY", KEY).exits_with_one_of(exits)
}

/// As [`load`] in JSON; the last line, which is the summary.
#[track_caller]
fn summary(dir: &Dir, url: &str, words: &[&str], exits: &[i32]) -> Value {
    let mut lines = load(dir, url, &[words, &["--format", "json"]].concat(), exits).json_lines();
    let summary = lines.pop().unwrap();
    assert_eq!(summary["type"], "summary", "{summary}");
    assert!(!lines.is_empty() && lines.iter().all(|line| line["type"] == "interval"), "{lines:?}");
    summary
}

/// The sum of a table of numbers.
fn sum(table: &Value) -> u64 {
    table.as_object().unwrap().values().map(|number| number.as_u64().unwrap()).sum()
}

/// Checks that every planned request stands in one box.
#[track_caller]
fn check_balance(ledger: &Value) {
    let of = |name: &str| ledger[name].as_u64().unwrap();
    assert_eq!(of("planned"), of("sent") + sum(&ledger["not_sent"]), "{ledger}");
    let ended: u64 = ["timeout", "reset", "malformed", "unfinished"].map(of).iter().sum();
    assert_eq!(of("sent"), ended + sum(&ledger["statuses"]), "{ledger}");
}

/// A plan of a second with all that a receiver should tell apart.
const MIXED: [&str; 6] =
    ["--rate", "400/s", "--duration", "1s", "--mix", "sound=90,expired=4,forged=4,duplicate=2"];

#[test]
fn the_summary_adds_up_and_our_receiver_has_what_it_answered_200() {
    let dir = Dir::new();
    let serving = dir.serve("inbox.db", &[]);
    let words = [&MIXED[..], &["--expect", "ok=100%", "--expect", "refused(forged)=100%"]].concat();
    let summary = summary(&dir, &url(&serving), &words, MEASURED);
    assert_eq!(summary["planned"], 400, "{summary}");
    check_balance(&summary["ledger"]);
    let classes = summary["classes"].as_array().unwrap();
    classes.iter().for_each(|class| check_balance(&class["ledger"]));
    assert_eq!(summary["ledger"]["statuses"], serde_json::json!({"200": 368, "403": 32}));
    let expectations = summary["expectations"].as_array().unwrap();
    assert!(expectations.iter().all(|it| it["outcome"] == "met"), "{summary}");
    for origin in ["planned", "sent", "lag"] {
        assert_eq!(summary["latency_us"][origin]["count"], 400, "{summary}");
    }
    assert_eq!(serving.stop(), Some(0));
    // Sound ones once each, although some were repeated.
    let list = ["inbox", "list", "--inbox", "inbox.db", "--limit", "1000", "--format", "json"];
    let kept = dir.livehook(&list).exits(0).json_lines();
    let is_event = |line: &&Value| line["state"] == "received";
    assert_eq!(kept.iter().filter(is_event).count(), 360, "{kept:?}");
}

#[test]
fn thresholds_decide_between_0_and_1() {
    let (dir, fake) = (Dir::new(), Fake::answering(500));
    let with = |threshold: &str, exit: i32, outcome: &str| {
        let words = [&CLOSED[..], &["--expect", threshold]].concat();
        let summary = summary(&dir, &fake.url(), &words, &[exit]);
        assert_eq!(summary["expectations"][0]["outcome"], outcome, "{summary}");
    };
    with("errors=100%", 0, "met");
    with("errors<1%", 1, "missed");
    // Without any, a receiver that takes nothing fails all the same.
    let summary = summary(&dir, &fake.url(), &CLOSED, &[1]);
    assert_eq!(summary["verdict"], "fail", "{summary}");
    assert!(summary["failures"][0].as_str().unwrap().contains("500 × 60"), "{summary}");
}

#[test]
fn a_closed_loop_sends_as_many_as_it_was_told() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let summary = summary(&dir, &fake.url(), &[&CLOSED[..], &["--unsigned"]].concat(), &[0]);
    assert_eq!(summary["ledger"]["statuses"], serde_json::json!({"200": 60}));
    assert_eq!(fake.stream_ids().len(), 60);
}

#[test]
fn a_closed_loop_that_is_held_against_a_latency_is_told_what_that_is_worth() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let with = |threshold| {
        load(&dir, &fake.url(), &[&CLOSED[..], &["--expect", threshold]].concat(), &[0])
    };
    let told = with("p50<20s");
    assert!(told.stderr().contains("coordinated omission"), "{}", told.shown());
    assert_eq!(with("ok=100%").stderr(), "");
    assert!(!told.stdout().contains("planned time"), "{}", told.shown());
}

#[test]
fn for_people_the_verdict_stands_first() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let ran = load(&dir, &fake.url(), &CLOSED, &[0]);
    let first = "– measured: no thresholds were set; every request went as it should\n";
    assert!(ran.stdout().starts_with(first), "{}", ran.shown());
    assert!(ran.stdout().contains("planned 60 = 60 sent"), "{}", ran.shown());
    assert_eq!(ran.stderr(), "", "a live view is for terminals");
}

#[test]
fn another_event_type_and_an_own_body_are_sent() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let body = dir.file("own.json", r#"{"event_type":1,"stream_id":"mine","mark":"own"}"#);
    let plan = ["--rate", "20/s", "--duration", "100ms"];
    load(&dir, &fake.url(), &[&plan[..], &["--type", "100"]].concat(), MEASURED);
    load(&dir, &fake.url(), &[&plan[..], &["--from", &body]].concat(), MEASURED);
    let streams = fake.stream_ids();
    assert!(streams.len() == 4 && streams.iter().all(|it| it.starts_with("ld-")), "{streams:?}");
}

#[test]
fn a_trace_is_read_from_a_file_or_from_stdin() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let trace = "# two at once\n0\n0\n0.05\n";
    let file = dir.file("arrivals.txt", trace);
    let words = ["load", "--url", &fake.url(), "--unsigned", "--format", "json", "--arrivals"];
    let planned = |arrivals: &str, stdin: &str| {
        let run = dir.livehook(&[&words[..], &[arrivals]].concat()).stdin(stdin);
        run.exits_with_one_of(MEASURED).json_lines().pop().unwrap()["planned"].clone()
    };
    assert_eq!(planned(&format!("trace {file}"), ""), 3);
    assert_eq!(planned("trace -", trace), 3);
    let ran = dir.livehook(&[&words[..], &["trace -"]].concat()).stdin("0\nnow\n").exits(2);
    assert!(ran.stderr().contains("stdin: line 2 of the trace is no offset"), "{}", ran.shown());
}

#[test]
fn stdin_is_one_thing() {
    let dir = Dir::new();
    let check = |command: &[&str], inputs: &[&str], expected: &str| {
        let fixed = ["--url", "http://127.0.0.1:1/css"];
        let words = [&["load"], command, &fixed, inputs].concat();
        let run = dir.livehook(&words).env("LIVEHOOK_CALLBACK_KEY", KEY).stdin("0");
        let ran = run.exits(2);
        assert!(ran.stderr().contains(expected), "no {expected} in {}", ran.shown());
    };
    let (key, trace) = (["--key-file", "-"], ["--arrivals", "trace -"]);
    let body = ["--from", "-"];
    check(&[], &[key, trace].concat(), "stdin cannot be both the key and the trace");
    check(&[], &[trace, body].concat(), "stdin cannot be both the body and the trace");
    check(&[], &[key, body, ["--rate", "1/s"]].concat(), "both the key and the body");
    check(&["export", "k6"], &[trace, body].concat(), "both the body and the trace");
    check(&["compare", "--against", "http://127.0.0.1:1/a"], &[key, trace].concat(), "the trace");
    let job = ["export", "kubernetes", "--shards", "2", "--start-at", "2026-01-31T08:00:00Z"];
    check(&job, &trace, "a pod has no file of this machine");
}

#[track_caller]
fn check_refused(words: &[&str], expected: &[&str]) {
    let ran = Dir::new()
        .livehook(&[&["load"], words].concat())
        .env("LIVEHOOK_CALLBACK_KEY", KEY)
        .exits(2);
    for expected in expected {
        assert!(ran.stderr().contains(expected), "no {expected} in {}", ran.shown());
    }
}

#[test]
fn wrong_usage_is_exit_2_and_names_the_way_out() {
    let url = ["--url", "http://127.0.0.1:1/css"];
    let with = |words: &[&'static str]| [&url[..], words].concat();
    check_refused(&[], &["no receiver to load", "--url http"]);
    check_refused(&url, &["no rate", "--rate 200/s", "--closed"]);
    check_refused(&with(&["--rate", "5"]), &["is no rate", "5000/s"]);
    check_refused(&with(&["--rate", "0/s"]), &["nothing is due"]);
    check_refused(&with(&["--rate", "5/s", "--closed"]), &["cannot be used with"]);
    check_refused(&with(&["--requests", "5"]), &["--closed"]);
    check_refused(&with(&["--rate", "1/s", "--shard", "1/2"]), &["--seed"]);
    check_refused(&with(&["--rate", "1/s", "--mix", "sound=1,fogred=1"]), &["known: sound"]);
    check_refused(&with(&["--rate", "1/s", "--mix", "duplicate=1"]), &["sound"]);
    check_refused(&with(&["--rate", "1/s", "--expect", "p98<1s"]), &["p99.9"]);
    check_refused(&with(&["--arrivals", "sometimes"]), &["poisson 5000/s"]);
    check_refused(&with(&["--arrivals", "trace nowhere"]), &["cannot read nowhere"]);
    check_refused(&with(&["--rate", "1/s", "--duration", "0s"]), &["no time at all"]);
    check_refused(&with(&["--rate", "1/s", "--report", "pdf=x"]), &["no form of report `pdf`"]);
    check_refused(&with(&["--rate", "1/s", "--report", "html=-"]), &["a report goes to a file"]);
    check_refused(&with(&["--rate", "1/s", "--start-at", "2020-01-01T00:00:00Z"]), &["is past"]);
    check_refused(&with(&["--unsigned", "--rate", "1/s", "--mix", "forged=1"]), &["key"]);
    check_refused(&with(&["--rate", "1/s", "--timeout", "300000d"]), &["write 2m at most"]);
    check_refused(&with(&["--rate", "1/s", "--duration", "8d"]), &["write 7d at most"]);
    check_refused(&with(&["--rate", "1/s", "--settle", "300000d"]), &["write 7d at most"]);
    let elsewhere = ["--url", "http://receiver.example.test/css", "--rate", "1/s"];
    check_refused(&elsewhere, &["--i-may-test receiver.example.test"]);
    check_refused(&with(&["--rate", "1/s", "--streams", "4"]), &["no streams", "--http 2"]);
    check_refused(&["--url", "unix:x", "--rate", "1/s"], &["unix:/run/receiver.sock"]);
}

#[test]
fn what_a_run_could_not_tell_is_exit_2_before_it_begins() {
    let url = ["--url", "http://127.0.0.1:1/css", "--rate", "60/s", "--duration", "1s"];
    let expecting = |threshold: &'static str| [&url[..], &["--expect", threshold]].concat();
    check_refused(
        &expecting("p99<1s"),
        &["of 60 requests: it takes 1,000", "hint: or ask for p50"],
    );
    check_refused(
        &expecting("refused(forged)=100%"),
        &["the mix has none", "--mix sound=9,forged=1"],
    );
    check_refused(&expecting("amplification<2"), &["no retry plan", "--retry-plan generic"]);
    check_refused(&expecting("lost=0"), &["nothing looks into it", "--observe-url"]);
    let with = |words: &[&'static str]| [&url[..], words].concat();
    check_refused(&with(&["--time-scale", "60"]), &["--time-scale means nothing without"]);
    check_refused(&with(&["--resign", "refresh"]), &["--resign means nothing without"]);
    check_refused(&with(&["--interval-from", "start"]), &["--retry-plan generic"]);
    check_refused(&with(&["--settle", "5s"]), &["--settle means nothing without", "--observe-log"]);
    let find = ["--url", "http://127.0.0.1:1/css", "--find-max", "p99<1s", "--time-scale", "60"];
    check_refused(&find, &["--time-scale means nothing without"]);
}

#[test]
fn what_cannot_be_searched_or_sent_again_is_exit_2() {
    let url = ["--url", "http://127.0.0.1:1/css"];
    let with = |words: &[&'static str]| [&url[..], words].concat();
    let find = |words: &[&'static str]| [&url[..], &["--find-max"], words].concat();
    check_refused(&find(&["p99<1s", "--rate", "1/s"]), &["cannot be used with"]);
    check_refused(&find(&["p99<1s", "--retry-plan", "ai"]), &["cannot be used with"]);
    check_refused(&with(&["--budget", "10s", "--rate", "1/s"]), &["--find-max"]);
    check_refused(&find(&["p99>1s"]), &["the other comparison"]);
    check_refused(&find(&["rate>1/s"]), &["no limit of a load", "p99<50ms"]);
    check_refused(&find(&["p99(forged)<1s"]), &["the mix has none"]);
    let of_one_rate = ["a search has no report", "--report json=FILE", "--rate RATE"];
    check_refused(&find(&["p99<1s", "--report", "hlog=x.hlog"]), &of_one_rate);
    check_refused(&find(&["p99<1s", "--report", "prom=x.prom"]), &of_one_rate);
    check_refused(&find(&["p99<1s", "--report", "html=nowhere/x"]), &["no directory nowhere"]);
    check_refused(&find(&["p99<1s", "--precision", "5"]), &["from 1% to 100%"]);
    check_refused(&find(&["p99<1s", "--budget", "1s"]), &["no trial", "hint: "]);
    check_refused(&with(&["--rate", "1/s", "--retry-plan", "genric"]), &["did you mean generic"]);
    check_refused(&with(&["--rate", "1/s", "--time-scale", "0"]), &["no time scale"]);
}

#[test]
fn a_receiver_that_speaks_no_http_2_is_told_apart_from_one_that_is_not_there() {
    let fake = Fake::answering(200);
    // What comes back does so by HTTP/2 too, where it is spoken.
    let words = ["--rate", "1/s", "--unsigned", "--http", "2", "--retry-plan", "generic"];
    let url = fake.url();
    let words = [&["load", "--url", &url], &words[..]].concat();
    let ran = Dir::new().livehook(&words).exits(3);
    assert!(ran.stderr().contains("does not speak HTTP/2: it "), "{}", ran.shown());
    assert!(ran.stderr().contains("hint: leave --http out"), "{}", ran.shown());
}

#[test]
fn without_a_key_nothing_is_sent() {
    let fake = Fake::answering(200);
    let ran = Dir::new().livehook(&["load", "--url", &fake.url(), "--rate", "1/s"]).exits(2);
    assert!(ran.stderr().contains("say --unsigned"), "{}", ran.shown());
    assert_eq!(fake.stream_ids(), Vec::<String>::new());
}
