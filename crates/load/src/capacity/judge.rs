//! What a run says of limits.
//!
//! A run that is short against the time it allows flatters: a queue that grows by 20 ms a second stays below 200 ms for ten. So a
//! median latency that grows evenly through all seconds of a run is drawn on, and a limit counts as missed that it would come to miss
//! within [`HORIZON`]. Where a run is too short to show that, it is seen by the answers: who does 10 % less than is asked of it makes
//! everybody wait for a tenth of a second more each second.

use std::time::Duration;

use crate::{
    capacity::limit::time,
    expect::{Figure, Origin, Threshold},
    measurement::{ClassLine, Expectation, Measurement, Met, Verdict},
    quantity::whole,
    rate,
    report::words,
    search::{Judged, Limit, Source, Trial},
    sums,
};

/// How much too much was asked of a receiver that is clearly behind.
const BEHIND_MIN: f64 = 0.05;
/// Which part of the last answer's delay the median has at least, where all of them grow.
const PART_OF_LAST: f64 = 0.3;

/// For how long a rate should be bearable at least.
pub const HORIZON: Duration = Duration::from_secs(30);

/// How many standard deviations are not chance.
const DEVIATIONS: f64 = 2.0;

/// Fewer seconds show no trend.
const SECONDS_MIN: usize = 3;
/// A latency that grows more slowly may do so by chance: this part of each second is work that was not done in it.
const GROWTH_MIN: f64 = 0.005;
/// How much of the mean growth each second must show at least: a queue that fills up to its level grows ever more slowly, and one that
/// swings does not grow at all in some seconds.
const EVENNESS: f64 = 0.5;

/// What a run says of limits, each with what the search knows of it; it took so long, all waits included.
pub fn judge<'a>(
    measurement: &Measurement,
    limits: impl IntoIterator<Item = (&'a Threshold, &'a Limit)>,
    took: Duration,
) -> Trial {
    let (offered, achieved) = pace(measurement);
    let growth = growth(&medians(measurement))
        .or_else(|| growth_by_backlog(measurement, offered / achieved.max(f64::MIN_POSITIVE)));
    let (mut judged, mut counts_lateness) = (Vec::new(), false);
    for (threshold, limit) in limits {
        judged.push(judge_one(measurement, threshold, limit, growth));
        counts_lateness |= is_from_plan(threshold);
    }
    // Whatever the generator did, a time that counts from the plan is the longer for it, and was met all the same.
    let is_met = counts_lateness && judged.iter().all(|it| it.met == Met::Met);
    let is_invalid = measurement.verdict == Verdict::Invalid && !is_met;
    let invalid = is_invalid.then(|| measurement.validity.problems.join("; "));
    let errors = errors(measurement);
    let errors = sums::share(errors.of, errors.due);
    Trial { limits: judged, invalid, offered, achieved, errors, took }
}

/// Requests that were not answered as they should be.
struct Errors {
    of: u64,
    due: u64,
}

impl Errors {
    /// Whether there are more than chance makes of a share. An implied limit is judged by trials of any length.
    fn are_beyond(&self, share: f64) -> bool {
        let mean = self.due as f64 * share;
        self.of as f64 > DEVIATIONS.mul_add(mean.sqrt(), mean) + 1.0
    }
}

fn errors(measurement: &Measurement) -> Errors {
    let sum = |of: &dyn Fn(&ClassLine) -> u64| {
        measurement.classes.iter().fold(0, |sum: u64, line| sum.saturating_add(of(line)))
    };
    let due = sum(&|line| sums::due(measurement, &line.ledger));
    Errors { of: due.saturating_sub(sum(&|line| line.as_expected)), due }
}

/// Requests and answers a second.
fn pace(measurement: &Measurement) -> (f64, f64) {
    let per_second = |(n, micros)| rate::per_second(n, micros);
    let (offered, achieved) = (rate::due(measurement), rate::answers(measurement));
    (offered.map_or(0.0, per_second), achieved.map_or(0.0, per_second))
}

const fn is_from_plan(threshold: &Threshold) -> bool {
    matches!(threshold.figure(), Figure::Time { origin: Origin::Planned, .. })
}

fn judge_one(
    measurement: &Measurement,
    threshold: &Threshold,
    limit: &Limit,
    growth: Option<Growth>,
) -> Judged {
    let Expectation { found, outcome, .. } = threshold.evaluate(measurement);
    let value = threshold.value(measurement);
    let is_open = is_from_plan(threshold) && outcome != Met::Missed;
    if let Some((growth, bound)) = growth.zip(time(threshold)).filter(|_| is_open)
        && growth.after(HORIZON) > bound
    {
        let each = words::micros(whole(growth.per_second * 1e6));
        let figure = format!("{found}, and {each} more each second");
        return Judged { met: Met::Missed, figure, value };
    }
    let is_enough = measurement.ledger.planned >= limit.requests_min;
    // With requests enough, what cannot be told is what was not answered.
    let met = match outcome {
        Met::Unknown if is_enough => Met::Missed,
        // One error of 30 requests shows no share of 1 %.
        Met::Missed if limit.source == Source::Implied && !is_enough => {
            let share = threshold.bound_millionths() as f64 / 1e8;
            if errors(measurement).are_beyond(share) { Met::Missed } else { Met::Unknown }
        }
        outcome => outcome,
    };
    Judged { met, figure: found, value }
}

/// A latency that grows evenly.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Growth {
    /// In seconds, at the end.
    last: f64,
    /// Seconds each second.
    per_second: f64,
}

impl Growth {
    fn after(self, span: Duration) -> Duration {
        let after = self.per_second.mul_add(span.as_secs_f64(), self.last);
        Duration::try_from_secs_f64(after).unwrap_or(Duration::MAX)
    }
}

/// Medians of the whole seconds in which requests were due, in seconds.
fn medians(measurement: &Measurement) -> Vec<f64> {
    let planned = measurement.plan.duration_us.unwrap_or_default();
    let whole = measurement.intervals.iter().filter(|line| {
        line.length_us == 1_000_000 && line.from_us.saturating_add(line.length_us) <= planned
    });
    whole.map(|line| line.p50_us.unwrap_or_default() as f64 / 1e6).collect()
}

/// A receiver that is behind, each answer later than the one before: the median of all is half of the last one then. Where it stopped for
/// a moment at the end, most were answered as usual.
fn growth_by_backlog(measurement: &Measurement, asked_too_much: f64) -> Option<Growth> {
    let planned = measurement.plan.duration_us?;
    let per_second = asked_too_much - 1.0;
    let last = per_second * planned as f64 / 1e6;
    let median = *measurement.latency.planned.percentiles.get("p50")? as f64 / 1e6;
    let is_all_answered = measurement.ledger.unfinished + measurement.ledger.timeout == 0;
    (is_all_answered && per_second >= BEHIND_MIN && median >= last * PART_OF_LAST)
        .then_some(Growth { last, per_second })
}

fn growth(medians: &[f64]) -> Option<Growth> {
    let (first, last) = (medians.first()?, medians.last()?);
    let steps = crate::quantity::count(medians.len().checked_sub(1)?);
    let per_second = (last - first) / steps.max(1) as f64;
    let is_even = medians.windows(2).all(|pair| pair[1] - pair[0] >= per_second * EVENNESS);
    (medians.len() >= SECONDS_MIN && per_second >= GROWTH_MIN && is_even)
        .then_some(Growth { last: *last, per_second })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(medians: &[f64], expected: Option<f64>) {
        let found = growth(medians).map(|growth| (growth.per_second * 1e6).round() / 1e6);
        assert_eq!(found, expected, "{medians:?}");
    }

    #[test]
    fn a_queue_that_grows_each_second_is_seen_to() {
        check(&[0.01, 0.03, 0.05], Some(0.02));
        check(&[0.001, 0.012, 0.021, 0.031], Some(0.01));
        let growth = growth(&[0.01, 0.03, 0.05]).unwrap();
        assert_eq!(growth.after(Duration::from_secs(10)), Duration::from_millis(250));
    }

    #[test]
    fn a_queue_that_swings_or_comes_to_its_level_does_not() {
        check(&[0.001, 0.001, 0.001], None);
        check(&[0.01, 0.05, 0.03], None);
        check(&[0.0, 0.03, 0.035], None);
        check(&[0.01, 0.011, 0.012], None);
        check(&[0.01, 0.03], None);
        check(&[], None);
    }
}
