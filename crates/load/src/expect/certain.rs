//! What is certain of a run whose generator was late or stood still.
//!
//! What a receiver answered, and what it has, does not depend on when it was asked. What was not sent may be the generator's fault, and
//! so is what it did not wait for; where it stood still, connections may have ended and time-outs have run out meanwhile. A threshold is
//! missed for certain where it is missed whichever way those requests would have gone.

use std::cmp::Ordering;

use super::{
    Comparison, Count, Figure, Threshold,
    evaluate::{against, counted_of},
};
use crate::{
    measurement::{ClassLine, Measurement, Met},
    sums,
};

/// From the least to the most that a figure may have been.
struct Range {
    least: u64,
    most: u64,
}

/// Whether a threshold is missed, whatever the generator did.
pub(crate) fn is_missed(threshold: &Threshold, measurement: &Measurement) -> bool {
    if threshold.evaluate(measurement).outcome != Met::Missed {
        return false;
    }
    match threshold.figure {
        Figure::Time { .. } | Figure::Rate => false,
        Figure::Amplification => measurement.validity.stood_still == 0,
        Figure::Lost | Figure::Doubled | Figure::Invented => true,
        Figure::Requests { count, class } => {
            let lines = measurement.classes.iter();
            let lines = lines.filter(|line| class.is_none_or(|class| line.class == class));
            is_missed_by(threshold, count, lines, measurement)
        }
    }
}

fn is_missed_by<'a>(
    threshold: &Threshold,
    count: Count,
    lines: impl Iterator<Item = &'a ClassLine>,
    measurement: &Measurement,
) -> bool {
    let (mut sum, mut whole) = (Range { least: 0, most: 0 }, 0_u64);
    for line in lines {
        let range = range(line, count, measurement);
        sum.least = sum.least.saturating_add(range.least);
        sum.most = sum.most.saturating_add(range.most);
        whole = whole.saturating_add(sums::due(measurement, &line.ledger));
    }
    let least = against(threshold, sum.least, whole);
    let most = against(threshold, sum.most, whole);
    match threshold.comparison {
        Comparison::Below => least != Ordering::Less,
        Comparison::AtMost => least == Ordering::Greater,
        Comparison::Exactly => least == Ordering::Greater || most == Ordering::Less,
        Comparison::AtLeast => most == Ordering::Less,
        Comparison::Above => most != Ordering::Greater,
    }
}

fn range(line: &ClassLine, count: Count, measurement: &Measurement) -> Range {
    let (found, open) = (counted_of(measurement, line, count), open(line, measurement));
    let ended = match count {
        Count::Timeouts | Count::Resets => measurement.validity.stood_still > 0,
        Count::Unsent => true,
        Count::Ok | Count::Refused | Count::Errors => false,
    };
    match count {
        Count::Errors => Range { least: found.saturating_sub(open), most: found },
        _ if ended => Range { least: 0, most: found.saturating_add(open) },
        _ => Range { least: found, most: found.saturating_add(open) },
    }
}

/// Requests of a class of which the generator may be the reason that they were not answered.
pub(crate) fn open(line: &ClassLine, measurement: &Measurement) -> u64 {
    if measurement.validity.problems.is_empty() {
        return 0;
    }
    let ledger = &line.ledger;
    let unfinished = if measurement.interrupted { 0 } else { ledger.unfinished };
    let ended = match measurement.validity.stood_still {
        0 => 0,
        _ => ledger.timeout.saturating_add(ledger.reset),
    };
    sums::unsent(ledger).saturating_add(unfinished).saturating_add(ended)
}
