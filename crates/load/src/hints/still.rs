//! A receiver that stood still for a second or so, which in a closed loop hardly shows: nothing is sent meanwhile.

use super::over_time::{SECOND_US, answered, when};
use crate::{
    measurement::{Interval, Measurement},
    quantity::count,
    report::words,
};

/// Standing still has an answer take so long.
const LATENCY_US: u64 = 500_000;
/// So many tenths of a second's answers are missing where a receiver stood still.
const MISSING_TENTHS: u64 = 8;
/// Fewer answers a second show nothing by their absence.
const ANSWERS_MIN: u64 = 20;
/// Fewer seconds have nothing usual.
const SECONDS_MIN: usize = 3;

/// In a second, or across the border of two, hardly anything was answered, though afterwards it was.
pub(super) fn stood_still(measurement: &Measurement) -> Option<String> {
    let planned = measurement.plan.duration_us.unwrap_or(u64::MAX);
    let is_whole = |line: &&Interval| {
        line.length_us == SECOND_US && line.from_us.saturating_add(SECOND_US) <= planned
    };
    let lines: Vec<_> = measurement.intervals.iter().filter(is_whole).collect();
    let mut sorted: Vec<_> = lines.iter().map(|line| answered(line)).collect();
    sorted.sort_unstable();
    let usual = *sorted.get(sorted.len() / 2)?;
    let is_told = lines.len() >= SECONDS_MIN
        && usual >= ANSWERS_MIN
        && measurement.latency.sent.max >= LATENCY_US;
    if !is_told {
        return None;
    }
    let is_closed = measurement.plan.pacing == "closed";
    let is_still = |lines: &&[&Interval]| {
        let left = 10 * count(lines.len()) - MISSING_TENTHS;
        let here = sum(lines, answered).saturating_mul(10);
        // Where less is asked for, less is answered.
        let asked = sum(lines, |line| line.planned).saturating_mul(left) / count(lines.len());
        here <= usual.saturating_mul(left)
            && (is_closed || here < asked)
            && lines.iter().all(|line| line.no_connection == 0 && line.no_connection_us.is_none())
            && goes_on_after(&measurement.intervals, lines)
    };
    let still = lines.windows(1).find(is_still).or_else(|| lines.windows(2).find(is_still))?;
    let hidden = if is_closed {
        "; a closed loop sends nothing meanwhile, so its percentiles hide it"
    } else {
        ""
    };
    let from = still.first()?.from_us;
    Some(format!(
        "the receiver stood still: {} it gave {}, and {} a second otherwise{hidden}",
        when(from, Some(from.saturating_add(SECOND_US * count(still.len())))),
        words::plural(sum(still, answered), "answer"),
        words::count(usual)
    ))
}

fn sum(lines: &[&Interval], of: impl Fn(&Interval) -> u64) -> u64 {
    lines.iter().fold(0, |sum, line| sum.saturating_add(of(line)))
}

fn goes_on_after(all: &[Interval], lines: &[&Interval]) -> bool {
    let last = lines.last().map_or(0, |line| line.from_us);
    all.iter().any(|line| line.from_us > last && answered(line) >= ANSWERS_MIN)
}
