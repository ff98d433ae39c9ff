//! The ledger as bars.

use livehook_display::inline;

use crate::{
    measurement::{Ledger, Measurement},
    report::{terminal, words},
    sums,
};

/// One side of an equation of the ledger: a whole and its parts, as a bar and as text.
pub(super) struct Bar {
    pub(super) name: &'static str,
    pub(super) whole: String,
    pub(super) parts: Vec<Part>,
}

/// A stretch of a bar.
pub(super) struct Part {
    pub(super) class: &'static str,
    pub(super) text: String,
    /// In thousandths of the bar.
    pub(super) x: String,
    pub(super) width: String,
}

/// The smallest share of a bar that is drawn.
const PART_MIN: f64 = 0.004;

impl Bar {
    pub(super) fn all(measurement: &Measurement) -> Vec<Self> {
        let ledger = &measurement.ledger;
        let failed = &measurement.generator.failed_connects;
        let mut of_planned =
            vec![("plain", format!("{} sent", words::count(ledger.sent)), ledger.sent)];
        of_planned.extend(ledger.not_sent.iter().map(|(reason, count)| {
            ("caution", inline(&terminal::not_sent(reason, *count, failed)), *count)
        }));
        let statuses = ledger.statuses.iter().map(|(status, count)| {
            let class = match status {
                200 => "good",
                400..=499 => "plain",
                201..=399 => "caution",
                _ => "bad",
            };
            (class, format!("{}\u{a0}×\u{a0}{status}", words::count(*count)), *count)
        });
        let unanswered =
            sums::unanswered_in_words(ledger).into_iter().filter(|(_, count)| *count > 0);
        let unanswered = unanswered
            .map(|(word, count)| ("none", format!("{} {word}", words::count(count)), count));
        let of_sent = statuses.chain(unanswered).collect();
        vec![
            Self::of("planned", ledger.planned, of_planned),
            Self::of("sent", ledger.sent, of_sent),
        ]
    }

    fn of(name: &'static str, whole: u64, parts: Vec<(&'static str, String, u64)>) -> Self {
        // What is there can be seen, however small its share.
        let seen =
            |count: u64| if count == 0 { 0.0 } else { sums::share(count, whole).max(PART_MIN) };
        let sum: f64 = parts.iter().map(|(_, _, count)| seen(*count)).sum();
        let mut x = 0.0;
        let parts = parts.into_iter().map(|(class, text, count)| {
            let width = seen(count) / sum.max(PART_MIN) * 1_000.0;
            let part = Part { class, text, x: format!("{x:.2}"), width: format!("{width:.2}") };
            x += width;
            part
        });
        Self { name, whole: words::count(whole), parts: parts.collect() }
    }
}

/// What is wrong with a ledger, or with what it holds.
pub(super) fn notes(ledger: &Ledger) -> Vec<String> {
    let mut notes = vec![];
    if !sums::is_balanced(ledger) {
        notes.push("This does not add up: a defect of the program that measured.".to_owned());
    }
    let nearly = sums::nearly_taken(ledger);
    if nearly > 0 {
        notes.push(format!(
            "{} with 2xx that is not 200: Tencent takes 200 alone for delivered, so each would be delivered up to 12 more times.",
            words::plural(nearly, "answer")
        ));
    }
    notes
}
