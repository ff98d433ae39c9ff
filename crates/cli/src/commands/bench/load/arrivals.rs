//! When requests came to a receiver, held against the even times at which they should have: the same measure for every tool, whatever it
//! says of itself.

use std::time::Duration;

/// How late each request came, in microseconds and ascending order, if they were to come at even times, the first as early as fits them
/// all.
pub(super) fn late_us(arrivals: &[Duration], per_second: u64) -> Vec<u64> {
    let mut late: Vec<u64> = lateness(arrivals, per_second).map(|late| late / 1_000).collect();
    late.sort_unstable();
    late
}

/// By how many requests what has come at the end is off from what should have; medians of the requests at both ends, since one may be
/// late by chance.
pub(super) fn drift(arrivals: &[Duration], per_second: u64) -> f64 {
    let late: Vec<u64> = lateness(arrivals, per_second).collect();
    let n = (late.len() / 10).min(ENDS);
    let median = |part: &[u64]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part.get(part.len() / 2).copied().unwrap_or_default() as f64
    };
    let [first, last] = [&late[..n], &late[late.len() - n..]].map(median);
    (last - first) / 1e9 * per_second as f64
}

/// Requests at each end that a drift is told by.
const ENDS: usize = 200;

/// Nanoseconds beyond the due time of each, in the order of arrivals.
fn lateness(arrivals: &[Duration], per_second: u64) -> impl Iterator<Item = u64> {
    let off: Vec<i128> = (0..)
        .zip(arrivals)
        .map(|(nth, at): (i128, _)| {
            let due = nth * 1_000_000_000 / i128::from(per_second.max(1));
            i128::try_from(at.as_nanos()).unwrap_or(i128::MAX) - due
        })
        .collect();
    let earliest = off.iter().min().copied().unwrap_or_default();
    off.into_iter().map(move |off| u64::try_from(off - earliest).unwrap_or(u64::MAX))
}

/// A part of a hundred of ascending figures.
pub(super) fn percentile(ascending: &[u64], part: usize) -> Option<u64> {
    ascending.get(ascending.len().saturating_sub(1) * part / 100).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_evenly_is_not_late_and_what_slows_down_drifts() {
        let at = |per_second: u64| -> Vec<Duration> {
            (0..1_000)
                .map(|nth| Duration::from_nanos(7_000 + nth * 1_000_000_000 / per_second))
                .collect()
        };
        assert_eq!(percentile(&late_us(&at(1_000), 1_000), 99), Some(0));
        assert!(drift(&at(1_000), 1_000).abs() < 1e-9);
        // 999 instead of 1000 in a second: of about 900 between both ends, some 0.9 are missing.
        let drift = drift(&at(999), 1_000);
        assert!((0.8..1.0).contains(&drift), "{drift}");
        assert!(late_us(&[], 1).is_empty());
    }

    #[test]
    fn the_earliest_is_the_measure() {
        let ms = Duration::from_millis;
        assert_eq!(late_us(&[ms(10), ms(11), ms(15)], 1_000), [0, 0, 3_000]);
        assert_eq!(late_us(&[ms(13), ms(11), ms(12)], 1_000), [0, 0, 3_000]);
    }
}
