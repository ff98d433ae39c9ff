//! Numbers as people read them: times with three digits and their unit, counts in groups, shares that never claim more than is so.

/// The most causes that are named.
const CAUSES_MAX: usize = 3;

/// `1,234,567`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number with as many decimals as three digits leave, in groups.
pub(crate) fn decimal(number: f64) -> String {
    let size = number.abs();
    let text = if size >= 99.95 {
        format!("{number:.0}")
    } else if size >= 9.995 {
        format!("{number:.1}")
    } else {
        format!("{number:.2}")
    };
    match text.parse() {
        Ok(whole) => count(whole),
        Err(_) => text,
    }
}

/// A time in microseconds: `420 µs`, `2.31 ms`, `20.0 s`.
pub(crate) fn micros(micros: u64) -> String {
    nanos(u128::from(micros) * 1_000)
}

/// A time in nanoseconds.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(crate) fn nanos(nanos: u128) -> String {
    let (unit, size) = match nanos {
        0..1_000_000 => ("µs", 1e3),
        1_000_000..1_000_000_000 => ("ms", 1e6),
        _ => ("s", 1e9),
    };
    let number = nanos as f64 / size;
    if number.fract() == 0.0 {
        return format!("{number:.0} {unit}");
    }
    format!("{} {unit}", decimal(number))
}

/// A share: `100%` only for the whole, `0%` only for nothing.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    if part == 0 {
        return "0%".to_owned();
    }
    if part == whole {
        return "100%".to_owned();
    }
    match format!("{:.2}", crate::sums::share(part, whole) * 100.0).as_str() {
        "0.00" => "under 0.01%".to_owned(),
        "100.00" => "over 99.99%".to_owned(),
        text => format!("{}%", text.trim_end_matches('0').trim_end_matches('.')),
    }
}

/// A number with two decimals at most and no zeros behind them.
pub(crate) fn short(number: f64) -> String {
    if number >= 1_000.0 {
        return decimal(number);
    }
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share that is a number already, with two decimals at most.
pub(crate) fn share(share: f64) -> String {
    format!("{}%", short(share * 100.0))
}

/// `1 event`, `2 events`.
pub(crate) fn plural(number: u64, one: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {one}{ending}", count(number))
}

/// A word of the measurement's as one of a sentence: `no_connection` is "no connection".
pub(crate) fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

/// Causes, the commonest first; nothing where there are none.
pub(crate) fn causes(counts: &std::collections::BTreeMap<String, u64>) -> Option<String> {
    let mut causes: Vec<_> = counts.iter().filter(|(_, count)| **count > 0).collect();
    causes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let words = causes.into_iter().take(CAUSES_MAX).map(|(cause, _)| spaced(cause));
    Some(words.collect::<Vec<_>>().join(", ")).filter(|words| !words.is_empty())
}

/// The percentiles in the order in which they are read: by number, `max` apart.
pub(crate) fn percentile_names<'a>(
    distributions: impl IntoIterator<Item = &'a crate::measurement::Distribution>,
) -> Vec<&'a str> {
    let mut names: Vec<&str> = distributions
        .into_iter()
        .flat_map(|distribution| distribution.percentiles.keys().map(String::as_str))
        .collect();
    names.sort_by(|one, other| quantile(one).total_cmp(&quantile(other)).then(one.cmp(other)));
    names.dedup();
    names
}

/// `p99.9` as 0.999; what is no percentile counts as 0.
pub(crate) fn quantile(name: &str) -> f64 {
    let percent = name.strip_prefix('p').and_then(|digits| digits.parse::<f64>().ok());
    // Rounded, so that 99.9 divides to 0.999 and not to its neighbour.
    (percent.unwrap_or(0.0) * 1e6).round() / 1e8
}

#[cfg(test)]
mod tests {
    use super::{count, decimal, micros, nanos, percent, plural};

    #[test]
    fn numbers_are_read_at_a_glance() {
        assert_eq!(
            [count(0), count(999), count(1_000), count(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!([decimal(4_987.4), decimal(12.345), decimal(0.126)], ["4,987", "12.3", "0.13"]);
        assert_eq!(
            [micros(7), micros(999), micros(2_310), micros(20_000_000)],
            ["7 µs", "999 µs", "2.31 ms", "20 s"]
        );
        assert_eq!(nanos(1_250), "1.25 µs");
        assert_eq!([plural(1, "event"), plural(2_000, "event")], ["1 event", "2,000 events"]);
    }

    #[test]
    fn a_share_never_claims_more_than_is_so() {
        assert_eq!([percent(0, 9), percent(9, 9), percent(0, 0)], ["0%", "100%", "—"]);
        assert_eq!(
            [percent(1, 1_000_000), percent(999_999, 1_000_000)],
            ["under 0.01%", "over 99.99%"]
        );
        assert_eq!([percent(1, 3), percent(1, 2)], ["33.33%", "50%"]);
    }
}
