//! What a run says in the end: thresholds held against it, hints, and one verdict.

use crate::{
    class::Class,
    expect::{Count, Figure, Threshold, is_missed_for_certain, open},
    hints::hints,
    measurement::{ClassLine, Effects, Expectation, Measurement, Met, Verdict},
    report::{
        terminal::{expected, found},
        words,
    },
    sums,
};

/// Holds a run, or shards that were added up, against thresholds; adds hints and says the verdict. A threshold of which the run cannot
/// tell is not met: who sets one wants to know. And whatever the thresholds, a run fails of which nothing of a class went as it should,
/// unless one of them is about just that: who wants to see that everything is refused says `errors=100%`.
///
/// A generator that was late or stood still voids what is said of latency and rate, and no more. What it cannot have caused fails the run
/// as ever: whoever looks at a verdict first must not read that a run was invalid where events were lost.
pub fn conclude(measurement: &mut Measurement, thresholds: &[Threshold]) {
    let held = thresholds.iter().map(|threshold| held(threshold, measurement));
    measurement.expectations = held.collect();
    measurement.failures = failures(measurement, thresholds);
    for hint in hints(measurement) {
        if !measurement.hints.contains(&hint) {
            measurement.hints.push(hint);
        }
    }
    measurement.verdict = verdict(measurement);
}

fn failures(measurement: &Measurement, thresholds: &[Threshold]) -> Vec<String> {
    let of_nothing = |line: &&ClassLine| {
        line.as_expected == 0 && sums::due(measurement, &line.ledger) > open(line, measurement)
    };
    let unspoken = |line: &&ClassLine| !thresholds.iter().any(|it| speaks_of(it, line.class));
    let lines = measurement.classes.iter().filter(of_nothing).filter(unspoken);
    lines.map(|line| nothing_right(measurement, line)).collect()
}

/// What a run says of a threshold, as far as it can be believed.
fn held(threshold: &Threshold, measurement: &Measurement) -> Expectation {
    let held = threshold.evaluate(measurement);
    if measurement.validity.problems.is_empty() || held.outcome == Met::Unknown {
        return held;
    }
    let void = |why: &str| Expectation {
        found: format!("{}, {why}", held.found),
        outcome: Met::Unknown,
        ..held.clone()
    };
    if threshold.figure().is_of_time() {
        void("not to be believed")
    } else if held.outcome == Met::Missed && !is_missed_for_certain(threshold, measurement) {
        void("of which the generator may be the cause")
    } else {
        held
    }
}

/// Whether a threshold says how much of a class is to go as it should.
fn speaks_of(threshold: &Threshold, class: Class) -> bool {
    match threshold.figure() {
        Figure::Requests { count: Count::Ok | Count::Errors, class: of } => {
            of.is_none_or(|of| of == class)
        }
        _ => false,
    }
}

fn nothing_right(measurement: &Measurement, line: &ClassLine) -> String {
    let due = sums::due(measurement, &line.ledger);
    let requests = if due == 1 { "request" } else { "requests" };
    format!(
        "none of {} {} {requests} went as it should ({}): {}",
        words::count(due),
        line.class,
        expected(line.class),
        found(line),
    )
}

fn verdict(measurement: &Measurement) -> Verdict {
    let effects = measurement.effects.as_ref();
    let are_wrong = |it: &Effects| it.problem.is_none() && !it.are_right();
    let is_any = |outcome| measurement.expectations.iter().any(|it| it.outcome == outcome);
    if !measurement.failures.is_empty() || is_any(Met::Missed) || effects.is_some_and(are_wrong) {
        Verdict::Fail
    } else if !measurement.validity.problems.is_empty() {
        Verdict::Invalid
    } else if is_any(Met::Unknown) || !effects.is_none_or(Effects::are_right) {
        Verdict::Fail
    } else {
        Verdict::Pass
    }
}
