//! Reading a threshold, and saying what is wrong with it.

use std::str::FromStr;

use super::{
    Comparison, Figure, THRESHOLD_BYTES_MAX, Threshold, Unit,
    figure::{Count, Origin, PERCENTILES, Statistic},
};
use crate::class::{Class, UnknownClass};

/// Why a text is no threshold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThresholdError {
    /// It is longer than [`THRESHOLD_BYTES_MAX`].
    #[error("a threshold has at most {THRESHOLD_BYTES_MAX} bytes, and this one has {bytes}")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// There is no comparison in it.
    #[error(
        "{text:?} compares nothing: write a figure, one of < <= = >= > and a bound, as in p99<50ms"
    )]
    NoComparison {
        /// What was typed.
        text: String,
    },
    /// There is no such figure.
    #[error("there is no figure {name:?}; the nearest is {nearest:?} (known: {})", known())]
    UnknownFigure {
        /// What was typed.
        name: String,
        /// A name that exists.
        nearest: String,
    },
    /// The percentile is not among those that are measured.
    #[error(
        "{name:?} is not among the percentiles that are measured: p50, p90, p95, p99, p99.9, p99.99"
    )]
    UnknownPercentile {
        /// What was typed.
        name: String,
    },
    /// There is no such class.
    #[error(transparent)]
    UnknownClass(#[from] UnknownClass),
    /// The figure is of the whole run.
    #[error("{name} is of the whole run: leave ({class}) out")]
    NoClass {
        /// The figure.
        name: String,
        /// What stood in brackets.
        class: String,
    },
    /// A bracket has no partner.
    #[error("{name:?} lacks a closing bracket: write p99(sound)")]
    OpenBracket {
        /// What stands before the comparison.
        name: String,
    },
    /// The bound is no number.
    #[error("{bound:?} is no bound: write a number of at most 6 decimals, and its unit")]
    NoNumber {
        /// What was typed.
        bound: String,
    },
    /// The unit does not fit the figure.
    #[error("{name} is counted in {wanted}, and the bound is {bound:?}")]
    OtherUnit {
        /// The figure.
        name: String,
        /// Which units fit, in words.
        wanted: &'static str,
        /// What was typed.
        bound: String,
    },
}

impl ThresholdError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "threshold_too_long",
            Self::NoComparison { .. } => "threshold_no_comparison",
            Self::UnknownFigure { .. } => "threshold_unknown_figure",
            Self::UnknownPercentile { .. } => "threshold_unknown_percentile",
            Self::UnknownClass(_) => "threshold_unknown_class",
            Self::NoClass { .. } => "threshold_no_class",
            Self::OpenBracket { .. } => "threshold_open_bracket",
            Self::NoNumber { .. } => "threshold_no_number",
            Self::OtherUnit { .. } => "threshold_other_unit",
        }
    }
}

impl FromStr for Threshold {
    type Err = ThresholdError;

    fn from_str(typed: &str) -> Result<Self, ThresholdError> {
        if typed.len() > THRESHOLD_BYTES_MAX {
            return Err(ThresholdError::TooLong { bytes: typed.len() });
        }
        let text: String = typed.chars().filter(|char| !char.is_whitespace()).collect();
        let (name, comparison, bound) =
            split(&text).ok_or_else(|| ThresholdError::NoComparison { text: text.clone() })?;
        let figure = figure(name)?;
        let (unit, bound) = self::bound(name, figure, bound)?;
        Ok(Self { figure, comparison, unit, bound, text })
    }
}

fn split(text: &str) -> Option<(&str, Comparison, &str)> {
    let at = text.find(['<', '=', '>'])?;
    let (name, rest) = text.split_at(at);
    // The longer signs first; `==` and `=<` are what fingers type.
    let signs = [
        ("<=", Comparison::AtMost),
        ("=<", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("=>", Comparison::AtLeast),
        ("==", Comparison::Exactly),
        ("<", Comparison::Below),
        (">", Comparison::Above),
        ("=", Comparison::Exactly),
    ];
    signs.into_iter().find_map(|(sign, meant)| Some((name, meant, rest.strip_prefix(sign)?)))
}

fn figure(name: &str) -> Result<Figure, ThresholdError> {
    let (word, class) = match name.split_once('(') {
        None => (name, None),
        Some((word, rest)) => {
            let open = || ThresholdError::OpenBracket { name: name.to_owned() };
            (word, Some(rest.strip_suffix(')').ok_or_else(open)?))
        }
    };
    let of_class = class.map(Class::from_str).transpose()?;
    let origins = Origin::ALL.iter().find_map(|(prefix, origin)| {
        Some((*origin, word.strip_prefix(prefix)?.strip_prefix('.')?))
    });
    let (origin, statistic_word) = origins.unwrap_or((Origin::Planned, word));
    if let Some(statistic) = statistic(statistic_word) {
        return Ok(Figure::Time { origin, statistic, class: of_class });
    }
    if let Some((_, count)) = Count::ALL.iter().find(|(known, _)| *known == word) {
        return Ok(Figure::Requests { count: *count, class: of_class });
    }
    let whole = Figure::EFFECTS.iter().chain(&WHOLE);
    if let Some((_, figure)) = whole.into_iter().find(|(known, _)| *known == word) {
        return match class {
            None => Ok(*figure),
            Some(class) => {
                Err(ThresholdError::NoClass { name: word.to_owned(), class: class.to_owned() })
            }
        };
    }
    let digits = statistic_word.strip_prefix('p').unwrap_or_default();
    if digits.parse::<f64>().is_ok() {
        return Err(ThresholdError::UnknownPercentile { name: statistic_word.to_owned() });
    }
    Err(ThresholdError::UnknownFigure { name: word.to_owned(), nearest: nearest(word) })
}

/// What is of the whole run, effects aside.
const WHOLE: [(&str, Figure); 2] =
    [("rate", Figure::Rate), ("amplification", Figure::Amplification)];

fn statistic(word: &str) -> Option<Statistic> {
    let percentile = PERCENTILES.iter().find(|(known, _)| *known == word);
    let named = || Statistic::NAMED.iter().find(|(known, _)| *known == word);
    percentile
        .map(|(name, _)| Statistic::Percentile(name))
        .or_else(|| named().map(|(_, statistic)| *statistic))
}

fn names() -> impl Iterator<Item = &'static str> {
    let statistics = PERCENTILES.iter().map(|(name, _)| *name);
    statistics
        .chain(Statistic::NAMED.iter().map(|(name, _)| *name))
        .chain(WHOLE.iter().map(|(name, _)| *name))
        .chain(Count::ALL.iter().map(|(name, _)| *name))
        .chain(Figure::EFFECTS.iter().map(|(name, _)| *name))
}

fn known() -> String {
    let names: Vec<_> = names().collect();
    format!("{}; times also as sent.p99 and lag.p99", names.join(", "))
}

fn nearest(word: &str) -> String {
    let close = |name: &&str| strsim::damerau_levenshtein(word, name);
    names().min_by_key(close).unwrap_or("p99").to_owned()
}

fn bound(name: &str, figure: Figure, bound: &str) -> Result<(Unit, u64), ThresholdError> {
    let end = bound.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(bound.len());
    let (number, unit) = bound.split_at(end);
    // Thousands of the unit below, so that `s` and `ms` keep every digit.
    let (unit, times) = match unit {
        "us" | "µs" | "μs" => (Unit::Microseconds, 1),
        "ms" => (Unit::Microseconds, 1_000),
        "s" => (Unit::Microseconds, 1_000_000),
        "/s" => (Unit::PerSecond, 1),
        "%" => (Unit::Percent, 1),
        "" if figure == Figure::Rate => (Unit::PerSecond, 1),
        "" => (Unit::Count, 1),
        _ => return Err(other_unit(name, figure, bound)),
    };
    let millionths = millionths(number).and_then(|number| number.checked_mul(times));
    let millionths =
        millionths.ok_or_else(|| ThresholdError::NoNumber { bound: bound.to_owned() })?;
    if !figure.units().contains(&unit) {
        return Err(other_unit(name, figure, bound));
    }
    Ok((unit, millionths))
}

fn other_unit(name: &str, figure: Figure, bound: &str) -> ThresholdError {
    let wanted = match figure {
        Figure::Time { .. } => "time: us, ms or s",
        Figure::Rate => "requests a second: /s",
        Figure::Requests { .. } => "requests, or a share of them: 0 or 0.1%",
        Figure::Amplification => "deliveries an event, without a unit: 1.5",
        Figure::Lost | Figure::Doubled | Figure::Invented => "events, without a unit",
    };
    ThresholdError::OtherUnit { name: name.to_owned(), wanted, bound: bound.to_owned() }
}

/// A decimal number as millionths; `None` where it is none, has more than six decimals, or does not fit.
fn millionths(number: &str) -> Option<u64> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    if decimals.is_empty() || decimals.len() > 6 {
        return None;
    }
    let decimals: u64 = format!("{decimals:0<6}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(decimals)
}
