//! Spans and rates as they are typed, and the few conversions between numbers that the compiler does not make by itself.

use std::{fmt, str::FromStr, time::Duration};

/// Nanoseconds in a second.
pub(crate) const SECOND: u64 = 1_000_000_000;

/// The highest rate a plan may have, in requests a second.
const RATE_MAX: u64 = 10_000_000;

/// The longest span that can be typed: a week.
pub(crate) const SPAN_MAX: Duration = Duration::from_secs(7 * 24 * 3_600);

/// A span in nanoseconds; centuries at most.
pub(crate) fn nanos(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

/// The whole part of a number, 0 for what lies below.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates at both ends and makes 0 of what is no number, which is what is wanted"
)]
pub(crate) const fn whole(number: f64) -> u64 {
    number as u64
}

/// A number not below 0 to three decimals: what follows is noise, and would not survive being written and read.
pub(crate) fn rounded(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}

/// A number as a place in a list.
pub(crate) fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A count of things in memory.
pub(crate) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Seconds in a minute.
const MINUTE: u64 = 60;

/// Requests a second or a minute, exact to a thousandth of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate {
    /// Thousandths of a request a minute.
    a_minute: u64,
}

/// Why a text is no rate or no span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// No rate.
    #[error(
        "{0:?} is no rate; write it as 5000/s or 300/m, with three decimals and ten million a second at most"
    )]
    Rate(String),
    /// No span.
    #[error("{0:?} is no span of time; write it as 10s, 500ms, 2m or 1h, a week at most")]
    Span(String),
}

impl QuantityError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rate(_) => "rate",
            Self::Span(_) => "span",
        }
    }
}

impl Rate {
    /// The time that as many thousandths of a request take as [`Self::per_unit`] says.
    pub(crate) const UNIT_NS: u64 = 1_000 * MINUTE * SECOND;

    /// So many requests a second; more than ten millions are ten millions.
    pub const fn per_second(number: u64) -> Self {
        let number = if number > RATE_MAX { RATE_MAX } else { number };
        Self { a_minute: number * 1_000 * MINUTE }
    }

    /// So many requests a second, to a thousandth.
    pub(crate) fn of(number: f64) -> Self {
        let thousandths = whole((number * 1e3).round()).min(RATE_MAX * 1_000);
        Self { a_minute: thousandths * MINUTE }
    }

    /// How many requests come in [`Self::UNIT_NS`].
    pub(crate) const fn per_unit(self) -> u64 {
        self.a_minute
    }

    /// Whether nothing ever comes.
    pub const fn is_zero(self) -> bool {
        self.a_minute == 0
    }

    /// Requests a second.
    pub fn as_f64(self) -> f64 {
        self.a_minute as f64 / (1_000 * MINUTE) as f64
    }
}

/// Reads `12` or `12.345` as thousandths.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || decimals.len() > 3 || !are_digits(whole) || !are_digits(decimals) {
        return None;
    }
    let decimals: u64 = format!("{decimals:0<3}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(decimals)
}

impl FromStr for Rate {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let a_minute = |text: &str| match text.trim().split_once('/')? {
            (number, "s") => thousandths(number)?.checked_mul(MINUTE),
            (number, "m" | "min") => thousandths(number),
            _ => None,
        };
        match a_minute(text) {
            Some(a_minute) if a_minute <= RATE_MAX * 1_000 * MINUTE => Ok(Self { a_minute }),
            _ => Err(QuantityError::Rate(text.trim().to_owned())),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (thousandths, unit) = match self.a_minute {
            a_minute if a_minute.is_multiple_of(MINUTE) => (a_minute / MINUTE, "s"),
            a_minute => (a_minute, "m"),
        };
        let (whole, decimals) = (thousandths / 1_000, thousandths % 1_000);
        match decimals {
            0 => write!(f, "{whole}/{unit}"),
            _ => write!(f, "{whole}.{}/{unit}", format!("{decimals:03}").trim_end_matches('0')),
        }
    }
}

/// Reads a span: `10s`, `1.5s`, `500ms`, `2m`, `1h`.
///
/// # Errors
///
/// [`QuantityError::Span`].
pub fn span(text: &str) -> Result<Duration, QuantityError> {
    let text = text.trim();
    let parsed = || {
        let unit = text.find(|each: char| each.is_ascii_alphabetic())?;
        let (number, unit) = text.split_at(unit);
        let microseconds = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            _ => return None,
        };
        Some(Duration::from_micros(thousandths(number)?.checked_mul(microseconds)?))
    };
    parsed().filter(|span| *span <= SPAN_MAX).ok_or_else(|| QuantityError::Span(text.to_owned()))
}

/// A span as it is typed.
pub(crate) fn in_words(span: Duration) -> String {
    match span.as_micros() {
        micros if micros.is_multiple_of(1_000_000) => format!("{}s", span.as_secs()),
        micros if micros.is_multiple_of(1_000) => format!("{}ms", span.as_millis()),
        _ => format!("{}ms", span.as_secs_f64() * 1_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let found = text.parse::<Rate>().map(|rate| rate.to_string());
        let found = found.as_deref().map_err(QuantityError::code);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn rates_are_read_to_a_thousandth() {
        check("5000/s", Ok("5000/s"));
        check("0.5/s", Ok("0.5/s"));
        check("300/m", Ok("5/s"));
        check("1/m", Ok("1/m"));
        check("100.7/min", Ok("100.7/m"));
        check("600000001/m", Err("rate"));
        check("10000001/s", Err("rate"));
        check("5000", Err("rate"));
        check("1.2345/s", Err("rate"));
        check("-1/s", Err("rate"));
        check("/s", Err("rate"));
    }

    #[test]
    fn spans_have_a_unit() {
        assert_eq!(span("1.5s"), Ok(Duration::from_millis(1_500)));
        assert_eq!(span("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(span("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(span("10"), Err(QuantityError::Span("10".to_owned())));
        assert_eq!(span("1y"), Err(QuantityError::Span("1y".to_owned())));
        assert_eq!(span("999999999h").map_err(|error| error.code()), Err("span"));
    }
}
