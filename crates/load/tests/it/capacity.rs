//! Capacities: which thresholds are limits, what a run says of them, and searches against a receiver whose capacity is known.

use std::time::Duration;

use expect_test::{Expect, expect, expect_file};
use livehook_core::CallbackKey;
use livehook_load::{
    capacity::{
        CapacityOptions, Ending, Finding, Heard, Pattern, Tried, find,
        judge::judge,
        limit::{self, LimitError},
    },
    destination::Destination,
    expect::Threshold,
    measurement::{Interval, Ledger, Measurement, Met, Verdict},
    options::{Control, LoadOptions, Moment},
    plan::{Pacing, Plan, mix::Mix, shard::Shard},
    referee::{QueueReferee, Service},
    report::{
        json::{capacity_ndjson, capacity_schema},
        terminal::{TerminalOptions, capacity_lines, trial_lines},
    },
    search::{Capacity, Found, Judged, Limit, Precision, Source, Trial, Undecided},
};
use livehook_simulator::delivery::{MayTest, Target};

use crate::sample;

fn threshold(text: &str) -> Threshold {
    text.parse().unwrap()
}

#[track_caller]
fn check_requests(text: &str, mix: &str, expected: u64) {
    let mix: Mix = mix.parse().unwrap();
    assert_eq!(limit::of(&threshold(text), &mix).unwrap().requests_min, expected, "{text}");
}

#[test]
fn a_limit_says_how_many_requests_it_takes_to_judge() {
    check_requests("p99<50ms", "sound=1", 1_020);
    check_requests("p50<50ms", "sound=1", 21);
    check_requests("p99.9(forged)<1s", "sound=3,forged=1", 40_800);
    check_requests("errors<1%", "sound=1", 1_020);
    check_requests("ok>=99%", "sound=1", 1_020);
    check_requests("errors=0", "sound=1", 1_020);
    check_requests("errors<=100%", "sound=1", 11);
}

#[track_caller]
fn check_no_limit(text: &str, expected: &str) {
    let found = limit::of(&threshold(text), &Mix::sound());
    assert_eq!(found.as_ref().map_err(LimitError::code), Err(expected), "{text}");
}

#[test]
fn what_more_load_makes_no_harder_is_no_limit() {
    check_no_limit("rate>=100/s", "limit_figure");
    check_no_limit("lost=0", "limit_figure");
    check_no_limit("p99>50ms", "limit_direction");
    check_no_limit("errors>1%", "limit_direction");
    check_no_limit("ok<99%", "limit_direction");
    check_no_limit("p99(forged)<1s", "limit_class");
}

#[track_caller]
fn check_implied(mix: &str, texts: &[&str], expected: &[&str]) {
    let mix: Mix = mix.parse().unwrap();
    let (thresholds, limits) =
        limit::all(texts.iter().map(|it| threshold(it)).collect(), &mix).unwrap();
    assert_eq!(thresholds.len(), limits.len(), "{texts:?}");
    let is_implied = |limit: &&Limit| limit.source == Source::Implied;
    let implied: Vec<_> = limits.iter().filter(is_implied).map(|it| it.name.as_str()).collect();
    assert_eq!(implied, expected, "{mix:?} {texts:?}");
}

#[test]
fn errors_are_limited_unless_a_limit_says_how_many_may_be() {
    check_implied("sound=1", &["p99<50ms"], &["errors<1%"]);
    check_implied("sound=1", &["p99<50ms", "timeouts<1%"], &["errors<1%"]);
    check_implied("sound=1", &["p99<50ms", "errors<=100%"], &[]);
    check_implied("sound=1", &["ok>=99.9%"], &[]);
    check_implied("sound=1", &["errors(sound)<5%"], &[]);
    // The sound ones may all fail within that.
    check_implied("sound=3,forged=1", &["errors(forged)=0"], &["errors<1%"]);
}

/// How a run of so many requests fares by the implied limit, so many of which failed.
#[track_caller]
fn check_errors(requests: u64, failed: u64, expected: Met) {
    let mut run = with_medians(&[1, 1]);
    run.ledger.planned = requests;
    run.classes[0].ledger.planned = requests;
    run.classes[0].as_expected = requests - failed;
    let (thresholds, limits) = limit::all(vec![threshold("p50<50ms")], &Mix::sound()).unwrap();
    let trial = judge(&run, thresholds.iter().zip(&limits), Duration::from_secs(3));
    assert_eq!(trial.limits[1].met, expected, "{failed} of {requests}");
    assert_eq!((trial.errors * requests as f64).round(), failed as f64);
}

#[test]
fn answers_that_fail_miss_the_implied_limit_however_short_the_trial() {
    check_errors(21, 0, Met::Met);
    check_errors(21, 1, Met::Unknown);
    check_errors(21, 7, Met::Missed);
    check_errors(400, 0, Met::Met);
    check_errors(400, 3, Met::Met);
    check_errors(400, 5, Met::Unknown);
    check_errors(400, 133, Met::Missed);
    check_errors(5_000, 49, Met::Met);
    check_errors(5_000, 50, Met::Missed);
}

/// A sound run, its medians second by second in milliseconds.
fn with_medians(medians: &[u64]) -> Measurement {
    let mut run = sample::sound();
    let seconds = u64::try_from(medians.len()).unwrap();
    run.plan.duration_us = Some(seconds * 1_000_000);
    let line = |(nth, median): (u64, &u64)| Interval {
        from_us: nth * 1_000_000,
        length_us: 1_000_000,
        p50_us: Some(median * 1_000),
        ..Interval::default()
    };
    run.intervals = (0..).zip(medians).map(line).collect();
    run
}

#[track_caller]
fn judged(run: &Measurement, text: &str) -> Trial {
    let threshold = threshold(text);
    let limit = limit::of(&threshold, &Mix::sound()).unwrap();
    judge(run, [(&threshold, &limit)], Duration::from_secs(3))
}

#[test]
fn a_queue_that_grows_misses_a_limit_that_it_has_not_reached() {
    let level = judged(&with_medians(&[1, 1, 1]), "p99<500ms");
    assert_eq!(level.limits[0].met, Met::Met);
    let growing = judged(&with_medians(&[10, 30, 50]), "p99<500ms");
    assert_eq!(growing.limits[0].met, Met::Missed);
    assert!(growing.limits[0].figure.ends_with(", and 20 ms more each second"), "{growing:?}");
    // It would take longer than anybody looks ahead.
    let slowly = judged(&with_medians(&[10, 30, 50]), "p99<10s");
    assert_eq!(slowly.limits[0].met, Met::Met);
}

/// A trial of 750 ms whose 408 answers came over so long, with this median.
#[track_caller]
fn check_short(over_ms: u64, median_ms: u64, expected: Met) {
    let mut run = with_medians(&[]);
    run.plan.duration_us = Some(750_000);
    run.answered_over_us = Some(over_ms * 1_000);
    run.ledger =
        Ledger { planned: 408, sent: 408, statuses: [(200, 408)].into(), ..Ledger::default() };
    let planned = &mut run.latency.planned;
    planned.percentiles.insert("p50".to_owned(), median_ms * 1_000);
    planned.percentiles.insert("p95".to_owned(), 68_000);
    assert_eq!(judged(&run, "p95<100ms").limits[0].met, expected, "{over_ms} {median_ms}");
}

#[test]
fn a_queue_that_grows_is_seen_in_a_trial_of_less_than_a_second() {
    check_short(750, 1, Met::Met);
    check_short(822, 35, Met::Missed);
    // It stopped for a moment at the end.
    check_short(822, 1, Met::Met);
}

/// Requests due and answered of two seconds, and over how long answers came.
#[track_caller]
fn check_pace(due: u64, answered: u64, over_us: u64, expected: (f64, f64)) {
    let mut run = with_medians(&[500, 500]);
    run.ledger.planned = due;
    run.ledger.statuses = [(200, answered)].into();
    run.answered_over_us = Some(over_us);
    let trial = judged(&run, "p50<1s");
    assert_eq!((trial.offered, trial.achieved), expected);
}

#[test]
fn a_trial_has_the_rate_that_was_due_and_the_rate_of_the_receiver() {
    check_pace(800, 800, 2_000_000, (400.0, 400.0));
    check_pace(800, 600, 2_000_000, (400.0, 300.0));
    // What comes behind the end shows how long it took.
    check_pace(800, 800, 4_000_000, (400.0, 200.0));
}

#[test]
fn a_generator_that_was_late_takes_nothing_from_a_limit_that_was_met() {
    let mut run = with_medians(&[1, 1, 1]);
    run.verdict = Verdict::Invalid;
    run.validity.problems = vec!["it was late".to_owned()];
    assert_eq!(judged(&run, "p99<10s").invalid, None);
    assert_eq!(judged(&run, "p99<1us").invalid.as_deref(), Some("it was late"));
    // What counts no time from the plan would be met by a generator that sends nothing.
    assert_eq!(judged(&run, "errors<50%").invalid.as_deref(), Some("it was late"));
}

fn options(url: &str, limits: &[&str]) -> CapacityOptions {
    let target = Target::parse(url, &MayTest::default()).unwrap();
    let length = Duration::from_secs(1);
    let pacing = Pacing::Open { arrivals: "1/s".parse().unwrap(), length };
    let plan = Plan { seed: 7, pacing, mix: Mix::sound(), shard: Shard::WHOLE };
    let mut load = LoadOptions::new(moment(), Destination::resolve(&target).unwrap(), plan);
    load.key = Some(CallbackKey::new("Smq2rJ7fTnVx0cKd8LhW4bYp6ZgQaEuB").unwrap());
    load.tool = "livehook 0.0.0".to_owned();
    CapacityOptions::new(load, limits.iter().map(|it| threshold(it)).collect()).unwrap()
}

fn moment() -> Moment {
    let since_epoch = Duration::from_secs(1_761_129_434);
    Moment { since_epoch, text: "2025-10-22T10:37:14Z".to_owned() }
}

#[test]
fn a_worker_is_found_to_do_about_what_it_can() {
    let referee = QueueReferee::start(Service::Fixed(Duration::from_millis(2))).unwrap();
    let mut options = options(&referee.url(), &["p95<100ms"]);
    options.search.budget = Duration::from_secs(6);
    options.search.trial = Duration::from_millis(400);
    let (mut begun, mut ended) = (0, 0);
    let finding = find(&options, &Control::default(), moment, |heard| match heard {
        Heard::Begins { .. } => begun += 1,
        Heard::Ended(tried) => {
            ended += 1;
            assert_eq!(tried.nth, ended);
        }
    });
    let finding = finding.unwrap();
    assert_eq!((begun, ended, finding.trials.len()), (ended, begun, ended));
    assert!(finding.took <= Duration::from_secs(10), "{:?}", finding.took);
    let n_invalid = finding.trials.iter().filter(|it| it.trial.invalid.is_some()).count();
    match &finding.found {
        // Trials this short flatter, and a machine that tests other things disturbs them: how exact it is, the benchmark says.
        Found::Capacity(found) => {
            let near = if n_invalid == 0 { 400.0..=650.0 } else { 300.0..=900.0 };
            assert!(near.contains(&found.rate), "{finding:?}");
            assert_eq!(found.limit, "p95<100ms", "{finding:?}");
            let over = |it: &&Tried| it.trial.invalid.is_none() && it.rate >= 1_000.0;
            for tried in finding.trials.iter().filter(over) {
                assert!(tried.trial.achieved < 750.0, "{tried:?}");
                assert_ne!(tried.trial.limits[0].met, Met::Met, "{tried:?}");
            }
        }
        // The machine was too busy for the generator.
        Found::GeneratorWasTheLimit { .. } if n_invalid >= 3 => {}
        other => panic!("{other:?} {:?}", finding.trials),
    }
}

#[test]
fn nobody_is_asked_for_more_than_was_allowed() {
    let referee = QueueReferee::start(Service::Fixed(Duration::from_micros(10))).unwrap();
    let mut options = options(&referee.url(), &["p50<2s"]);
    options.search.highest = Some(50.0);
    options.pattern = Pattern::Poisson;
    let finding = find(&options, &Control::default(), moment, |_| {}).unwrap();
    assert_eq!(finding.found, Found::AboveRange { highest: 50.0 });
    assert!(finding.trials.iter().all(|tried| tried.rate <= 50.0), "{finding:?}");
}

#[test]
fn an_interrupted_search_says_what_it_knows() {
    let referee = QueueReferee::start(Service::Fixed(Duration::from_micros(10))).unwrap();
    let options = options(&referee.url(), &["p99<2s"]);
    let control = Control::default();
    let interrupt = control.interrupt.clone();
    let finding = find(&options, &control, moment, |heard| {
        if matches!(heard, Heard::Begins { nth: 2, .. }) {
            interrupt.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    });
    let finding = finding.unwrap();
    assert_eq!((finding.ending, finding.trials.len()), (Ending::Interrupted, 1));
}

#[test]
fn a_receiver_that_is_not_there_is_an_error() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let options = options(&format!("http://{free}/css"), &["p99<2s"]);
    let error = find(&options, &Control::default(), moment, |_| {}).unwrap_err();
    assert_eq!(error.code(), "load_unreachable");
}

/// Two trials, of which one says nothing, and what was found.
fn finding(found: Found) -> Finding {
    let judged =
        |met, figure: &str, value| Judged { met, figure: figure.to_owned(), value: Some(value) };
    let trial = Trial {
        limits: vec![judged(Met::Met, "1.21 ms", 1_210.0), judged(Met::Missed, "3.2%", 3.2)],
        invalid: None,
        offered: 1_360.0,
        achieved: 1_359.0,
        errors: 0.032,
        took: Duration::from_millis(805),
    };
    let late = Trial {
        invalid: Some("the generator was late by itself; add threads".to_owned()),
        ..trial.clone()
    };
    let tried = |nth, rate, trial| Tried { nth, rate, length: Duration::from_millis(750), trial };
    let trials = vec![tried(1, 1_360.0, trial), tried(2, 2_720.0, late)];
    let took = Duration::from_millis(51_200);
    Finding { found, ending: Ending::Complete, trials, likelihoods: vec![], took }
}

fn capacity(precision: Precision) -> Found {
    Found::Capacity(Capacity {
        rate: 4_120.4,
        low: 3_950.0,
        high: 4_300.0,
        confidence: 0.95,
        limit: "p99<50ms".to_owned(),
        precision,
    })
}

const URL: &str = "http://127.0.0.1:8349/callbacks/css";

#[test]
fn a_search_is_told_to_programs_line_by_line() {
    let options = options(URL, &["p99<50ms"]);
    let finding = finding(capacity(Precision::AsWanted));
    let text = capacity_ndjson(&finding, &options);
    expect_file!["reports/expected/capacity.ndjson"].assert_eq(&text);
    expect_file!["../../../../fixtures/schema/load-capacity.schema.json"]
        .assert_eq(&capacity_schema());
}

#[test]
fn a_search_is_told_to_people_in_a_sentence() {
    let options = options(URL, &["p99<50ms", "errors<1%"]);
    let layout = TerminalOptions::default();
    let mut text = String::new();
    for tried in &finding(capacity(Precision::AsWanted)).trials {
        let lines = trial_lines(tried, &options.search.limits, &layout);
        text.extend(lines.iter().map(|line| format!("{line}\n")));
    }
    let lines = capacity_lines(&finding(capacity(Precision::AsWanted)), &options, &layout);
    text.extend(lines.iter().map(|line| format!("{line}\n")));
    expect![[r#"
          1      1,360/s for 750 ms   ✓ p99<50ms  1.21 ms  ✗ errors<1%  3.2%
          2      2,720/s for 750 ms   ! says nothing: the generator was late by itself
        ✓ takes 4,120/s (3,950 to 4,300, 95% sure) within p99<50ms and errors<1%; p99<50ms is missed first
        http://127.0.0.1:8349/callbacks/css
        2 trials · 51.2 s · even arrivals · 1 thread · 64 connections · seed 7 · livehook 0.0.0
    "#]].assert_eq(&text);
}

#[track_caller]
fn check_answer(found: Found, expected: &Expect) {
    let options = options(URL, &["p99<50ms"]);
    let lines = capacity_lines(&finding(found), &options, &TerminalOptions::default());
    let is_answer = |line: &String| !line.starts_with("http");
    let lines = lines.iter().map(ToString::to_string).take_while(is_answer);
    expected.assert_eq(&lines.map(|line| line + "\n").collect::<String>());
}

#[test]
fn each_answer_says_what_is_known_and_what_to_do() {
    let limit = || "p99<50ms".to_owned();
    check_answer(
        capacity(Precision::BudgetUsed),
        &expect![[r#"
            ✓ takes 4,120/s (3,950 to 4,300, 95% sure) within p99<50ms and errors<1%; p99<50ms is missed first
              ! there was no time for more trials: a larger budget would narrow the interval
              errors<1% is implied; another limit on errors takes its place
        "#]],
    );
    check_answer(
        Found::AboveRange { highest: 20_000.0 },
        &expect![[r#"
            ✓ takes 20,000/s and more within p99<50ms and errors<1%
              errors<1% is implied; another limit on errors takes its place
        "#]],
    );
    check_answer(
        Found::BelowRange { lowest: 1.0, limit: limit() },
        &expect![[r#"
            ✗ misses p99<50ms even at 1/s
              errors<1% is implied; another limit on errors takes its place
        "#]],
    );
    let reason = || "the generator was late by itself; add threads".to_owned();
    check_answer(
        Found::GeneratorWasTheLimit { at: 12_000.0, reason: reason() },
        &expect![[r#"
            ! no capacity: the generator was the limit
              ! it kept up to 12,000/s; above that, what was measured may be its own: the generator was late
                by itself; add threads
              errors<1% is implied; another limit on errors takes its place
        "#]],
    );
    check_answer(
        Found::GeneratorWasTheLimit { at: 0.0, reason: reason() },
        &expect![[r#"
            ! no capacity: the generator was the limit
              ! it kept up at no rate that was tried: the generator was late by itself; add threads
              errors<1% is implied; another limit on errors takes its place
        "#]],
    );
    let undecided =
        |undecided, expected: &Expect| check_answer(Found::Undecided(undecided), expected);
    undecided(
        Undecided::NothingMissed { met: Some(8_000.0) },
        &expect![[r#"
            ? no capacity yet
              ! no limit was missed yet at 8,000/s, the highest rate that was tried; give a larger budget
              errors<1% is implied; another limit on errors takes its place
        "#]],
    );
    undecided(
        Undecided::NothingMissed { met: None },
        &expect![[r#"
            ? no capacity yet
              ! there was time for no trial that tells; give a larger budget
              errors<1% is implied; another limit on errors takes its place
        "#]],
    );
    undecided(
        Undecided::NothingMet { missed: 85.0, limit: limit() },
        &expect![[r#"
            ? no capacity yet
              ! p99<50ms was missed even at 85/s, the lowest rate that was tried; give a larger budget
              errors<1% is implied; another limit on errors takes its place
        "#]],
    );
    undecided(
        Undecided::NeverJudged { limit: limit() },
        &expect![[r#"
            ? no capacity yet
              ! p99<50ms could not be told in any trial: too few requests; give a larger budget
              errors<1% is implied; another limit on errors takes its place
        "#]],
    );
}
