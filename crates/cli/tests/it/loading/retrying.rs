//! Failed deliveries that come back: the flags, the boxes, the threshold.

use super::{CLOSED, check_balance, load, summary};
use crate::{contracting::Fake, harness::Dir};

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
    let summary = summary(&dir, &fake.url(), &CLOSED, &[0]);
    assert!(summary["retries"].is_null(), "{summary}");
    assert_eq!(fake.stream_ids().len(), 60);
}
