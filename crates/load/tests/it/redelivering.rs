//! Runs in which failed deliveries come back, against receivers that refuse a known part.

/// The same by every engine.
mod engines;

use std::{
    collections::{BTreeMap, HashMap},
    num::NonZeroU32,
    sync::Mutex,
    time::Duration,
};

use expect_test::expect;
use livehook_core::CallbackKey;
use livehook_load::{
    conclusion::conclude,
    destination::Destination,
    fates::{Fate, Fates},
    measurement::{Measurement, Met, Redeliveries, Verdict},
    options::{Control, LoadOptions, Moment},
    plan::{Pacing, Plan, shard::Shard},
    referee::{Question, Recorder, Reply},
    report::{
        html,
        json::{SummaryLine, from_json, to_json},
        prometheus::prometheus,
        terminal::{TerminalOptions, lines},
    },
    run::{merge, run},
};
use livehook_simulator::delivery::{
    IntervalFrom, MayTest, Resign, RetryPlan, Retrying, Target, TimeScale,
};
use serde_json::Value;

use crate::{sample, server::stream};

/// A minute takes 20 ms.
fn retrying(plan: RetryPlan) -> Retrying {
    Retrying { plan, time_scale: TimeScale::new(3_000.0).unwrap(), ..Retrying::OFF }
}

fn options(url: &str, retrying: Retrying, mix: &str) -> LoadOptions {
    let target = Target::parse(url, &MayTest::default()).unwrap();
    let pacing =
        Pacing::Open { arrivals: "1000/s".parse().unwrap(), length: Duration::from_millis(100) };
    let plan = Plan { seed: 7, pacing, mix: mix.parse().unwrap(), shard: Shard::WHOLE };
    let begun = Moment {
        since_epoch: Duration::from_secs(1_761_129_434),
        text: "2025-10-22T10:37:14Z".to_owned(),
    };
    let mut options = LoadOptions::new(begun, Destination::resolve(&target).unwrap(), plan);
    options.key = Some(CallbackKey::new("Smq2rJ7fTnVx0cKd8LhW4bYp6ZgQaEuB").unwrap());
    options.connections = NonZeroU32::new(8).unwrap();
    options.retrying = Some(retrying);
    options
}

#[track_caller]
fn measure(options: &LoadOptions, control: &Control) -> (Measurement, Redeliveries) {
    let measurement = run(options, control).unwrap();
    let retries = measurement.retries.clone().unwrap();
    assert_eq!(measurement.ledger.imbalance(), 0, "{measurement:?}");
    assert_eq!(retries.ledger.imbalance(), 0, "{retries:?}");
    assert_eq!(retries.deliveries, retries.events + retries.ledger.planned, "{retries:?}");
    let sent_again: u64 = measurement.intervals.iter().map(|line| line.sent_again).sum();
    assert_eq!(sent_again, retries.ledger.sent);
    let little = measurement.validity.problems.iter().find(|it| it.contains("Little"));
    assert_eq!(little, None);
    assert_eq!(from_json(&to_json(&measurement)).unwrap(), measurement);
    (measurement, retries)
}

/// A receiver that replies by which attempt of its event a request is, from 0.
fn by_attempt(reply: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Recorder {
    let seen = Mutex::new(HashMap::<String, usize>::new());
    Recorder::start(move |question: Question<'_>| {
        let mut seen = seen.lock().unwrap();
        let attempts = seen.entry(stream(question.body)).or_default();
        *attempts += 1;
        reply(*attempts - 1)
    })
    .unwrap()
}

#[test]
fn a_receiver_that_refuses_everything_gets_thirteen_times_its_load() {
    let recorder = Recorder::start(|_| Reply::Status(503)).unwrap();
    let options = options(&recorder.url(), retrying(RetryPlan::GENERIC), "sound=1");
    let (measurement, retries) = measure(&options, &Control::default());
    assert_eq!((retries.amplification, retries.given_up, retries.waiting), (13.0, 100, 0));
    assert_eq!((retries.events, retries.deliveries), (100, 1_300));
    assert_eq!(measurement.ledger.statuses, BTreeMap::from([(503, 100)]));
    assert_eq!(retries.ledger.statuses, BTreeMap::from([(503, 1_200)]));
    assert_eq!(recorder.count(), 1_300);
}

#[test]
fn a_receiver_that_fails_each_first_attempt_gets_twice_its_load() {
    let recorder =
        by_attempt(|attempt| if attempt == 0 { Reply::Reset } else { Reply::Status(200) });
    let mut options = options(&recorder.url(), retrying(RetryPlan::GENERIC), "sound=1");
    options.threads = NonZeroU32::new(2).unwrap();
    let fates = std::sync::Arc::new(Fates::new(100));
    let control = Control { fates: Some(fates.clone()), ..Control::default() };
    let (measurement, retries) = measure(&options, &control);
    assert_eq!((retries.amplification, retries.given_up, retries.waiting), (2.0, 0, 0));
    assert_eq!(measurement.ledger.reset, 100);
    assert_eq!(retries.ledger.statuses, BTreeMap::from([(200, 100)]));
    // They were taken, if not at first.
    assert!((0..100).all(|number| fates.fate(number) == Fate::Taken));
}

#[test]
fn a_sound_receiver_gets_its_load_once() {
    let recorder = Recorder::start(|_| Reply::Status(200)).unwrap();
    let options = options(&recorder.url(), retrying(RetryPlan::GENERIC), "sound=1");
    let (_, retries) = measure(&options, &Control::default());
    assert_eq!((retries.amplification, retries.ledger.planned), (1.0, 0));
    assert_eq!(recorder.count(), 100);
}

#[test]
fn what_is_not_answered_or_reset_comes_back_and_what_is_to_be_refused_does_not() {
    let recorder = by_attempt(|attempt| match attempt {
        0 => Reply::Silence,
        1 => Reply::Reset,
        2 => Reply::Status(204),
        _ => Reply::Status(200),
    });
    let plan = RetryPlan { retries: 3, ..RetryPlan::GENERIC };
    let mut options = options(&recorder.url(), retrying(plan), "sound=1");
    // A busy machine is no silent receiver, and nobody waits for those that are.
    options.timeout = Duration::from_millis(500);
    options.connections = NonZeroU32::new(256).unwrap();
    let (measurement, retries) = measure(&options, &Control::default());
    assert_eq!(retries.amplification, 4.0, "{retries:?}");
    let ledger = &retries.ledger;
    assert_eq!((measurement.ledger.timeout, ledger.reset), (100, 100), "{retries:?}");
    assert_eq!(ledger.statuses, BTreeMap::from([(200, 100), (204, 100)]));
    let refusing = Recorder::start(|_| Reply::Status(403)).unwrap();
    let options = self::options(&refusing.url(), retrying(plan), "sound=1,forged=1,expired=2");
    let (_, retries) = measure(&options, &Control::default());
    assert_eq!((retries.events, retries.deliveries), (25, 100));
}

/// Bodies by the stream of their event.
fn bodies(recorder: &Recorder) -> HashMap<String, Vec<Vec<u8>>> {
    let mut bodies = HashMap::<String, Vec<Vec<u8>>>::new();
    for seen in recorder.seen() {
        bodies.entry(stream(&seen.body)).or_default().push(seen.body);
    }
    bodies
}

#[test]
fn a_retry_keeps_its_signature_or_is_signed_afresh() {
    // Two attempts, more than a second apart.
    let plan =
        RetryPlan { retries: 1, interval: Duration::from_millis(1_100), ..RetryPlan::GENERIC };
    for (resign, is_same) in [(Resign::Keep, true), (Resign::Refresh, false)] {
        let recorder = Recorder::start(|_| Reply::Status(500)).unwrap();
        let retrying = Retrying { plan, resign, from: IntervalFrom::Start, ..Retrying::OFF };
        let options = options(&recorder.url(), retrying, "sound=1");
        let (_, retries) = measure(&options, &Control::default());
        assert_eq!(retries.amplification, 2.0);
        for bodies in bodies(&recorder).values() {
            assert_eq!(bodies[0] == bodies[1], is_same, "{resign:?}");
            let without = |body: &[u8]| {
                let mut body: Value = serde_json::from_slice(body).unwrap();
                body["t"] = Value::Null;
                body["sign"] = Value::Null;
                body
            };
            assert_eq!(without(&bodies[0]), without(&bodies[1]));
        }
    }
}

#[test]
fn an_interrupted_run_says_what_was_still_to_come_back() {
    let recorder = Recorder::start(|_| Reply::Status(500)).unwrap();
    let slow = Retrying { plan: RetryPlan::GENERIC, ..Retrying::OFF };
    let options = options(&recorder.url(), slow, "sound=1");
    let control = Control::default();
    let interrupt = control.interrupt.clone();
    let waiting = std::thread::spawn(move || {
        assert!(recorder.wait_for(100, Duration::from_secs(20)));
        interrupt.store(true, std::sync::atomic::Ordering::Relaxed);
        recorder
    });
    let (mut measurement, retries) = measure(&options, &control);
    drop(waiting.join());
    assert_eq!((retries.deliveries, retries.waiting), (100, 100), "{retries:?}");
    // It was 1 only because nobody waited for the rest.
    conclude(&mut measurement, &["amplification<1.5".parse().unwrap()]);
    assert_eq!(measurement.expectations[0].outcome, Met::Unknown);
}

#[test]
fn shards_add_up_what_came_back() {
    let recorder =
        by_attempt(|attempt| if attempt == 0 { Reply::Status(500) } else { Reply::Status(200) });
    let mut options = options(&recorder.url(), retrying(RetryPlan::AI), "sound=1");
    let shards = ["1/2", "2/2"].map(|shard| {
        options.plan.shard = shard.parse().unwrap();
        measure(&options, &Control::default()).0
    });
    let sum = merge(&shards).unwrap();
    let retries = sum.retries.unwrap();
    assert_eq!((retries.amplification, retries.events, retries.deliveries), (2.0, 100, 200));
    assert_eq!(retries.latency.planned.count, 100);
    let mut other = shards.clone();
    other[1].retries = None;
    assert_eq!(merge(&other).unwrap_err().code(), "merge_plans");
}

/// A run of which a third came back.
pub(super) fn amplified() -> Measurement {
    let mut run = sample::sound();
    let mut ledger =
        livehook_load::measurement::Ledger { planned: 40, sent: 40, ..Default::default() };
    ledger.statuses = BTreeMap::from([(200, 30), (503, 10)]);
    run.retries = Some(Redeliveries {
        plan: "generic".to_owned(),
        retries: 12,
        interval_us: 1_000_000,
        resign: "keep".to_owned(),
        interval_from: "failure".to_owned(),
        amplification: 1.4,
        events: 100,
        deliveries: 140,
        given_up: 1,
        dropped: 0,
        waiting: 0,
        ledger,
        latency: run.latency.clone(),
    });
    run
}

#[test]
fn every_report_says_what_came_back() {
    let run = amplified();
    let text: Vec<_> =
        lines(&run, &TerminalOptions::default()).iter().map(ToString::to_string).collect();
    let section = text.iter().skip_while(|line| !line.starts_with("retries"));
    let section: String =
        section.take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
    expect![[r#"
        retries  the load times 1.4 (plan generic: 12 more attempts, 1 s apart from the failure, with the
          same t and sign)
          100 events in 140 deliveries
          40 deliveries came back: 200 × 30, 503 × 10
          30 taken at last, p99 40.9 ms
          1 event not taken by the last attempt: nobody sends them again
    "#]].assert_eq(&section);
    let page = html::page(&run).unwrap();
    assert!(page.contains("the load times 1.4"), "{page}");
    let metrics = prometheus(&run);
    for expected in [
        "livehook_load_amplification 1.4\n",
        "livehook_load_retried_events{kind=\"given_up\"} 1\n",
        "livehook_load_redeliveries{outcome=\"503\"} 10\n",
    ] {
        assert!(metrics.contains(expected), "no {expected} in {metrics}");
    }
    let summary = serde_json::to_value(SummaryLine::from(&run)).unwrap();
    assert_eq!(summary["retries"]["amplification"], 1.4);
    assert_eq!(summary["retries"]["ledger"]["statuses"]["503"], 10);
}

#[track_caller]
fn check_threshold(run: &Measurement, text: &str, expected: (Met, &str)) {
    let mut run = run.clone();
    conclude(&mut run, &[text.parse().unwrap()]);
    let found = &run.expectations[0];
    assert_eq!((found.outcome, found.found.as_str()), expected);
    let verdict = if found.outcome == Met::Met { Verdict::Pass } else { Verdict::Fail };
    assert_eq!(run.verdict, verdict);
}

#[test]
fn amplification_is_a_figure_of_thresholds() {
    check_threshold(&amplified(), "amplification<1.5", (Met::Met, "1.4"));
    check_threshold(&amplified(), "amplification<=1.4", (Met::Met, "1.4"));
    check_threshold(&amplified(), "amplification<1.2", (Met::Missed, "1.4"));
    let none = "nothing was to come back: there was no retry plan";
    check_threshold(&sample::sound(), "amplification<2", (Met::Unknown, none));
    let wrong = |text: &str| text.parse::<livehook_load::expect::Threshold>().unwrap_err().code();
    assert_eq!(wrong("amplification<5ms"), "threshold_other_unit");
    assert_eq!(wrong("amplification(sound)<2"), "threshold_no_class");
}
