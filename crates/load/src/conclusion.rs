//! What a run says in the end: thresholds held against it, hints, and one verdict.

use crate::{
    class::Class,
    expect::{Count, Figure, Threshold, evaluate},
    hints::hints,
    measurement::{ClassLine, Effects, Measurement, Met, Verdict},
    report::{
        terminal::{expected, found},
        words,
    },
    sums,
};

/// Holds a run, or shards that were added up, against thresholds; adds hints and says the verdict. A threshold of which the run cannot
/// tell is not met: who sets one wants to know. And whatever the thresholds, a run fails of which nothing of a class went as it should,
/// unless one of them is about just that: who wants to see that everything is refused says `errors=100%`.
pub fn conclude(measurement: &mut Measurement, thresholds: &[Threshold]) {
    measurement.expectations = evaluate(thresholds, measurement);
    measurement.failures = failures(measurement, thresholds);
    for hint in hints(measurement) {
        if !measurement.hints.contains(&hint) {
            measurement.hints.push(hint);
        }
    }
    measurement.verdict = verdict(measurement);
}

fn failures(measurement: &Measurement, thresholds: &[Threshold]) -> Vec<String> {
    let of_nothing = |line: &&ClassLine| line.as_expected == 0 && sums::due(&line.ledger) > 0;
    let unspoken = |line: &&ClassLine| !thresholds.iter().any(|it| speaks_of(it, line.class));
    let lines = measurement.classes.iter().filter(of_nothing).filter(unspoken);
    lines.map(nothing_right).collect()
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

fn nothing_right(line: &ClassLine) -> String {
    let due = sums::due(&line.ledger);
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
    let effects_are_right = measurement.effects.as_ref().is_none_or(Effects::are_right);
    let are_met = measurement.expectations.iter().all(|it| it.outcome == Met::Met);
    if !measurement.validity.problems.is_empty() {
        Verdict::Invalid
    } else if effects_are_right && are_met && measurement.failures.is_empty() {
        Verdict::Pass
    } else {
        Verdict::Fail
    }
}
