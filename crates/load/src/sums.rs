//! Sums over a ledger that reports, thresholds and hints have in common. They saturate: a measurement may come from a file.

use crate::measurement::{Ledger, Measurement};

/// Requests that were answered, whatever the status.
pub(crate) fn answered(ledger: &Ledger) -> u64 {
    with_status(ledger, |_| true)
}

/// Requests answered with a status for which this holds.
pub(crate) fn with_status(ledger: &Ledger, holds: impl Fn(u16) -> bool) -> u64 {
    let counts = ledger.statuses.iter().filter(|(status, _)| holds(**status));
    counts.fold(0, |sum: u64, (_, count)| sum.saturating_add(*count))
}

/// Requests planned and not sent.
pub(crate) fn not_sent(ledger: &Ledger) -> u64 {
    ledger.not_sent.values().fold(0, |sum: u64, count| sum.saturating_add(*count))
}

/// Requests due, but for those that an interruption kept from being sent or answered: what nobody waited for says nothing of the
/// receiver.
pub(crate) fn due(run: &Measurement, ledger: &Ledger) -> u64 {
    let unfinished = if run.interrupted { ledger.unfinished } else { 0 };
    ledger.planned.saturating_sub(interrupted(ledger)).saturating_sub(unfinished)
}

/// Requests that were not sent, though nothing was interrupted.
pub(crate) fn unsent(ledger: &Ledger) -> u64 {
    not_sent(ledger).saturating_sub(interrupted(ledger))
}

fn interrupted(ledger: &Ledger) -> u64 {
    ledger.not_sent.get("interrupted").copied().unwrap_or(0)
}

/// As [`unanswered`], in the words for people: who resets a connection and who only ends it breaks an answer off alike.
pub(crate) fn unanswered_in_words(ledger: &Ledger) -> [(&'static str, u64); 4] {
    unanswered(ledger).map(|(word, count)| match word {
        "reset" => ("broken off", count),
        _ => (word, count),
    })
}

/// Requests sent and not answered, with the words that scripts know.
pub(crate) fn unanswered(ledger: &Ledger) -> [(&'static str, u64); 4] {
    [
        ("timed out", ledger.timeout),
        ("reset", ledger.reset),
        ("no HTTP", ledger.malformed),
        ("unfinished", ledger.unfinished),
    ]
}

/// Answers that say "taken" in most people's eyes and not in Tencent's: 2xx other than 200.
pub(crate) fn nearly_taken(ledger: &Ledger) -> u64 {
    with_status(ledger, |status| status != 200 && (200..300).contains(&status))
}

/// `part / whole`, and 0 for an empty whole.
#[expect(clippy::cast_precision_loss, reason = "a share is shown with four digits")]
pub(crate) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Whether every request stands in one box. Unlike [`Ledger::imbalance`] it survives any numbers.
pub(crate) fn is_balanced(ledger: &Ledger) -> bool {
    let add = |sum: Option<u64>, count: &u64| sum?.checked_add(*count);
    let not_sent = ledger.not_sent.values().fold(Some(0), add);
    let boxes = [ledger.timeout, ledger.reset, ledger.malformed, ledger.unfinished];
    let of_sent = ledger.statuses.values().chain(&boxes).fold(Some(0), add);
    of_sent == Some(ledger.sent)
        && not_sent.and_then(|count| count.checked_add(ledger.sent)) == Some(ledger.planned)
}
