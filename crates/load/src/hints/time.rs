//! What the seconds of a run show one after another.

use crate::{
    measurement::{Distribution, Interval, Measurement},
    quantity::count,
    report::words,
};

/// A second in microseconds.
const SECOND_US: u64 = 1_000_000;
/// A receiver that stands still has an answer take so long.
const STILL_US: u64 = 500_000;
/// So many tenths of a second's answers are missing where one stood still.
const STILL_TENTHS: u64 = 8;
/// Fewer answers a second show nothing by their absence.
const ANSWERS_MIN: u64 = 20;
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

/// In a second, or across the border of two, hardly anything was answered, though before and after it was: the receiver stood still. Of a
/// closed loop, which waits for it, a few slow answers are all that shows of that.
pub(super) fn stood_still(measurement: &Measurement) -> Option<String> {
    let lines: Vec<_> = measurement.intervals.iter().filter(|line| is_whole(line)).collect();
    let answers: Vec<_> = lines.iter().map(|line| answered(line)).collect();
    let mut sorted = answers.clone();
    sorted.sort_unstable();
    let usual = *sorted.get(sorted.len() / 2)?;
    let waited = measurement.latency.sent.max >= STILL_US;
    let few = |at: usize, seconds: usize| {
        let left = 10 * count(seconds) - STILL_TENTHS;
        let sum = |of: &dyn Fn(usize) -> u64| {
            (at..at + seconds).map(of).fold(0, |sum: u64, it| sum.saturating_add(it))
        };
        let here = sum(&|at| answers[at]).saturating_mul(10);
        // Where less is asked for, less is answered.
        let asked = sum(&|at| lines[at].planned).saturating_mul(left) / count(seconds);
        let was_asked = measurement.plan.pacing == "closed" || here < asked;
        here <= usual.saturating_mul(left) && was_asked
    };
    let first = |seconds: usize| {
        let at = (0..(lines.len() + 1).saturating_sub(seconds)).find(|at| few(*at, seconds))?;
        Some((at, seconds))
    };
    let (at, seconds) = first(1).or_else(|| first(2))?;
    let here: u64 = answers[at..at + seconds].iter().sum();
    let is_ours = lines[at..at + seconds].iter().any(|line| line.no_connection > 0);
    (lines.len() > 2 && usual >= ANSWERS_MIN && waited && !is_ours).then(|| {
        let from = lines[at].from_us;
        let to =
            from.saturating_add(lines[at..at + seconds].iter().map(|line| line.length_us).sum());
        let hidden = if measurement.plan.pacing == "closed" {
            "; a closed loop sends nothing meanwhile, so its percentiles hide it"
        } else {
            ""
        };
        format!(
            "the receiver stood still: from {} to {} it gave {}, and {} a second otherwise{hidden}",
            if from == 0 { "the start".to_owned() } else { words::micros(from) },
            words::micros(to),
            words::plural(here, "answer"),
            words::count(usual)
        )
    })
}

fn is_whole(line: &Interval) -> bool {
    line.length_us == SECOND_US
}

fn answered(line: &Interval) -> u64 {
    line.statuses.values().fold(0, |sum: u64, count| sum.saturating_add(*count))
}

fn median<T>(lines: &[T], of: impl Fn(&T) -> Option<u64>) -> Option<u64> {
    let mut values: Vec<_> = lines.iter().filter_map(of).collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}
