//! Failed deliveries that come back: the flags, the boxes, the threshold.

use super::{CLOSED, check_balance, load, summary};
use crate::{
    contracting::Fake,
    harness::{Dir, KEY},
};

/// A minute takes 10 ms.
const QUICKLY: [&str; 4] = ["--retry-plan", "generic", "--time-scale", "6000"];

#[test]
fn a_receiver_that_fails_gets_thirteen_times_its_load_and_a_threshold_says_so() {
    let (dir, fake) = (Dir::new(), Fake::answering(500));
    let words = [&CLOSED[..], &QUICKLY, &["--expect", "amplification<1.5"]].concat();
    // 5: what comes back has a due time, and on a busy machine it was late for it.
    let summary = summary(&dir, &fake.url(), &words, &[1, 5]);
    let retries = &summary["retries"];
    assert_eq!((&retries["amplification"], &retries["given_up"]), (&13.0.into(), &60.into()));
    check_balance(&summary["ledger"]);
    check_balance(&retries["ledger"]);
    assert_eq!(summary["ledger"]["statuses"], serde_json::json!({"500": 60}), "{summary}");
    assert_eq!(retries["ledger"]["statuses"], serde_json::json!({"500": 720}), "{summary}");
    assert_eq!(summary["expectations"][0]["found"], "13", "{summary}");
    assert_eq!(fake.stream_ids().len(), 780);
}

#[test]
fn a_sound_receiver_gets_its_load_once() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let words = [&CLOSED[..], &QUICKLY, &["--expect", "amplification=1"]].concat();
    let ran = load(&dir, &fake.url(), &words, &[0]);
    assert!(ran.stdout().contains("retries  the load times 1 (plan generic"), "{}", ran.shown());
    assert_eq!(ran.stderr(), "", "the plan was named");
}

#[test]
fn the_event_s_own_plan_is_said_to_be_assumed_where_no_document_gives_it() {
    let (dir, fake) = (Dir::new(), Fake::answering(200));
    let auto = ["--retry-plan", "auto"];
    let ran = load(&dir, &fake.url(), &[&CLOSED[..], &auto].concat(), &[0]);
    assert!(
        ran.stderr().contains("no document gives retries for event type 349"),
        "{}",
        ran.shown()
    );
    let screenshot = [&CLOSED[..], &auto, &["--type", "200"]].concat();
    let ran = load(&dir, &fake.url(), &screenshot, &[0]);
    assert!(
        ran.stdout().contains("plan screenshot: 5 more attempts, 120 s apart"),
        "{}",
        ran.shown()
    );
}

#[test]
fn without_a_plan_nothing_comes_back() {
    let (dir, fake) = (Dir::new(), Fake::answering(500));
    let summary = summary(&dir, &fake.url(), &CLOSED, &[1]);
    assert!(summary["retries"].is_null(), "{summary}");
    assert_eq!(fake.stream_ids().len(), 60);
}

#[test]
fn two_receivers_are_held_against_each_other_by_what_came_back_too() {
    let (dir, right, wrong) = (Dir::new(), Fake::answering(200), Fake::answering(500));
    let (right_url, wrong_url) = (right.url(), wrong.url());
    let fixed = ["load", "compare", "--url", &wrong_url, "--against", &right_url];
    let few = ["--closed", "--requests", "20", "--connections", "4", "--rounds", "2"];
    let run = dir.livehook(&[&fixed[..], &few, &QUICKLY, &["--format", "json"]].concat());
    // 5: what comes back has a due time, and on a busy machine it was late for it.
    let ran = run.env("LIVEHOOK_CALLBACK_KEY", KEY).exits_with_one_of(&[1, 5]);
    let lines = ran.json_lines();
    let runs = || lines.iter().filter(|line| line["type"] == "run");
    assert!(runs().all(|line| (line["side"] == "receiver") == (line["amplification"] == 13.0)));
    assert_eq!(runs().count(), 8, "{}", ran.shown());
    // Invalid runs are left out, and with them perhaps a side.
    if let Some(line) = lines.iter().find(|line| line["figure"] == "amplification") {
        assert_eq!(
            (&line["before"]["median"], &line["after"]["median"]),
            (&1.0.into(), &13.0.into())
        );
    }
    // The warm-up has nothing come back.
    assert_eq!(wrong.stream_ids().len(), 20 + 4 * 13 * 20);
}
