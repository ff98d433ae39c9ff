//! A hint at a wrong clock. Tencent signs for 10 minutes, so `t - 600` is about its time of signing: what accepted
//! callbacks have in common there, beside the network's second, is the difference of the two clocks. Those refused for their
//! time do not count: replays of old ones would set the hint off, and each of them says so itself.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use livehook_core::{UnixSeconds, VALIDITY};

/// How many of the latest callbacks are looked at.
const REMEMBERED: usize = 64;

/// The latest differences. Nothing is locked: a reader may see one that is just being replaced, which moves no median.
#[derive(Debug)]
pub(crate) struct ClockHint {
    seconds: [AtomicI64; REMEMBERED],
    noted: AtomicUsize,
}

impl ClockHint {
    pub(super) const fn new() -> Self {
        Self { seconds: [const { AtomicI64::new(0) }; REMEMBERED], noted: AtomicUsize::new(0) }
    }

    /// Notes the `t` of a callback that arrived at `now` and was accepted.
    pub(crate) fn accepted(&self, t: UnixSeconds, now: UnixSeconds) {
        let ahead = t.saturating_sub(VALIDITY).0.saturating_sub(now.0);
        let place = self.noted.fetch_add(1, Ordering::Relaxed) % REMEMBERED;
        self.seconds[place].store(ahead, Ordering::Relaxed);
    }

    /// The median of how many seconds the sender's clock is ahead of ours; `None` before any callback.
    pub(crate) fn seconds(&self) -> Option<i64> {
        let noted = self.noted.load(Ordering::Relaxed).min(REMEMBERED);
        let mut latest: Vec<i64> =
            self.seconds[..noted].iter().map(|each| each.load(Ordering::Relaxed)).collect();
        latest.sort_unstable();
        latest.get(noted / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_median_and_survives_extremes() {
        let hint = ClockHint::new();
        assert_eq!(hint.seconds(), None);
        for t in [i64::MIN, 1_000 + 600 - 1, 1_000 + 600 - 1, i64::MAX, 1_000 + 600 - 2] {
            hint.accepted(UnixSeconds(t), UnixSeconds(1_000));
        }
        assert_eq!(hint.seconds(), Some(-1));
    }
}
