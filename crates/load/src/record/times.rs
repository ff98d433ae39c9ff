//! A histogram of times, and the line it becomes.

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hdrhistogram::{
    Histogram,
    serialization::{Deserializer, Serializer as _, V2Serializer},
};

use crate::{
    measurement::Distribution,
    quantity::{rounded, whole},
};

/// Times below are counted as this one.
const SHORTEST_NS: u64 = 1_000;
/// Times above are counted as this one, and as a lower bound: 26 days, which no wait of a week's plan exceeds. A histogram that reaches
/// so far takes 264 KiB, whatever is entered.
const LONGEST_NS: u64 = (1 << 51) - 1;
/// What files of earlier versions have for it: two minutes.
const LONGEST_ONCE_NS: u64 = 120_000_000_000;
/// Digits to which times are kept.
const DIGITS: u8 = 3;
/// Digits to which the times of one second are kept.
const DIGITS_OF_A_SECOND: u8 = 2;
/// Quantiles that are no further apart are the same.
const SAME_WITHIN: f64 = 1.01;
/// Values that must lie beyond a percentile for it to mean anything.
const BEYOND_MIN: f64 = 10.0;
/// The longest base64 text of a histogram that is read.
const HDR_TEXT_MAX: usize = 4 * 1024 * 1024;

/// The percentiles that are reported.
const PERCENTILES: &[(&str, f64)] = &[
    ("p50", 0.5),
    ("p90", 0.9),
    ("p95", 0.95),
    ("p99", 0.99),
    ("p99.9", 0.999),
    ("p99.99", 0.9999),
];

/// Times in nanoseconds; some may be lower bounds.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    histogram: Histogram<u64>,
    pub(crate) at_least: u64,
    /// The lower bounds by themselves; absent where there are none.
    bounds: Option<Box<Histogram<u64>>>,
}

/// A quantile that enough values bear out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BorneOut {
    /// Which.
    pub(crate) quantile: f64,
    /// What it is; 0 without values.
    pub(crate) ns: u64,
}

impl Times {
    pub(crate) fn new() -> Self {
        Self::with_digits(DIGITS)
    }

    /// For the times of one second.
    pub(crate) fn of_a_second() -> Self {
        Self::with_digits(DIGITS_OF_A_SECOND)
    }

    fn with_digits(digits: u8) -> Self {
        Self { histogram: histogram(digits), at_least: 0, bounds: None }
    }

    /// Enters a time.
    pub(crate) fn enter(&mut self, ns: u64) {
        self.histogram.saturating_record(ns);
        if ns > LONGEST_NS {
            self.note_bound(ns);
        }
    }

    /// Enters a time that would have been longer.
    pub(crate) fn enter_at_least(&mut self, ns: u64) {
        self.histogram.saturating_record(ns);
        self.note_bound(ns);
    }

    fn note_bound(&mut self, ns: u64) {
        self.at_least += 1;
        self.bounds.get_or_insert_with(|| Box::new(histogram(DIGITS))).saturating_record(ns);
    }

    /// Adds another's; both have the same bounds.
    pub(crate) fn add(&mut self, other: &Self) {
        self.histogram
            .add(&other.histogram)
            .expect("all histograms of a kind have the same bounds");
        self.at_least += other.at_least;
        if let Some(bounds) = &other.bounds {
            let sum = self.bounds.get_or_insert_with(|| Box::new(histogram(DIGITS)));
            sum.add(bounds.as_ref()).expect("all histograms of bounds have the same bounds");
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.histogram.len()
    }

    /// The sum in seconds.
    pub(crate) fn sum_seconds(&self) -> f64 {
        self.histogram.mean() * self.histogram.len() as f64 / 1e9
    }

    /// A quantile in nanoseconds, where any was entered.
    pub(crate) fn quantile_ns(&self, quantile: f64) -> Option<u64> {
        (!self.histogram.is_empty()).then(|| self.shown(self.histogram.value_at_quantile(quantile)))
    }

    /// A value as it is told: the top of its place in the histogram, but for the lowest place, which begins at nothing at all.
    fn shown(&self, ns: u64) -> u64 {
        if self.histogram.lowest_equivalent(ns) == 0 { 0 } else { ns }
    }

    /// Whether a quantile may lie higher: lower bounds stand at it or below, and it would be another, were they the longest of all.
    fn is_bound(&self, quantile: f64) -> bool {
        let found = self.histogram.value_at_quantile(quantile);
        let mut at = found;
        loop {
            let below = self.bounds_up_to(at) as f64 / self.count().max(1) as f64;
            if below > 0.0 && quantile + below >= 1.0 {
                return true;
            }
            let next = self.histogram.value_at_quantile(quantile + below);
            if next as f64 > found as f64 * SAME_WITHIN {
                return true;
            }
            // It may lie a little higher, where there are more of them.
            if next <= at {
                return false;
            }
            at = next;
        }
    }

    /// How many lower bounds stand there or below, as far as is known: files of earlier versions do not say where theirs do.
    fn bounds_up_to(&self, ns: u64) -> u64 {
        let Some(bounds) = &self.bounds else { return self.at_least };
        self.at_least.saturating_sub(bounds.len()).saturating_add(bounds.count_between(0, ns))
    }

    /// This quantile, or, where values are few, the highest beyond which there are ten; the median at least. So one hiccup of the machine
    /// does not speak for a short run.
    pub(crate) fn borne_out(&self, quantile: f64) -> BorneOut {
        let highest = 1.0 - BEYOND_MIN / self.count().max(1) as f64;
        let quantile = quantile.min(highest).max(0.5);
        BorneOut { quantile, ns: self.quantile_ns(quantile).unwrap_or_default() }
    }

    /// A quantile in microseconds.
    pub(crate) fn quantile_us(&self, quantile: f64) -> Option<u64> {
        self.quantile_ns(quantile).map(to_us)
    }

    /// As a line of a report.
    pub(crate) fn line(&self) -> Distribution {
        let count = self.count();
        if count == 0 {
            return Distribution::default();
        }
        let are_enough = |quantile: f64| count as f64 * (1.0 - quantile) >= BEYOND_MIN - 1e-6;
        let told = || PERCENTILES.iter().filter(|(_, quantile)| are_enough(*quantile));
        let bounds = told().filter(|(_, quantile)| self.is_bound(*quantile));
        let percentiles: BTreeMap<String, u64> = told()
            .filter_map(|(name, quantile)| Some(((*name).to_owned(), self.quantile_us(*quantile)?)))
            .collect();
        Distribution {
            count,
            at_least: self.at_least,
            min: to_us(self.histogram.min()),
            mean: rounded(self.histogram.mean() / 1e3),
            deviation: rounded(self.histogram.stdev() / 1e3),
            max: to_us(self.shown(self.histogram.max())),
            percentiles,
            bounds: bounds.map(|(name, _)| (*name).to_owned()).collect(),
            at_least_hdr: self.bounds.as_ref().map(|bounds| encoded(bounds)),
            hdr: Some(encoded(&self.histogram)),
        }
    }

    /// Reads a line back; nothing if a histogram is missing, unreadable or of other bounds.
    pub(crate) fn read(line: &Distribution) -> Option<Self> {
        let mut times = Self { at_least: line.at_least, ..Self::new() };
        if line.count == 0 {
            return Some(times);
        }
        add_encoded(&mut times.histogram, line.hdr.as_ref()?)?;
        if let Some(text) = &line.at_least_hdr {
            add_encoded(times.bounds.insert(Box::new(histogram(DIGITS))), text)?;
        }
        let bounds = times.bounds.as_ref().map_or(0, |bounds| bounds.len());
        (times.count() == line.count && bounds <= line.at_least).then_some(times)
    }
}

fn histogram(digits: u8) -> Histogram<u64> {
    Histogram::new_with_bounds(SHORTEST_NS, LONGEST_NS, digits).expect("the bounds are sound")
}

fn encoded(histogram: &Histogram<u64>) -> String {
    let mut bytes = Vec::new();
    let written = V2Serializer::new().serialize(histogram, &mut bytes);
    written.expect("counts stay below 2^63 and a Vec takes all");
    BASE64_STANDARD.encode(bytes)
}

/// Adds what stands in a file; nothing if that is no histogram like ours.
fn add_encoded(ours: &mut Histogram<u64>, text: &str) -> Option<()> {
    let bytes = BASE64_STANDARD.decode(Some(text).filter(|text| text.len() <= HDR_TEXT_MAX)?);
    let theirs: Histogram<u64> =
        Deserializer::new().deserialize(&mut bytes.ok()?.as_slice()).ok()?;
    let is_like_ours = theirs.low() == ours.low()
        && [ours.high(), LONGEST_ONCE_NS].contains(&theirs.high())
        && theirs.sigfig() == ours.sigfig();
    if is_like_ours { ours.add(&theirs).ok() } else { None }
}

/// Nanoseconds to microseconds, rounded.
pub(crate) fn to_us(ns: u64) -> u64 {
    whole((ns as f64 / 1_000.0).round())
}

#[cfg(test)]
mod tests;
