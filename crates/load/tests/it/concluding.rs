//! What a run comes to in the end.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use livehook_load::{
    class::Class,
    conclusion::conclude,
    measurement::{Effects, Ledger, Measurement, Validity, Verdict},
    oracle::cut_short,
    report::terminal::{TerminalOptions, lines},
};

use crate::sample;

/// A run of one class whose answers were these.
fn run_of(class: Class, statuses: &[(u16, u64)]) -> Measurement {
    let planned = statuses.iter().map(|(_, count)| count).sum();
    let is_right = |status: u16| if class.is_taken() { status == 200 } else { status < 500 };
    let right = statuses.iter().filter(|(status, _)| is_right(*status)).map(|(_, count)| count);
    let mut run = sample::sound();
    run.plan.mix = BTreeMap::from([(class, 1.0)]);
    let line = &mut run.classes[0];
    (line.class, line.as_expected) = (class, right.sum());
    let statuses = statuses.iter().copied().collect();
    line.ledger = Ledger { planned, sent: planned, statuses, ..Ledger::default() };
    run.ledger = line.ledger.clone();
    run.effects = None;
    run
}

/// The same, by a generator that was late, or stood still so often.
fn disturbed(run: Measurement, stood_still: u64) -> Measurement {
    let problems = vec!["the generator was late".to_owned()];
    Measurement { validity: Validity { problems, stood_still }, ..run }
}

/// What a run says of thresholds, one a line, behind its verdict.
#[track_caller]
fn check_held(run: Measurement, typed: &[&str], expected: &Expect) {
    let mut run = run;
    let thresholds: Vec<_> = typed.iter().map(|text| text.parse().unwrap()).collect();
    conclude(&mut run, &thresholds);
    let held = run.expectations.iter();
    let held = held.map(|it| format!("{:?} {} ({})\n", it.outcome, it.text, it.found));
    expected.assert_eq(&format!("{:?}\n{}", run.verdict, held.collect::<String>()));
}

/// The verdict of a run, and what its summary says before the address.
#[track_caller]
fn check(run: Measurement, typed: &[&str], verdict: Verdict, expected: &Expect) {
    let mut run = run;
    let thresholds: Vec<_> = typed.iter().map(|text| text.parse().unwrap()).collect();
    conclude(&mut run, &thresholds);
    let lines = lines(&run, &TerminalOptions { width: 200 });
    let head = lines.iter().map(ToString::to_string).take_while(|line| !line.starts_with("http"));
    expected.assert_eq(&head.map(|line| format!("{line}\n")).collect::<String>());
    assert_eq!(run.verdict, verdict);
}

#[test]
fn a_run_of_which_nothing_went_as_it_should_fails_without_a_threshold() {
    let moved = run_of(Class::Sound, &[(302, 10)]);
    check(
        moved.clone(),
        &[],
        Verdict::Fail,
        &expect![[r#"
            ✗ fail: nothing went as it should
              ✗ none of 10 sound requests went as it should (200): 302 × 10
        "#]],
    );
    // A quick wrong answer is no quick answer.
    check(
        moved,
        &["p50<1s"],
        Verdict::Fail,
        &expect![[r#"
            ✗ fail: nothing went as it should; 1 threshold met
              ✗ none of 10 sound requests went as it should (200): 302 × 10
        "#]],
    );
    check(
        run_of(Class::Forged, &[(500, 1)]),
        &[],
        Verdict::Fail,
        &expect![[r#"
            ✗ fail: nothing went as it should
              ✗ none of 1 forged request went as it should (no 5xx): 500 × 1
        "#]],
    );
    let mut silent = run_of(Class::Sound, &[]);
    let ledger = &mut silent.classes[0].ledger;
    (ledger.planned, ledger.sent, ledger.timeout) = (7, 7, 7);
    check(
        silent,
        &[],
        Verdict::Fail,
        &expect![[r#"
            ✗ fail: nothing went as it should
              ✗ none of 7 sound requests went as it should (200): 7 timed out
        "#]],
    );
}

#[test]
fn each_class_is_asked_for_something_that_went_as_it_should() {
    let mut run = run_of(Class::Sound, &[(200, 10)]);
    run.classes.extend(run_of(Class::Large, &[(413, 5)]).classes);
    check(
        run,
        &[],
        Verdict::Fail,
        &expect![[r#"
            ✗ fail: of some traffic nothing went as it should
              ✗ none of 5 large requests went as it should (200): 413 × 5
        "#]],
    );
}

#[test]
fn whoever_wants_everything_to_go_wrong_says_so() {
    let failing = run_of(Class::Sound, &[(500, 10)]);
    check(
        failing.clone(),
        &["errors=100%"],
        Verdict::Pass,
        &expect![[r#"
            ✓ pass: 1 threshold met
        "#]],
    );
    check(
        failing,
        &["errors(forged)<1%"],
        Verdict::Fail,
        &expect![[r#"
            ✗ fail: nothing went as it should; of 1 threshold, 1 cannot be told
              ✗ none of 10 sound requests went as it should (200): 500 × 10
        "#]],
    );
}

#[test]
fn without_thresholds_a_run_is_measured_and_not_praised() {
    check(
        run_of(Class::Sound, &[(200, 10)]),
        &[],
        Verdict::Pass,
        &expect![[r#"
            – measured: no thresholds were set; every request went as it should
        "#]],
    );
    check(
        run_of(Class::Sound, &[(200, 9), (503, 1)]),
        &[],
        Verdict::Pass,
        &expect![[r#"
            – measured: no thresholds were set; 1 of 10 requests (10%) did not go as they should
        "#]],
    );
    let effects = Some(Effects { expected: 10, found: 10, ..Effects::default() });
    check(
        Measurement { effects, ..run_of(Class::Sound, &[(200, 10)]) },
        &[],
        Verdict::Pass,
        &expect![[r#"
            ✓ pass: no thresholds were set; every request went as it should; every event is there, once
        "#]],
    );
}

#[test]
fn a_late_generator_voids_what_is_said_of_time_and_no_more() {
    check_held(
        disturbed(run_of(Class::Sound, &[(200, 99), (500, 1)]), 0),
        &["p50<1s", "lag.p50<1s", "rate>1/s", "errors<2%", "ok>=99%", "timeouts=0"],
        &expect![[r#"
            Invalid
            Unknown p50<1s (581 µs, not to be believed)
            Unknown lag.p50<1s (17 µs, not to be believed)
            Unknown rate>1/s (5,000/s, not to be believed)
            Met errors<2% (1%)
            Met ok>=99% (99%)
            Met timeouts=0 (0)
        "#]],
    );
    check(
        disturbed(run_of(Class::Sound, &[(200, 10)]), 1),
        &[],
        Verdict::Invalid,
        &expect![[r#"
            ! invalid: what is said of latency and rate cannot be believed, and nothing else failed
              ! the generator was late
        "#]],
    );
}

#[test]
fn what_does_not_depend_on_time_fails_a_run_that_is_not_valid() {
    check_held(
        disturbed(run_of(Class::Forged, &[(200, 4), (403, 96)]), 1),
        &["refused(forged)=100%", "refused(forged)>96%", "p50<1us"],
        &expect![[r#"
            Fail
            Missed refused(forged)=100% (96%)
            Missed refused(forged)>96% (96%)
            Unknown p50<1us (581 µs, not to be believed)
        "#]],
    );
    let lost = Effects { expected: 10, found: 9, counts: [1, 0, 0], ..Effects::default() };
    check(
        Measurement { effects: Some(lost), ..disturbed(run_of(Class::Sound, &[(200, 10)]), 1) },
        &["lost=0", "p50<1s"],
        Verdict::Fail,
        &expect![[r#"
            ✗ fail: events: 1 lost; of 2 thresholds, 1 missed and 1 cannot be told; what is said of latency and rate cannot be believed
              ! the generator was late
        "#]],
    );
    check(
        disturbed(run_of(Class::Sound, &[(302, 10)]), 1),
        &[],
        Verdict::Fail,
        &expect![[r#"
            ✗ fail: nothing went as it should; what is said of latency and rate cannot be believed
              ✗ none of 10 sound requests went as it should (200): 302 × 10
              ! the generator was late
        "#]],
    );
}

#[test]
fn what_the_generator_may_have_caused_fails_nothing() {
    let mut run = run_of(Class::Sound, &[(200, 90), (500, 2)]);
    let ledger = &mut run.classes[0].ledger;
    ledger.not_sent.insert("end_of_run".to_owned(), 3);
    (ledger.timeout, ledger.reset) = (4, 1);
    (ledger.planned, ledger.sent) = (100, 97);
    let typed =
        ["errors<2%", "errors<6%", "errors<9%", "timeouts=0", "unsent=0", "ok>=98%", "ok=100%"];
    check_held(
        disturbed(run.clone(), 0),
        &typed,
        &expect![[r#"
            Fail
            Missed errors<2% (10%)
            Missed errors<6% (10%)
            Unknown errors<9% (10%, of which the generator may be the cause)
            Missed timeouts=0 (4)
            Unknown unsent=0 (3, of which the generator may be the cause)
            Missed ok>=98% (90%)
            Missed ok=100% (90%)
        "#]],
    );
    // Where it stood still, time-outs and connections may have run out meanwhile.
    check_held(
        disturbed(run, 1),
        &typed,
        &expect![[r#"
            Fail
            Missed errors<2% (10%)
            Unknown errors<6% (10%, of which the generator may be the cause)
            Unknown errors<9% (10%, of which the generator may be the cause)
            Unknown timeouts=0 (4, of which the generator may be the cause)
            Unknown unsent=0 (3, of which the generator may be the cause)
            Unknown ok>=98% (90%, of which the generator may be the cause)
            Missed ok=100% (90%)
        "#]],
    );
    let mut silent = run_of(Class::Sound, &[]);
    let ledger = &mut silent.classes[0].ledger;
    (ledger.planned, ledger.sent, ledger.timeout) = (7, 7, 7);
    check_held(
        disturbed(silent.clone(), 0),
        &[],
        &expect![[r#"
        Fail
    "#]],
    );
    check_held(
        disturbed(silent, 1),
        &[],
        &expect![[r#"
        Invalid
    "#]],
    );
}

#[test]
fn an_interrupted_run_says_so_first_and_never_just_pass() {
    let cut = |run: Measurement| Measurement { interrupted: true, took_us: 2_400_000, ..run };
    check(
        cut(run_of(Class::Sound, &[(200, 10)])),
        &["p50<1s"],
        Verdict::Pass,
        &expect![[r#"
            ! interrupted: after 2.40 s of 10 s; until then: 1 threshold met
        "#]],
    );
    check(
        cut(run_of(Class::Sound, &[(200, 9), (500, 1)])),
        &["errors<1%"],
        Verdict::Fail,
        &expect![[r#"
            ✗ fail: interrupted after 2.40 s of 10 s; until then: of 1 threshold, 1 missed
        "#]],
    );
    let mut whole = cut(run_of(Class::Sound, &[(200, 50_000)]));
    whole.took_us = 9_990_000;
    whole.effects = Some(cut_short(Some(Effects {
        expected: 50_000,
        found: 49_950,
        lost: vec!["ld-a".to_owned()],
        counts: [50, 0, 0],
        ..Effects::default()
    })));
    check(
        whole,
        &["lost=0"],
        Verdict::Fail,
        &expect![[r#"
            ✗ fail: interrupted when all was sent; until then: what the receiver has cannot be told; of 1 threshold, 1 cannot be told
        "#]],
    );
}

#[test]
fn what_an_interruption_left_unanswered_is_no_error() {
    let mut run = run_of(Class::Sound, &[(200, 90)]);
    run.interrupted = true;
    let ledger = &mut run.classes[0].ledger;
    (ledger.planned, ledger.sent, ledger.unfinished) = (100, 95, 5);
    ledger.not_sent.insert("interrupted".to_owned(), 5);
    check_held(
        run,
        &["errors=0", "ok=100%", "unsent=0", "timeouts=0"],
        &expect![[r#"
            Fail
            Met errors=0 (0)
            Met ok=100% (100%)
            Met unsent=0 (0)
            Unknown timeouts=0 (0 or more: 5 unfinished)
        "#]],
    );
}

/// What is said of effects whose look was interrupted.
#[track_caller]
fn check_cut(last: Option<Effects>, expected: &Expect) {
    let effects = Some(cut_short(last));
    let run = Measurement { effects, interrupted: true, ..run_of(Class::Sound, &[(200, 10)]) };
    let lines = lines(&run, &TerminalOptions { width: 200 });
    let text = lines.iter().map(ToString::to_string);
    let text =
        text.skip_while(|line| !line.starts_with("within")).take_while(|line| !line.is_empty());
    expected.assert_eq(&text.map(|line| format!("{line}\n")).collect::<String>());
}

#[test]
fn a_look_that_was_interrupted_calls_nothing_lost() {
    let lost = Effects { expected: 10, found: 4, counts: [6, 0, 0], ..Effects::default() };
    check_cut(
        Some(lost),
        &expect![[r#"
            within the receiver  10 events answered 200, 4 found
              ? cannot be told: the look into the receiver was interrupted when 4 of 10 events were there
        "#]],
    );
    check_cut(
        None,
        &expect![[r#"
            within the receiver  0 events answered 200, 0 found
              ? cannot be told: the look into the receiver was interrupted when nothing was seen of it yet
        "#]],
    );
    let whole = Effects { expected: 10, found: 10, ..Effects::default() };
    check_cut(
        Some(whole),
        &expect![[r#"
            within the receiver  10 events answered 200, 10 found
              ✓ each is there once, and nothing else
        "#]],
    );
}
