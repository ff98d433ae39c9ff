//! How many answers a second a run came to.

use crate::{measurement::Measurement, sums};

/// Answers and the microseconds they came in: those within the planned length where one was planned, so that waiting for the last
/// answer does not count; else all of them over the whole run. `None` for a run without length.
pub(crate) fn answers(measurement: &Measurement) -> Option<(u64, u64)> {
    let within = measurement.plan.duration_us.map(|planned| {
        let ends = |from: u64, length: u64| from.saturating_add(length) <= planned;
        let inner = measurement.intervals.iter().filter(|line| ends(line.from_us, line.length_us));
        inner.fold((0_u64, 0_u64), |(answers, micros), line| {
            let here = line.statuses.values().fold(0, |sum: u64, count| sum.saturating_add(*count));
            (answers.saturating_add(here), micros.saturating_add(line.length_us))
        })
    });
    let whole = (sums::answered(&measurement.ledger), measurement.took_us);
    Some(within.filter(|(_, micros)| *micros > 0).unwrap_or(whole))
        .filter(|(_, micros)| *micros > 0)
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
