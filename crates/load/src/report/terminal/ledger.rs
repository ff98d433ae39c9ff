//! Where every request went, as equations that add up, and the same for each class in a row.

use std::collections::BTreeMap;

use livehook_display::{Indent, Line, Paint, wrapped};

use super::{
    TerminalOptions,
    table::{Cell, table},
};
use crate::{
    class::Class,
    measurement::{ClassLine, Ledger, Measurement},
    report::{bounds, words},
    sums,
};

pub(super) fn lines(measurement: &Measurement, options: &TerminalOptions) -> Vec<Line> {
    let ledger = &measurement.ledger;
    let failed = &measurement.generator.failed_connects;
    let mut lines = vec![Line::default().and(Paint::Bold, "every planned request in one box")];
    for (whole, name, parts) in equations(ledger, failed) {
        let mut line = Line::default().plain(&format!("{name} {} = ", words::count(whole)));
        for (at, (paint, part)) in parts.iter().enumerate() {
            line = line.plain(if at == 0 { "" } else { " + " }).and(*paint, part);
        }
        lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
    }
    if !sums::is_balanced(ledger) {
        let text = "✗ this does not add up: a defect of the program that measured";
        lines.push(Line::default().plain("  ").and(Paint::Bad, text));
    }
    let nearly = sums::nearly_taken(ledger);
    if nearly > 0 {
        let text = format!(
            "✗ {} with 2xx that is not 200: Tencent takes 200 alone for delivered, so each would be delivered up to 12 more times",
            words::plural(nearly, "answer")
        );
        let line = Line::default().and(Paint::Bad, &text);
        lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
    }
    lines
}

type Equation = (u64, &'static str, Vec<(Paint, String)>);

fn equations(ledger: &Ledger, failed: &BTreeMap<String, u64>) -> [Equation; 2] {
    let mut of_planned = vec![(Paint::Plain, format!("{} sent", words::count(ledger.sent)))];
    for (reason, count) in &ledger.not_sent {
        of_planned.push((Paint::Caution, not_sent(reason, *count, failed)));
    }
    let mut of_sent: Vec<_> = ledger
        .statuses
        .iter()
        .map(|(status, count)| (paint(*status), format!("{} × {status}", words::count(*count))))
        .collect();
    for (word, count) in sums::unanswered_in_words(ledger) {
        if count > 0 {
            of_sent.push((Paint::Bad, format!("{} {word}", words::count(count))));
        }
    }
    if of_sent.is_empty() {
        of_sent.push((Paint::Plain, "0".to_owned()));
    }
    [(ledger.planned, "planned", of_planned), (ledger.sent, "sent", of_sent)]
}

/// Requests that were not sent, and why; for want of a connection also why there was none.
pub(in crate::report) fn not_sent(
    reason: &str,
    count: u64,
    failed: &BTreeMap<String, u64>,
) -> String {
    let why = words::causes(failed).filter(|_| reason == "no_connection");
    let why = why.map_or(String::new(), |why| format!(": {why}"));
    format!("{} not sent ({}{why})", words::count(count), words::spaced(reason))
}

const fn paint(status: u16) -> Paint {
    match status {
        200 | 400..=499 => Paint::Plain,
        201..=399 => Paint::Caution,
        _ => Paint::Bad,
    }
}

/// A row for each class: what is right for it, and what came.
pub(super) fn classes(measurement: &Measurement) -> Vec<Line> {
    let mut rows = vec![
        ["class", "planned", "as expected", "p50", "p99", "expected", "found"]
            .map(Cell::faint)
            .into(),
    ];
    for line in &measurement.classes {
        let percentile = |name| {
            let found = bounds::percentile(&line.latency.planned, name);
            Cell::plain(found.unwrap_or("—".to_owned()))
        };
        let all_right = line.as_expected == line.ledger.planned;
        rows.push(vec![
            Cell::plain(line.class.as_str()),
            Cell::plain(words::count(line.ledger.planned)),
            Cell {
                paint: if all_right { Paint::Good } else { Paint::Bad },
                text: words::percent(line.as_expected, line.ledger.planned),
            },
            percentile("p50"),
            percentile("p99"),
            Cell::plain(expected(line.class)),
            Cell::plain(found(line)),
        ]);
    }
    let mut lines = vec![Line::default().and(Paint::Bold, "each kind of traffic by itself")];
    lines.extend(table(rows, 2));
    lines
}

/// What is right for a class, in words.
pub(crate) const fn expected(class: Class) -> &'static str {
    if class.is_taken() { "200" } else { "no 5xx" }
}

/// What came for a class, in words.
pub(crate) fn found(line: &ClassLine) -> String {
    found_in(&line.ledger)
}

/// What came in a set of boxes, in words.
pub(in crate::report) fn found_in(ledger: &Ledger) -> String {
    let statuses = ledger
        .statuses
        .iter()
        .map(|(status, count)| format!("{status} × {}", words::count(*count)));
    let unanswered = sums::unanswered_in_words(ledger).into_iter().filter(|(_, count)| *count > 0);
    let unanswered = unanswered.map(|(word, count)| format!("{} {word}", words::count(count)));
    let not_sent = Some(sums::not_sent(ledger)).filter(|count| *count > 0);
    let not_sent = not_sent.map(|count| format!("{} not sent", words::count(count)));
    statuses.chain(unanswered).chain(not_sent).collect::<Vec<_>>().join(", ")
}
