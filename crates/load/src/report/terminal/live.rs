//! One second of a run in one line, to be written over by the next.

use std::time::Duration;

use livehook_display::{Line, Paint};
use unicode_width::UnicodeWidthStr as _;

use super::TerminalOptions;
use crate::{measurement::Interval, report::words};

/// A second as it ends: how far the run is, what was due, sent and answered, what failed, what waits, how long it took. What does not fit
/// the width is left out from the right. `length` is how long the run is to take, where that is known.
pub fn live_line(interval: &Interval, length: Option<Duration>, options: &TerminalOptions) -> Line {
    let end = interval.from_us.saturating_add(interval.length_us) / 1_000_000;
    // What is still answered behind the end is counted on by itself.
    let length = length.map(|length| length.as_secs()).filter(|length| end <= *length);
    let of = length.map(|length| format!(" of {length}")).unwrap_or_default();
    let answered = interval.statuses.values().fold(0, |sum: u64, count| sum.saturating_add(*count));
    let late = interval.sent < interval.planned;
    let mut parts = vec![
        (Paint::Bold, format!("{end:>4}{of} s")),
        (
            if late { Paint::Caution } else { Paint::Plain },
            format!("{} of {} sent", words::count(interval.sent), words::count(interval.planned)),
        ),
        (Paint::Plain, format!("{} answered", words::count(answered))),
    ];
    if interval.failed > 0 {
        parts.push((Paint::Bad, format!("{} failed", words::count(interval.failed))));
    }
    let others = interval.statuses.iter().filter(|(status, count)| **status != 200 && **count > 0);
    parts.extend(others.map(|(status, count)| {
        let paint = if *status >= 500 { Paint::Bad } else { Paint::Faint };
        (paint, format!("{status} × {}", words::count(*count)))
    }));
    parts.push((Paint::Plain, format!("{} in flight", words::count(interval.in_flight))));
    let times =
        [("p50", interval.p50_us), ("p99", interval.p99_us), ("wait p99", interval.lag_p99_us)];
    for (name, micros) in times {
        if let Some(micros) = micros {
            parts.push((Paint::Plain, format!("{name} {}", words::micros(micros))));
        }
    }
    let mut line = Line::default();
    let mut used = 0;
    for (at, (paint, text)) in parts.into_iter().enumerate() {
        let text = if at == 0 { text } else { format!("  {text}") };
        used += text.width();
        if used > options.width {
            break;
        }
        line = line.and(paint, &text);
    }
    line
}
