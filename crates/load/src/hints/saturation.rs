//! More was asked for than was done: by a receiver that can do no more, or on connections that are too few for how long it takes.
//!
//! The two look alike from the outside, since a receiver that is given requests on so many connections has only so many at once. What
//! tells them apart is its quickest answer: one that was idle when the run began, and takes longer now, has a queue of its own.

use super::over_time::{answered, median};
use crate::{
    measurement::{Interval, Measurement},
    quantity::whole,
    rate::as_f64,
    report::words,
};

/// Fewer seconds show no trend.
const SECONDS_MIN: usize = 6;
/// Fewer requests are no queue.
const BACKLOG_MIN: u64 = 20;
/// A queue of this part of what was due shows that less is done than asked for.
const BACKLOG_PART: u64 = 10;
/// A wait below this, in microseconds, is not worth a word.
const WAIT_MIN_US: u64 = 1_000;
/// A receiver that takes so many times as long as its quickest answer has a queue of its own.
const SLOWER_MIN: f64 = 2.0;

/// What was asked for and done while the plan went on.
struct Progress<'a> {
    lines: &'a [Interval],
    planned: u64,
    /// Due and without an end, after each second.
    backlogs: Vec<u64>,
    offered: f64,
    answered: f64,
}

impl<'a> Progress<'a> {
    /// Nothing for a closed loop, which asks for as much as is done.
    fn of(measurement: &'a Measurement) -> Option<Self> {
        let length = measurement.plan.duration_us.filter(|_| measurement.plan.pacing == "open")?;
        let n = measurement.intervals.iter().take_while(|line| line.from_us < length).count();
        let (lines, later) = measurement.intervals.split_at(n);
        let sum = |of: &dyn Fn(&Interval) -> u64| {
            lines.iter().fold(0, |sum: u64, line| sum.saturating_add(of(line)))
        };
        let backlogs = lines.iter().scan((0_u64, 0_u64), |(due, ended), line| {
            *due = due.saturating_add(line.planned);
            *ended = ended.saturating_add(answered(line)).saturating_add(line.failed);
            Some(due.saturating_sub(*ended))
        });
        let mut backlogs: Vec<_> = backlogs.collect();
        // What is given up behind the end for want of a connection waited for a receiver that was away, not for one that was busy.
        let given_up =
            later.iter().fold(0, |sum: u64, line| sum.saturating_add(line.no_connection));
        if let Some(last) = backlogs.last_mut() {
            *last = last.saturating_sub(given_up);
        }
        let seconds = as_f64(sum(&|line| line.length_us)) / 1e6;
        (seconds > 0.0).then(|| Self {
            lines,
            planned: sum(&|line| line.planned),
            backlogs,
            offered: as_f64(sum(&|line| line.planned)) / seconds,
            answered: as_f64(sum(&answered)) / seconds,
        })
    }

    /// How much longer the queue was at the end than after the first third.
    fn backlog_grew(&self) -> bool {
        let early = self.backlogs.get(self.lines.len().div_ceil(3) - 1).copied().unwrap_or(0);
        let last = self.backlogs.last().copied().unwrap_or(0);
        last >= BACKLOG_MIN && last >= early.saturating_mul(2)
    }

    /// Whether the queue is a good part of all that was due.
    fn is_far_behind(&self) -> bool {
        let last = self.backlogs.last().copied().unwrap_or(0);
        self.lines.len() > 1 && last >= self.planned / BACKLOG_PART
    }

    /// The median latency of the first third and of the last, if it grew all along.
    fn medians(&self) -> Option<(u64, u64)> {
        if self.lines.len() < SECONDS_MIN {
            return None;
        }
        let third = self.lines.len() / 3;
        let p50 = |lines: &[Interval]| median(lines, |line| line.p50_us);
        let before = p50(&self.lines[..third])?;
        let middle = p50(&self.lines[third..self.lines.len() - third])?;
        let after = p50(&self.lines[self.lines.len() - third..])?;
        let grew = after >= before.saturating_mul(3) && after >= WAIT_MIN_US;
        (grew && before < middle && middle < after).then_some((before, after))
    }
}

/// More was asked for than the receiver can do.
pub(super) fn saturated(measurement: &Measurement) -> Option<String> {
    let progress = Progress::of(measurement)?;
    let medians = progress.medians();
    let is_behind = progress.is_far_behind() || medians.is_some();
    // What answers nothing at all is not busy.
    let is_busy = progress.answered > 0.0 && progress.backlog_grew() && is_behind;
    if !is_busy || needed(measurement, &progress).is_some() {
        return None;
    }
    let grew = medians.map_or(String::new(), |(before, after)| {
        format!(
            ", and the median latency grew from {} to {}",
            words::micros(before),
            words::micros(after)
        )
    });
    Some(format!(
        "the receiver is saturated: it answered {}/s of {}/s{grew}; a longer run would show larger latencies, so look for the rate at which they stay level (--find-max)",
        words::decimal(progress.answered),
        words::decimal(progress.offered)
    ))
}

/// Half of the requests waited for a connection, and that was much of their latency.
pub(super) fn too_few_connections(measurement: &Measurement) -> Option<String> {
    let latency = &measurement.latency;
    let planned = *latency.planned.percentiles.get("p50")?;
    let lag = *latency.lag.percentiles.get("p50")?;
    if lag <= WAIT_MIN_US || lag <= planned / 2 || saturated(measurement).is_some() {
        return None;
    }
    let connections = words::plural(measurement.connections.into(), "connection");
    let streams = if measurement.streams > 1 {
        format!(" of {} streams", measurement.streams)
    } else {
        String::new()
    };
    let waited = format!(
        "half of all requests waited {} or more for one of {connections}{streams} to become free",
        words::micros(lag)
    );
    let progress = Progress::of(measurement)?;
    Some(match needed(measurement, &progress) {
        Some(needed) => format!(
            "{waited}: {}/s × {} needs at least {}",
            words::decimal(progress.offered),
            words::micros(whole(latency.sent.mean.round())),
            words::plural(needed, if streams.is_empty() { "connection" } else { "stream" })
        ),
        None => format!("{waited}; with more of them the wait would be within the receiver"),
    })
}

/// How many requests must be on their way at once, by Little's law, where that is more than there can be, and the receiver is as quick with
/// as many as there are as it is when idle.
fn needed(measurement: &Measurement, progress: &Progress<'_>) -> Option<u64> {
    let most = measurement.classes.iter().max_by_key(|line| line.ledger.planned)?;
    let quickest = as_f64(most.latency.sent.min);
    let sent = &measurement.latency.sent;
    if sent.count == 0 || most.latency.sent.mean > quickest * SLOWER_MIN {
        return None;
    }
    let needed = whole(progress.offered * sent.mean / 1e6).saturating_add(1);
    let there_are = u64::from(measurement.connections) * u64::from(measurement.streams.max(1));
    (needed > there_are).then_some(needed)
}
