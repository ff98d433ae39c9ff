//! How quickly the calibration was answered, and how many cases at once that leaves room for.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// What waits for an answer behind other requests of ours may take this part of the time that it is given.
const SHARE_OF_PATIENCE: u32 = 4;

/// Fewer requests at once do not show whether a receiver serves them side by side.
const AT_ONCE_MIN: usize = 3;

/// What varies by less than this is not waiting for each other.
const JITTER: Duration = Duration::from_millis(100);

/// The latencies of the calibration: the first request's, which had the receiver for itself, and those of the rest, which came at once.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    latencies: Mutex<Vec<Duration>>,
    is_known: AtomicBool,
}

impl Pace {
    /// What an exchange of the calibration took.
    pub(crate) fn note(&self, latency: Duration) {
        if !self.is_known.load(Ordering::Relaxed) {
            self.latencies.lock().unwrap_or_else(PoisonError::into_inner).push(latency);
        }
    }

    /// The calibration is over.
    pub(crate) fn is_known(&self) {
        self.is_known.store(true, Ordering::Relaxed);
    }

    /// How many cases may be under way at once, at most so many, where an answer is waited for so long.
    pub(crate) fn cases_at_once(&self, limit: usize, patience: Duration) -> usize {
        let latencies = self.latencies.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((first, rest)) = latencies.split_first() else { return limit.max(1) };
        let slowest = rest.iter().max().copied().unwrap_or_default();
        let is_shown = rest.len() >= AT_ONCE_MIN;
        let side_by_side = is_shown && slowest < *first * 2 + JITTER;
        let room = patience / SHARE_OF_PATIENCE;
        if side_by_side && slowest < room {
            return limit.max(1);
        }
        let each = if is_shown && !side_by_side {
            slowest / u32::try_from(rest.len()).unwrap_or(u32::MAX)
        } else {
            *first.max(&slowest)
        };
        let fit = room.as_micros() / each.as_micros().max(1);
        usize::try_from(fit).unwrap_or(usize::MAX).clamp(1, limit.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(latencies_ms: &[u64], expected: usize) {
        let pace = Pace::default();
        latencies_ms.iter().for_each(|ms| pace.note(Duration::from_millis(*ms)));
        assert_eq!(pace.cases_at_once(12, Duration::from_secs(20)), expected, "{latencies_ms:?}");
    }

    #[test]
    fn whoever_is_quick_is_asked_by_as_many_as_are_allowed() {
        check(&[2, 3, 3, 5, 8], 12);
        check(&[], 12);
        check(&[40], 12);
    }

    #[test]
    fn whoever_serves_side_by_side_may_be_slow() {
        check(&[2_000, 2_010, 2_020, 2_000, 2_050], 12);
    }

    #[test]
    fn whoever_serves_one_after_another_is_asked_by_few() {
        check(&[2_000, 4_000, 6_000, 8_000, 10_000], 2);
        check(&[300, 600, 900, 1_200], 12);
        check(&[9_000, 18_000], 1);
    }

    #[test]
    fn one_slow_answer_alone_leaves_it_open_and_is_heeded() {
        check(&[2_000], 2);
    }
}
