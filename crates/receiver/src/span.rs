//! Spans of time as people type them: `500ms`, `21s`, `2m`.

use std::time::Duration;

/// Reads a whole number with its unit, `ms`, `s` or `m`.
pub(crate) fn read(text: &str) -> Option<Duration> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit_at);
    let number: u64 = number.parse().ok()?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number.checked_mul(60)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_three_units_and_nothing_else() {
        let read_millis = |text| read(text).map(|span| span.as_millis());
        assert_eq!(read_millis("500ms"), Some(500));
        assert_eq!(read_millis("21s"), Some(21_000));
        assert_eq!(read_millis("2m"), Some(120_000));
        for other in ["", "5", "s", "-1s", "1.5s", "1h", "1 s", "99999999999999999999s"] {
            assert_eq!(read_millis(other), None, "{other}");
        }
    }
}
