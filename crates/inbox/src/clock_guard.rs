//! How late it can be, by what the inbox took. A clock that leaps ahead must not make retention drop what has to outlive it:
//! content keys, by which a signature that is still good cannot be replayed as a new event.

use std::time::Duration;

use crate::UnixMillis;

/// Believes a clock no further than the newest event and the time that has passed since vouch for it.
///
/// ```
/// use std::time::Duration;
/// use livehook_inbox::{ClockGuard, UnixMillis};
///
/// let mut guard = ClockGuard::new();
/// let newest = Some(UnixMillis(1_000_000));
/// assert_eq!(guard.vouch(UnixMillis(1_000_500), newest, Duration::ZERO), UnixMillis(1_000_000));
/// // Days ahead at once, while a minute has passed.
/// let leapt = UnixMillis(900_000_000);
/// assert_eq!(guard.vouch(leapt, newest, Duration::from_secs(60)), UnixMillis(1_060_000));
/// ```
#[derive(Debug, Clone, Default)]
pub struct ClockGuard {
    /// What was vouched for last, wall clock aside, and when that was.
    last: Option<(UnixMillis, Duration)>,
}

impl ClockGuard {
    /// Vouches for nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { last: None }
    }

    /// What time it is at least: the wall clock's, but no later than the `newest` event of the inbox, or what was vouched for
    /// before, and the time since. The first of all times where nothing vouches for any.
    ///
    /// `newest` is [`Reader::newest_event_at`](crate::Reader::newest_event_at); `elapsed` is read off a clock that nobody sets, from
    /// any point on that stays the same. To be called first when the inbox is opened, so that the time from then on counts.
    pub fn vouch(
        &mut self,
        wall: UnixMillis,
        newest: Option<UnixMillis>,
        elapsed: Duration,
    ) -> UnixMillis {
        let carried = self.last.map(|(at, then)| at.saturating_add(elapsed.saturating_sub(then)));
        let vouched = carried.max(newest);
        self.last = vouched.map(|at| (at, elapsed));
        vouched.map_or(UnixMillis(0), |at| at.min(wall))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn hours(hours: u64) -> Duration {
        Duration::from_hours(hours)
    }

    #[test]
    fn time_that_passes_counts_and_a_leap_does_not() {
        let mut guard = ClockGuard::new();
        let newest = Some(UnixMillis(100 * HOUR));
        assert_eq!(guard.vouch(UnixMillis(100 * HOUR), newest, hours(7)).0, 100 * HOUR);
        assert_eq!(guard.vouch(UnixMillis(102 * HOUR), newest, hours(9)).0, 102 * HOUR);
        assert_eq!(guard.vouch(UnixMillis(999 * HOUR), newest, hours(10)).0, 103 * HOUR);
        // Set right again, and then behind.
        assert_eq!(guard.vouch(UnixMillis(104 * HOUR), newest, hours(11)).0, 104 * HOUR);
        assert_eq!(guard.vouch(UnixMillis(50 * HOUR), newest, hours(12)).0, 50 * HOUR);
        assert_eq!(guard.vouch(UnixMillis(106 * HOUR), newest, hours(13)).0, 106 * HOUR);
    }

    #[test]
    fn after_a_rest_the_next_event_vouches_for_the_clock() {
        let mut guard = ClockGuard::new();
        let before = Some(UnixMillis(100 * HOUR));
        assert_eq!(guard.vouch(UnixMillis(300 * HOUR), before, hours(0)).0, 100 * HOUR);
        assert_eq!(guard.vouch(UnixMillis(301 * HOUR), before, hours(1)).0, 101 * HOUR);
        let fresh = Some(UnixMillis(301 * HOUR));
        assert_eq!(guard.vouch(UnixMillis(302 * HOUR), fresh, hours(2)).0, 301 * HOUR);
        assert_eq!(guard.vouch(UnixMillis(303 * HOUR), fresh, hours(3)).0, 302 * HOUR);
    }

    #[test]
    fn nothing_vouches_for_an_inbox_without_events_and_extremes_are_survived() {
        let mut guard = ClockGuard::new();
        assert_eq!(guard.vouch(UnixMillis(5), None, Duration::MAX), UnixMillis(0));
        let newest = Some(UnixMillis(i64::MAX));
        assert_eq!(guard.vouch(UnixMillis(i64::MIN), newest, Duration::ZERO).0, i64::MIN);
        assert_eq!(guard.vouch(UnixMillis(i64::MAX), newest, Duration::MAX).0, i64::MAX);
    }
}
