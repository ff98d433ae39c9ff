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
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_and_adds_up_exactly() {
        let (mut all, mut parts) = (Times::new(), [Times::new(), Times::new()]);
        for n in 0..2_000_u64 {
            let ns = n * n * 777;
            all.enter(ns);
            parts[crate::quantity::place(n % 2)].enter(ns);
        }
        all.enter_at_least(5_000_000_000);
        parts[0].enter_at_least(5_000_000_000);
        let mut sum = Times::read(&parts[0].line()).unwrap();
        sum.add(&Times::read(&parts[1].line()).unwrap());
        assert_eq!(sum.line(), all.line());
        assert_eq!(all.line().at_least, 1);
    }

    #[test]
    fn no_percentile_lies_above_the_largest_value_nor_below_the_smallest() {
        for shortest in [0, 1, 500, 511, 512, 800, 1_000, 1_499, 2_047] {
            let mut times = Times::new();
            (0..100_000).for_each(|n| times.enter(shortest + n % 2));
            let line = times.line();
            let all = line.percentiles.values();
            assert!(all.clone().all(|it| (line.min..=line.max).contains(it)), "{line:?}");
            assert_eq!(Times::read(&line).unwrap().line(), line);
        }
    }

    #[track_caller]
    fn check_bounds(answered: &[(u64, usize)], without_answer: &[(u64, usize)], expected: &[&str]) {
        let mut times = Times::new();
        for (ns, count) in answered {
            (0..*count).for_each(|_| times.enter(*ns));
        }
        for (ns, count) in without_answer {
            (0..*count).for_each(|_| times.enter_at_least(*ns));
        }
        let line = times.line();
        assert_eq!(line.bounds, expected, "{line:?}");
        assert_eq!(Times::read(&line).unwrap().line(), line);
    }

    #[test]
    fn a_percentile_is_a_bound_where_those_without_an_answer_would_move_it() {
        let quick = [(1_000_000, 8_900), (5_000_000, 1_100)];
        check_bounds(&quick, &[], &[]);
        // Twenty seconds in vain.
        check_bounds(&quick, &[(20_000_000_000, 200)], &["p99", "p99.9"]);
        check_bounds(&quick, &[(20_000_000_000, 10_100)], &["p50", "p90", "p95", "p99", "p99.9"]);
        // Of many in vain, few are so early that they may belong below the median.
        check_bounds(
            &quick,
            &[(20_000_000_000, 2_500), (100_000, 10)],
            &["p90", "p95", "p99", "p99.9"],
        );
        // Reset at once: had they been answered, they would have taken long, perhaps.
        check_bounds(&quick, &[(100_000, 300)], &["p99", "p99.9"]);
        check_bounds(&quick, &[(100_000, 1)], &[]);
    }

    #[test]
    fn long_waits_are_not_cut_off() {
        let mut times = Times::new();
        let hours = [1_u64, 2, 167];
        hours.iter().for_each(|hours| times.enter(hours * 3_600_000_000_000));
        let line = times.line();
        assert!(line.max.abs_diff(167 * 3_600_000_000) < 600_000_000, "{line:?}");
        assert!((times.sum_seconds() / (170.0 * 3_600.0) - 1.0).abs() < 1e-3);
        assert_eq!(line.at_least, 0);
        times.enter(u64::MAX);
        assert_eq!((times.line().count, times.line().at_least), (4, 1));
    }

    #[test]
    fn files_of_earlier_versions_add_up_with_those_of_this_one() {
        let old = Histogram::new_with_bounds(SHORTEST_NS, LONGEST_ONCE_NS, DIGITS).unwrap();
        let mut old = Times { histogram: old, at_least: 0, bounds: None };
        let (mut new, mut all) = (Times::new(), Times::new());
        for n in 0..5_000_u64 {
            let ns = n * n * 4_001;
            if n % 3 == 0 {
                old.enter(ns);
            } else {
                new.enter(ns);
            }
            all.enter(ns);
        }
        let mut sum = Times::read(&old.line()).unwrap();
        sum.add(&Times::read(&new.line()).unwrap());
        assert_eq!(sum.line(), all.line());
    }

    #[test]
    fn percentiles_need_ten_values_beyond() {
        let mut times = Times::new();
        (0..999).for_each(|n| times.enter(n * 1_000_000));
        assert!(!times.line().percentiles.contains_key("p99"));
        times.enter(1);
        let line = times.line();
        assert_eq!(line.percentiles.keys().collect::<Vec<_>>(), ["p50", "p90", "p95", "p99"]);
    }

    #[test]
    fn few_values_bear_out_lower_quantiles_only() {
        let mut times = Times::new();
        assert_eq!(times.borne_out(0.99), BorneOut { quantile: 0.5, ns: 0 });
        (0..49).for_each(|_| times.enter(2_000));
        times.enter(1_000_000_000);
        assert!(times.borne_out(0.99).ns < 3_000, "{:?}", times.borne_out(0.99));
        assert!((times.borne_out(0.99).quantile - 0.8).abs() < 1e-9);
        (0..10).for_each(|_| times.enter(1_000_000_000));
        assert!(times.borne_out(0.99).ns > 900_000_000);
        (0..10_000).for_each(|_| times.enter(2_000));
        assert!((times.borne_out(0.99).quantile - 0.99).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_histogram_of_ours_is_not_read() {
        let mut times = Times::new();
        times.enter(1);
        let line = times.line();
        let with = |hdr: Option<&str>| Distribution { hdr: hdr.map(str::to_owned), ..line.clone() };
        assert!(Times::read(&with(None)).is_none());
        assert!(Times::read(&with(Some("AAAA"))).is_none());
        assert!(Times::read(&with(Some("***"))).is_none());
        assert!(Times::read(&Distribution { count: 2, ..line.clone() }).is_none());
        assert!(Times::read(&line).is_some());
    }
}
