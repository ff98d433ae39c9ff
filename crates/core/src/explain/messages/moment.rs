//! Points in time and spans as people read them, without a calendar library: core has no clock, so it needs no zones either.

use crate::{Seconds, UnixSeconds};

const SECONDS_PER_DAY: i64 = 86_400;

/// The last year that is shown as a date.
const LAST_YEAR: i64 = 9_999;

/// `2025-10-22 10:40:00 UTC`; `None` before 1970 and after 9999.
pub(super) fn utc(moment: UnixSeconds) -> Option<String> {
    let (mut days, second) =
        (moment.0.div_euclid(SECONDS_PER_DAY), moment.0.rem_euclid(SECONDS_PER_DAY));
    let mut years = 1970..=LAST_YEAR;
    if days < 0 {
        return None;
    }
    let year = years.find(|year| goes_past(&mut days, if is_leap(*year) { 366 } else { 365 }))?;
    let february = if is_leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month = lengths.into_iter().position(|length| goes_past(&mut days, length))? + 1;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    Some(format!("{year}-{month:02}-{:02} {hour:02}:{minute:02}:{second:02} UTC", days + 1))
}

/// Whether the days end within a period of this length; if not, they are what is left after it.
fn goes_past(days: &mut i64, length: i64) -> bool {
    let ends_here = *days < length;
    if !ends_here {
        *days -= length;
    }
    ends_here
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// A span in its two largest units, with the names of day, hour, minute and second.
pub(super) fn span(span: Seconds, units: [&str; 4]) -> String {
    let Seconds(seconds) = span;
    let amounts = [seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60];
    let parts = amounts.into_iter().zip(units).skip_while(|(amount, _)| *amount == 0);
    let shown: Vec<_> = parts
        .take(2)
        .filter(|(amount, _)| *amount != 0)
        .map(|(amount, unit)| format!("{amount} {unit}"))
        .collect();
    if shown.is_empty() { format!("0 {}", units[3]) } else { shown.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, date) in [
            (0, Some("1970-01-01 00:00:00 UTC")),
            (951_782_399, Some("2000-02-28 23:59:59 UTC")),
            (951_782_400, Some("2000-02-29 00:00:00 UTC")),
            (1_761_129_600, Some("2025-10-22 10:40:00 UTC")),
            (4_107_542_400, Some("2100-03-01 00:00:00 UTC")),
            (253_402_300_799, Some("9999-12-31 23:59:59 UTC")),
            (253_402_300_800, None),
            (-1, None),
            (i64::MAX, None),
            (i64::MIN, None),
        ] {
            assert_eq!(utc(UnixSeconds(seconds)).as_deref(), date, "{seconds}");
        }
    }

    #[test]
    fn spans_show_their_two_largest_units() {
        for (seconds, words) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (423, "7 min 3 s"),
            (3_605, "1 h"),
            (90_000, "1 d 1 h"),
            (u64::MAX, "213503982334601 d 7 h"),
        ] {
            assert_eq!(span(Seconds(seconds), ["d", "h", "min", "s"]), words);
        }
    }
}
