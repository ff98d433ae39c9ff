//! What a run says in the end: thresholds held against it, hints, and one verdict.

use crate::{
    expect::{Threshold, evaluate},
    hints::hints,
    measurement::{Effects, Measurement, Met, Verdict},
};

/// Holds a run, or shards that were added up, against thresholds; adds hints and says the verdict. A threshold of which the run cannot
/// tell is not met: who sets one wants to know.
pub fn conclude(measurement: &mut Measurement, thresholds: &[Threshold]) {
    measurement.expectations = evaluate(thresholds, measurement);
    for hint in hints(measurement) {
        if !measurement.hints.contains(&hint) {
            measurement.hints.push(hint);
        }
    }
    measurement.verdict = verdict(measurement);
}

fn verdict(measurement: &Measurement) -> Verdict {
    let effects_are_right = measurement.effects.as_ref().is_none_or(Effects::are_right);
    if !measurement.validity.problems.is_empty() {
        Verdict::Invalid
    } else if effects_are_right && measurement.expectations.iter().all(|it| it.outcome == Met::Met)
    {
        Verdict::Pass
    } else {
        Verdict::Fail
    }
}
