//! What connections show: that none could be had, or that none lasts.

use super::over_time;
use crate::{
    measurement::{Generator, Interval, Measurement},
    report::words,
    sums,
};

/// The most spans that are named.
const SPANS_MAX: usize = 3;

/// Requests were given up because no connection could be had, or a closed loop waited for one.
pub(super) fn outage(measurement: &Measurement) -> Option<String> {
    let again = measurement.retries.as_ref().map(|retries| &retries.ledger);
    let of = |ledger: &crate::measurement::Ledger| {
        ledger.not_sent.get("no_connection").copied().unwrap_or(0)
    };
    let unsent = of(&measurement.ledger).saturating_add(again.map_or(0, of));
    let effect = if unsent > 0 {
        format!("{} could not be sent", words::plural(unsent, "request"))
    } else if measurement.intervals.iter().any(|line| line.no_connection_us.is_some()) {
        "the closed loop sent nothing meanwhile".to_owned()
    } else {
        return None;
    };
    Some(format!(
        "{} no connection could be had{}: {effect}, as when a receiver is down or restarts",
        when(&measurement.intervals),
        words::causes(&measurement.generator.failed_connects)
            .map_or(String::new(), |causes| format!(" ({causes})")),
    ))
}

/// When there was none, in words.
fn when(intervals: &[Interval]) -> String {
    let end = intervals.last().map_or(0, end);
    let spans = spans(intervals);
    let named = spans.iter().take(SPANS_MAX);
    let named = named.map(|[from, to]| over_time::when(*from, Some(*to).filter(|to| *to < end)));
    let named = named.collect::<Vec<_>>().join(", ");
    match spans.len() {
        0 => "for a while".to_owned(),
        1..=SPANS_MAX => named,
        _ => format!("{named}, and later"),
    }
}

fn end(line: &Interval) -> u64 {
    line.from_us.saturating_add(line.length_us)
}

/// When there was no connection, as far as requests were due.
fn spans(intervals: &[Interval]) -> Vec<[u64; 2]> {
    let mut spans: Vec<[u64; 2]> = vec![];
    for [from, to] in intervals.iter().filter_map(|line| line.no_connection_us) {
        match spans.last_mut() {
            Some([_, end]) if *end >= from => *end = (*end).max(to),
            Some(_) | None => spans.push([from, to]),
        }
    }
    spans
}

/// Attempts failed, though every request found a connection in time.
pub(super) fn failed_attempts(measurement: &Measurement) -> Option<String> {
    let failed = &measurement.generator.failed_connects;
    let count = failed.values().fold(0, |sum: u64, count| sum.saturating_add(*count));
    let causes = words::causes(failed)?;
    let meaning = if failed.contains_key("no_port_left") {
        "this machine has no ports left for that address, where closed connections keep theirs for a minute"
    } else {
        "the receiver was away for less than a second, or takes no more connections"
    };
    (outage(measurement).is_none()).then(|| {
        format!(
            "{} to open a connection came to nothing ({causes}): {meaning}",
            words::plural(count, "attempt")
        )
    })
}

/// A connection for every other answer, or more, is no keep-alive.
pub(super) fn reopened(measurement: &Measurement) -> Option<String> {
    let again = measurement.retries.as_ref().map_or(0, |it| sums::answered(&it.ledger));
    let answered = sums::answered(&measurement.ledger).saturating_add(again);
    let Generator { connects, surplus, .. } = measurement.generator;
    let reopened = connects.saturating_sub(measurement.connections.into()).saturating_sub(surplus);
    (answered >= 10 && reopened >= answered / 2).then(|| {
        format!(
            "{} were opened for {}: the receiver or its proxy closes after each answer; keep-alive would spare a handshake each time",
            words::plural(connects, "connection"),
            words::plural(answered, "answer")
        )
    })
}

/// More came than was asked for, upon which we close.
pub(super) fn surplus(measurement: &Measurement) -> Option<String> {
    let count = measurement.generator.surplus;
    (count > 0).then(|| {
        format!(
            "the receiver sent more than was asked for, so {} closed here: a second answer to one request, or a body longer than its head says",
            match count {
                1 => "1 connection was".to_owned(),
                _ => format!("{} were", words::plural(count, "connection")),
            }
        )
    })
}
