//! What hints that look at the seconds of a run have in common.

use crate::{measurement::Interval, report::words};

/// A second in microseconds.
pub(super) const SECOND_US: u64 = 1_000_000;

/// Requests answered in a second.
pub(super) fn answered(line: &Interval) -> u64 {
    line.statuses.values().fold(0, |sum: u64, count| sum.saturating_add(*count))
}

/// A span of the run in words; without an end where it went on.
pub(super) fn when(from_us: u64, to_us: Option<u64>) -> String {
    let from = if from_us == 0 { "the start".to_owned() } else { words::micros(from_us) };
    match to_us {
        Some(to) => format!("from {from} to {}", words::micros(to)),
        None => format!("from {from} on"),
    }
}

/// The middle one of the values that are there.
pub(super) fn median<T>(lines: &[T], of: impl Fn(&T) -> Option<u64>) -> Option<u64> {
    let mut values: Vec<_> = lines.iter().filter_map(of).collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}
