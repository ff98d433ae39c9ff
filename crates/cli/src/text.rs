//! Small values as people type and read them: spans such as `16m`, sizes such as `4MiB`, points in time.

use std::{error::Error, str::FromStr, time::Duration};

use livehook_core::UnixSeconds;
use livehook_inbox::UnixMillis;

/// A span of time: `500ms`, `10s`, `16m`, `24h`, `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span(pub(crate) Duration);

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected =
            || format!("`{text}` is no span of time; write `500ms`, `10s`, `16m`, `24h` or `7d`");
        // Days are calendar units to jiff; here a day is 24 hours.
        if let Some(days) = text.strip_suffix('d') {
            let days: u64 = days.trim().parse().map_err(|_| expected())?;
            return days
                .checked_mul(24 * 60 * 60)
                .map(|seconds| Self(Duration::from_secs(seconds)))
                .ok_or_else(expected);
        }
        let span: jiff::SignedDuration = text.parse().map_err(|_| expected())?;
        Duration::try_from(span).map(Self).map_err(|_| expected())
    }
}

/// Reads a span that is not nothing: in no time at all nothing can be sent or answered.
pub(crate) fn some_time(text: &str) -> Result<Span, String> {
    let span: Span = text.parse()?;
    if span.0.is_zero() {
        Err("nothing can happen in no time at all; write a span such as `20s`".to_owned())
    } else {
        Ok(span)
    }
}

/// Reads a span in which a run can end; a week at most.
pub(crate) fn some_time_of_a_run(text: &str) -> Result<Span, String> {
    at_most(some_time(text)?, Span(Duration::from_secs(7 * 24 * 3_600)), "7d")
}

/// Reads how long an answer is waited for; two minutes at most, six times as long as Tencent waits: so long a run goes on behind its end.
pub(crate) fn some_time_out(text: &str) -> Result<Span, String> {
    at_most(some_time(text)?, Span(Duration::from_secs(120)), "2m")
}

/// Reads how long is waited for what may be there already; a week at most.
pub(crate) fn time_to_settle(text: &str) -> Result<Span, String> {
    at_most(text.parse()?, Span(Duration::from_secs(7 * 24 * 3_600)), "7d")
}

fn at_most(span: Span, longest: Span, as_typed: &str) -> Result<Span, String> {
    if span.0 > longest.0 { Err(format!("write {as_typed} at most")) } else { Ok(span) }
}

/// A number of bytes: `512`, `64KiB`, `4MiB`, `1GiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bytes(pub(crate) u64);

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.len() - text.trim_start_matches(|char: char| char.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let factor = match unit.trim() {
            "" | "B" => Some(1),
            "KiB" => Some(1_u64 << 10),
            "MiB" => Some(1 << 20),
            "GiB" => Some(1 << 30),
            _ => None,
        };
        let number = number.parse::<u64>().ok();
        number
            .zip(factor)
            .and_then(|(number, factor)| number.checked_mul(factor))
            .map(Self)
            .ok_or_else(|| format!("`{text}` is no size; write `512`, `64KiB`, `4MiB` or `1GiB`"))
    }
}

/// Reads an event type, be it one that no document names.
pub(crate) fn event_type(text: &str) -> Result<i64, String> {
    text.trim()
        .parse()
        .map_err(|_| format!("`{text}` is no event type; write a number such as 349"))
}

/// A number of things in words: `1 callback`, `2 callbacks`.
pub(crate) fn counted(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// Reads a point in time as it is typed.
pub(crate) fn point_in_time(text: &str) -> Result<jiff::Timestamp, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is no point in time; write it as `2026-01-31T08:00:00Z`"))
}

/// A point in time as the inbox counts it.
pub(crate) fn unix_millis(time: jiff::Timestamp) -> UnixMillis {
    UnixMillis(time.as_millisecond())
}

/// Unix milliseconds as RFC 3339 in UTC; the bare number where no calendar reaches.
pub(crate) fn rfc3339(milliseconds: i64) -> String {
    jiff::Timestamp::from_millisecond(milliseconds)
        .map_or_else(|_| format!("{milliseconds} ms"), |time| format!("{time:.3}"))
}

/// Unix seconds as RFC 3339 in UTC.
pub(crate) fn rfc3339_seconds(time: UnixSeconds) -> String {
    jiff::Timestamp::from_second(time.0)
        .map_or_else(|_| format!("{time} s"), |time| time.to_string())
}

/// An error and what caused it, in one line.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut causes: Vec<String> = std::iter::successors(Some(error), |&error| error.source())
        .map(ToString::to_string)
        .collect();
    // Wrappers often say what they wrap.
    causes.dedup();
    causes.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_typed() {
        for (text, milliseconds) in [
            ("500ms", 500),
            ("10s", 10_000),
            ("16m", 960_000),
            ("1h 30m", 5_400_000),
            ("7d", 604_800_000),
        ] {
            assert_eq!(text.parse::<Span>().unwrap().0.as_millis(), milliseconds, "{text}");
        }
        for text in ["", "10", "-1s", "soon", "99999999999999999d"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_read_as_typed() {
        for (text, bytes) in [("512", 512), ("64KiB", 65_536), ("4MiB", 4_194_304)] {
            assert_eq!(text.parse::<Bytes>().unwrap().0, bytes, "{text}");
        }
        for text in ["", "MiB", "4MB", "-1", "99999999999GiB"] {
            assert!(text.parse::<Bytes>().is_err(), "{text}");
        }
    }
}
