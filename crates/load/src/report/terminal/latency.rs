//! The latencies side by side, and why they differ.

use livehook_display::{Indent, Line, Paint, wrapped};

use super::{
    TerminalOptions,
    table::{Cell, table},
};
use crate::{
    measurement::{Distribution, Measurement},
    report::{
        bounds,
        columns::{columns, is_closed},
        words,
    },
};

pub(super) fn lines(measurement: &Measurement, options: &TerminalOptions) -> Vec<Line> {
    let columns = columns(measurement);
    if columns.iter().all(|column| column.of.count == 0) {
        return vec![];
    }
    let mut heads = vec![Cell::faint("")];
    heads.extend(columns.iter().map(|column| Cell::faint(column.name)));
    let mut rows = vec![heads];
    let row = |name: &str, of: &dyn Fn(&Distribution) -> Option<String>| {
        let mut row = vec![Cell::plain(name)];
        let found = columns.iter().map(|column| of(column.of).unwrap_or("—".to_owned()));
        row.extend(found.map(Cell::plain));
        row
    };
    for name in words::percentile_names(columns.iter().map(|column| column.of)) {
        rows.push(row(name, &|distribution| bounds::percentile(distribution, name)));
    }
    rows.push(row("max", &bounds::max));
    let mut lines = vec![Line::default().and(Paint::Bold, "latency")];
    lines.extend(table(rows, 0));
    for text in explanations(measurement) {
        lines.extend(wrapped(
            &Line::default().faint(&text),
            options.width,
            Indent { first: 2, others: 2 },
        ));
    }
    lines
}

/// Why the columns differ, and what stands in them; the page says the same.
pub(in crate::report) fn explanations(measurement: &Measurement) -> Vec<String> {
    let latency = &measurement.latency;
    let mut texts = vec![];
    if is_closed(measurement) {
        texts.push(
            "A closed loop sends when it was answered: it hides how long callbacks would wait (coordinated omission). For that, use --rate."
                .to_owned(),
        );
    } else {
        texts.push(difference(measurement));
    }
    if measurement.own_lag.is_some() && !is_closed(measurement) {
        texts.push(
            "Wait before sending is the wait for a connection with our own lateness in it; ours is that lateness alone: a connection was free."
                .to_owned(),
        );
    }
    if latency.planned.at_least > 0 {
        let number = latency.planned.at_least;
        let verb = if number == 1 { "stands" } else { "stand" };
        texts.push(format!(
            "{} without an answer {verb} in it with the time that had passed: what is marked with ≥ may be longer.",
            words::plural(number, "request")
        ));
    }
    texts
}

/// A percentile from the planned time and from sending.
type Both<'a> = (&'a str, u64, u64);

fn difference(measurement: &Measurement) -> String {
    let latency = &measurement.latency;
    let both: Vec<Both<'_>> = words::percentile_names([&latency.planned])
        .into_iter()
        .filter_map(|name| {
            let sent = latency.sent.percentiles.get(name)?;
            Some((name, *latency.planned.percentiles.get(name)?, *sent))
        })
        .collect();
    let meaning = "From the planned time is what a sender that does not wait would feel";
    // Where the two are furthest apart, by how many times; a half millisecond is nothing.
    let apart = |(_, planned, sent): &&Both<'_>| {
        *planned > sent.saturating_add(sent / 4).max(sent.saturating_add(500))
    };
    let times = |(_, planned, sent): &Both<'_>| planned / (*sent).max(1);
    // What no request waited is no wait: there stand those that had no answer.
    let was_waited = |(name, planned, sent): &&Both<'_>| {
        let difference = planned - sent;
        let waited = latency.lag.percentiles.get(*name).copied().unwrap_or(0);
        let is_bound = bounds::is_bound(&latency.planned, name);
        difference <= latency.lag.max && (!is_bound || waited >= difference / 2)
    };
    let differing: Vec<_> = both.iter().filter(apart).collect();
    let waits = differing.iter().copied().filter(was_waited);
    match (waits.max_by_key(|line| times(line)), differing.first(), both.last()) {
        (Some(furthest), ..) => {
            let (name, planned, sent) = furthest;
            format!(
                "{meaning}; from sending leaves out {} at {name}, in which {}.",
                words::micros(planned - sent),
                waited_for(measurement, furthest)
            )
        }
        (None, Some((name, ..)), _) => format!(
            "{meaning}; from sending leaves out the requests without an answer, which shows from {name} on."
        ),
        (None, None, Some((name, ..))) => format!(
            "{meaning}. It agrees with the time from sending up to {name}: no request waited long for an earlier one."
        ),
        (None, None, None) if latency.sent.count == 0 => {
            format!("{meaning}; nothing was answered.")
        }
        (None, None, None) => format!("{meaning}; there are too few requests for percentiles."),
    }
}

/// What requests waited for that went out late.
fn waited_for(measurement: &Measurement, (name, planned, sent): &Both<'_>) -> &'static str {
    let own = measurement.own_lag.as_ref().and_then(|own| own.percentiles.get(*name));
    let generator = &measurement.generator;
    if own.is_some_and(|own| *own >= (planned - sent) / 2) {
        "requests went out late by the generator's own doing"
    } else if !generator.failed_connects.is_empty() {
        "requests waited for a connection that an earlier answer held or that could not be had"
    } else if generator.connects > u64::from(measurement.connections) {
        "requests waited for a connection that an earlier answer held or that was still to be opened"
    } else {
        "requests waited for a connection that an earlier answer held"
    }
}
