//! `Retry-After`: how long the application asks to be left alone.

use std::time::Duration;

use livehook_inbox::UnixMillis;

/// The longest pause that is honoured. Whoever asks for more is asked again after this one.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// Reads seconds or a date. `None` where it is neither.
pub(super) fn read(value: &str, now: UnixMillis) -> Option<Duration> {
    let value = value.trim();
    let asked = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are a very long time.
        Duration::from_secs(value.parse().unwrap_or(u64::MAX))
    } else {
        let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
        let millis = at.as_millisecond().saturating_sub(now.0);
        Duration::from_millis(u64::try_from(millis).unwrap_or_default())
    };
    Some(asked.min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: Option<u64>) {
        let now = UnixMillis(784_111_777_000);
        assert_eq!(read(value, now), expected.map(Duration::from_secs), "{value}");
    }

    #[test]
    fn seconds_and_dates_are_read_up_to_an_hour() {
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("3601", Some(3_600));
        check("99999999999999999999999", Some(3_600));
        check("Sun, 06 Nov 1994 08:50:37 GMT", Some(60));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
        check("Mon, 06 Nov 2034 08:00:00 GMT", Some(3_600));
        for other in ["", "-1", "soon", "1.5"] {
            check(other, None);
        }
    }
}
