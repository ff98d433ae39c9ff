//! What a run comes to in the end.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use livehook_load::{
    class::Class,
    conclusion::conclude,
    measurement::{Effects, Ledger, Measurement, Verdict},
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
