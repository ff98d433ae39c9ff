//! Medians, spreads, and an interval by resampling runs.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// How often runs are drawn anew.
const RESAMPLES: usize = 10_000;
/// So that the same runs give the same interval.
const SEED: u64 = 0x6c69_7665_686f_6f6b;

/// The middle value; of an even number, the mean of the middle two. 0 of nothing.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.as_slice() {
        [] => 0.0,
        sorted if sorted.len() % 2 == 1 => sorted[sorted.len() / 2],
        sorted => f64::midpoint(sorted[sorted.len() / 2 - 1], sorted[sorted.len() / 2]),
    }
}

/// Largest less smallest as a share of the median; `None` with one value, and with a median of 0.
pub(super) fn spread(values: &[f64]) -> Option<f64> {
    let middle = median(values);
    if values.len() < 2 || middle == 0.0 {
        return None;
    }
    Some(range(values) / middle)
}

/// Largest less smallest; 0 of nothing.
pub(super) fn range(values: &[f64]) -> f64 {
    let largest = values.iter().copied().fold(f64::MIN, f64::max);
    let smallest = values.iter().copied().fold(f64::MAX, f64::min);
    (largest - smallest).max(0.0)
}

/// How much larger the second is, as a share of the first.
pub(super) fn change(before: f64, after: f64) -> Option<f64> {
    (before != 0.0).then(|| after / before - 1.0)
}

/// Where 95% of the changes lie when runs are drawn anew from each side (percentile bootstrap). `None` with one run on a side.
pub(super) fn interval(before: &[f64], after: &[f64]) -> Option<[f64; 2]> {
    if before.len() < 2 || after.len() < 2 {
        return None;
    }
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut draw = |from: &[f64]| {
        let drawn: Vec<f64> =
            from.iter().map(|_| from[random.random_range(0..from.len())]).collect();
        median(&drawn)
    };
    let mut changes = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        let (earlier, later) = (draw(before), draw(after));
        changes.push(change(earlier, later)?);
    }
    changes.sort_by(f64::total_cmp);
    Some([changes[RESAMPLES / 40], changes[RESAMPLES - 1 - RESAMPLES / 40]])
}

/// In how many ways runs must be divisible into sides of these sizes: that all of the later ones lie beyond all of the earlier ones is
/// then chance once in so many times at most.
const DIVISIONS_MIN: usize = 20;

/// Whether runs of these numbers can be told from chance: three and three can, two and five too.
pub(super) fn are_enough(before: usize, after: usize) -> bool {
    let (fewer, all) = (before.min(after), before.saturating_add(after));
    // How many ways there are to choose the fewer out of all; more than are asked for are not counted further.
    let ways = (1..=fewer).try_fold(1_usize, |ways, nth| {
        let ways = ways.saturating_mul(all - nth + 1) / nth;
        (ways < DIVISIONS_MIN).then_some(ways)
    });
    fewer >= 2 && ways.is_none()
}

/// Whether all of one side lies beyond all of the other.
pub(super) fn are_apart(one: &[f64], other: &[f64]) -> bool {
    let below = |one: &[f64], other: &[f64]| {
        one.iter().all(|value| other.iter().all(|beside| value < beside))
    };
    below(one, other) || below(other, one)
}

#[cfg(test)]
mod tests {
    use super::{are_apart, are_enough, interval, median, spread};

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!([median(&[3.0, 1.0, 2.0]), median(&[4.0, 1.0]), median(&[])], [2.0, 2.5, 0.0]);
        assert_eq!(spread(&[9.0, 10.0, 12.0]), Some(0.3));
        assert_eq!(spread(&[9.0]), None);
    }

    #[test]
    fn a_few_runs_are_not_enough() {
        for (before, after) in [(0, 9), (1, 1_000), (2, 2), (3, 2), (2, 4)] {
            assert!(!are_enough(before, after), "{before} {after}");
        }
        for (before, after) in [(3, 3), (2, 5), (5, 2), (8, 8), (1_000, 1_000)] {
            assert!(are_enough(before, after), "{before} {after}");
        }
    }

    #[test]
    fn the_interval_repeats_and_holds_the_change() {
        let sides: [&[f64]; 2] = [&[10.0, 11.0, 10.5], &[20.0, 21.0, 22.0]];
        let [low, high] = interval(sides[0], sides[1]).unwrap();
        assert_eq!(interval(sides[0], sides[1]), Some([low, high]));
        assert!(low < 1.0 && 1.0 <= high && low > 0.5, "{low} {high}");
        assert_eq!(interval(&[1.0], sides[1]), None);
        assert!(are_apart(sides[0], sides[1]) && !are_apart(sides[0], sides[0]));
    }
}
