//! What the seconds of a run show one after another.

use crate::{
    measurement::{Distribution, Interval, Measurement},
    report::words,
};

/// Fewer seconds show no trend.
const SECONDS_MIN: usize = 6;

/// Latency and the number in flight grow from the first third to the last: work arrives faster than it is done.
pub(super) fn growing_queue(measurement: &Measurement) -> Option<String> {
    let lines = &measurement.intervals;
    if lines.len() < SECONDS_MIN || measurement.plan.pacing != "open" {
        return None;
    }
    let third = lines.len() / 3;
    let (first, last) = (&lines[..third], &lines[lines.len() - third..]);
    let p50 = |lines: &[Interval]| median(lines, |line| line.p50_us);
    let waiting = |lines: &[Interval]| median(lines, |line| Some(line.in_flight));
    let (before, after) = (p50(first)?, p50(last)?);
    let middle = p50(&lines[third..lines.len() - third])?;
    let grows =
        after >= before.saturating_mul(3) && after >= 1_000 && before < middle && middle < after;
    (grows && waiting(last)? >= waiting(first)?.saturating_mul(2)).then(|| {
        format!(
            "the median latency grew through the run, from {} to {}: the receiver is saturated, and a longer run would show larger numbers; look for the rate at which it stays level",
            words::micros(before),
            words::micros(after)
        )
    })
}

/// Half of the requests waited for a connection, and that was much of their latency.
pub(super) fn too_few_connections(measurement: &Measurement) -> Option<String> {
    let median = |name: &Distribution| name.percentiles.get("p50").copied();
    let (planned, lag) = (median(&measurement.latency.planned)?, median(&measurement.latency.lag)?);
    (lag > 1_000 && lag > planned / 2).then(|| {
        format!(
            "half of all requests waited {} or more for one of {} to become free; with more of them the wait would be within the receiver",
            words::micros(lag),
            words::plural(measurement.connections.into(), "connection")
        )
    })
}

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

fn median<T>(lines: &[T], of: impl Fn(&T) -> Option<u64>) -> Option<u64> {
    let mut values: Vec<_> = lines.iter().filter_map(of).collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}
