//! How many answers a second a run came to.

use crate::{measurement::Measurement, sums};

/// Answers and the microseconds they came in; `None` for a run without length.
///
/// Where requests had due times, all answers over the time that the run says they took: see
/// [`Measurement::answered_over_us`]. In a closed loop, and in measurements that do not say it, those within the planned length; else all
/// of them over the whole run.
pub(crate) fn answers(measurement: &Measurement) -> Option<(u64, u64)> {
    let all = sums::answered(&measurement.ledger);
    let said = measurement.answered_over_us.map(|micros| (all, micros));
    said.or_else(|| within(measurement))
        .filter(|(_, micros)| *micros > 0)
        .or(Some((all, measurement.took_us)))
        .filter(|(_, micros)| *micros > 0)
}

fn within(measurement: &Measurement) -> Option<(u64, u64)> {
    let planned = measurement.plan.duration_us?;
    let ends = |from: u64, length: u64| from.saturating_add(length) <= planned;
    let inner = measurement.intervals.iter().filter(|line| ends(line.from_us, line.length_us));
    Some(inner.fold((0_u64, 0_u64), |(answers, micros), line| {
        let here = line.statuses.values().fold(0, |sum: u64, count| sum.saturating_add(*count));
        (answers.saturating_add(here), micros.saturating_add(line.length_us))
    }))
}

/// Requests due and the microseconds they were due in; `None` where no length was planned.
pub(crate) fn due(measurement: &Measurement) -> Option<(u64, u64)> {
    let planned = measurement.plan.duration_us.filter(|micros| *micros > 0)?;
    Some((measurement.ledger.planned, planned))
}

/// A number as a rate.
#[expect(clippy::cast_precision_loss, reason = "a rate is shown with few digits")]
pub(crate) fn per_second(answers: u64, micros: u64) -> f64 {
    answers as f64 * 1e6 / micros as f64
}

/// A number as what pictures are drawn with.
#[expect(clippy::cast_precision_loss, reason = "a picture has a thousand steps")]
pub(crate) fn as_f64(number: u64) -> f64 {
    number as f64
}
