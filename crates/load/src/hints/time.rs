//! What the seconds of a run show one after another.

use super::over_time::median;
use crate::{measurement::Measurement, report::words};

/// Fewer seconds show no trend.
const SECONDS_MIN: usize = 6;

/// In most seconds the slowest hundredth is far beyond the median, though the median is quick: something stops the receiver again and
/// again.
pub(super) fn stalls(measurement: &Measurement) -> Option<String> {
    let both = measurement.intervals.iter().filter_map(|line| line.p50_us.zip(line.p99_us));
    let both: Vec<_> = both.collect();
    let stalled = |(p50, p99): &&(u64, u64)| *p99 >= 20_000 && *p99 >= p50.saturating_mul(20);
    let count = both.iter().filter(stalled).count();
    (both.len() >= SECONDS_MIN && count * 10 >= both.len() * 7).then(|| {
        let slow = median(&measurement.intervals, |line| line.p99_us).unwrap_or(0);
        format!(
            "in {count} of {} seconds one request in a hundred waited {} or so while half were quick: something stops the receiver about once a second, such as a collector of garbage, a checkpoint, or a flush to disk",
            both.len(),
            words::micros(slow)
        )
    })
}
