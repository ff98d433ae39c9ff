//! Whether the application can be reached at all. While it cannot, one event at a time finds out and the others keep their
//! place: a night without it costs one failure every few seconds, and what waited goes out as soon as it is back.

use std::time::Duration;

use tokio::time::Instant;

use super::retries::doubled;

/// The longest pause between two attempts to reach the application.
pub(super) const LONGEST_OUTAGE_PAUSE: Duration = Duration::from_secs(15);

/// How reaching the application went lately.
#[derive(Debug)]
pub(super) struct Outage {
    first: Duration,
    longest: Duration,
    /// How often in a row it could not be reached, a burst of attempts counted once.
    failures: u32,
    until: Option<Instant>,
}

impl Outage {
    pub(super) fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest: longest.min(LONGEST_OUTAGE_PAUSE), failures: 0, until: None }
    }

    /// How many attempts there may be at once, of `most` in good times.
    pub(super) fn room(&self, most: usize, now: Instant) -> usize {
        match self.until {
            None => most,
            Some(until) if now < until => 0,
            Some(_) => 1,
        }
    }

    /// When anything may be begun again.
    pub(super) const fn until(&self) -> Option<Instant> {
        self.until
    }

    /// An attempt did not reach it. Tells when the next may be made; those that were under way together share one pause.
    pub(super) fn unreached(&mut self, now: Instant) -> Instant {
        match self.until {
            Some(until) if now < until => until,
            _ => {
                let until = now + doubled(self.first, self.failures, self.longest);
                self.failures = self.failures.saturating_add(1);
                self.until = Some(until);
                until
            }
        }
    }

    /// An attempt reached it, whatever it said. True where that is news.
    pub(super) fn reached(&mut self) -> bool {
        self.failures = 0;
        self.until.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_by_round_and_one_attempt_finds_out() {
        let mut outage = Outage::new(Duration::from_secs(1), Duration::from_secs(300));
        let mut now = Instant::now();
        assert_eq!(outage.room(8, now), 8);
        for pause in [1, 2, 4, 8, 15, 15] {
            let until = outage.unreached(now);
            assert_eq!(until - now, Duration::from_secs(pause));
            assert_eq!(outage.unreached(now), until, "one of the same round");
            assert_eq!(outage.room(8, now), 0);
            now = until;
            assert_eq!(outage.room(8, now), 1);
        }
        assert!(outage.reached());
        assert!(!outage.reached(), "no news");
        assert_eq!(outage.room(8, now), 8);
        assert_eq!(outage.unreached(now) - now, Duration::from_secs(1));
    }
}
