//! What came back by a retry plan, and what that made of the load.

use livehook_display::{Indent, Line, Paint, wrapped};

use super::{TerminalOptions, found_in};
use crate::{
    measurement::{Measurement, Redeliveries},
    report::{bounds, words},
    sums,
};

pub(super) fn lines(measurement: &Measurement, options: &TerminalOptions) -> Vec<Line> {
    let Some(retries) = &measurement.retries else { return vec![] };
    let paint = if retries.deliveries > retries.events { Paint::Caution } else { Paint::Good };
    let title = Line::default()
        .and(Paint::Bold, "retries  ")
        .and(paint, &format!("the load times {}", words::short(retries.amplification)))
        .faint(&format!(" ({})", plan(retries)));
    let mut lines = wrapped(&title, options.width, Indent { first: 0, others: 2 });
    for fact in retries_facts(retries) {
        lines.extend(wrapped(
            &Line::default().plain(&fact),
            options.width,
            Indent { first: 2, others: 4 },
        ));
    }
    lines
}

/// The plan in words.
pub(crate) fn plan(retries: &Redeliveries) -> String {
    format!(
        "plan {}: {}, {} apart from the {}, {}",
        retries.plan,
        words::plural(retries.retries.into(), "more attempt"),
        words::micros(retries.interval_us),
        retries.interval_from,
        match retries.resign.as_str() {
            "refresh" => "signed afresh",
            _ => "with the same t and sign",
        },
    )
}

/// What came back, in sentences; the page shows them too.
pub(in crate::report) fn retries_facts(retries: &Redeliveries) -> Vec<String> {
    let ledger = &retries.ledger;
    let mut facts = vec![format!(
        "{} in {}",
        words::plural(retries.events, "event"),
        deliveries(retries.deliveries)
    )];
    if ledger.planned > 0 {
        facts.push(format!("{} came back: {}", deliveries(ledger.planned), found_in(ledger)));
        let taken = sums::with_status(ledger, |status| status == 200);
        if taken > 0 {
            let p99 = bounds::percentile(&retries.latency.planned, "p99");
            let p99 = p99.map_or(String::new(), |it| format!(", p99 {it}"));
            facts.push(format!("{} taken at last{p99}", words::count(taken)));
        }
    }
    for (count, what) in [
        (retries.given_up, "not taken by the last attempt: nobody sends them again"),
        (retries.dropped, "given up because too many were waiting"),
        (retries.waiting, "still to come back when the run ended"),
    ] {
        if count > 0 {
            facts.push(format!("{} {what}", words::plural(count, "event")));
        }
    }
    facts
}

fn deliveries(number: u64) -> String {
    if number == 1 {
        "1 delivery".to_owned()
    } else {
        format!("{} deliveries", words::count(number))
    }
}
