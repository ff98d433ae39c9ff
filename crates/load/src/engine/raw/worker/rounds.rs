//! How long a thread waits, and whether it was itself kept from running.

use crate::{
    engine::{Pauses, raw::poller::WAIT_MAX_NS},
    options::Waking,
    quantity::SECOND,
};

/// A round that comes later than asked by more than this is a pause of ours.
const PAUSE_NS: u64 = SECOND / 10;
/// How long before a due time a thread stays awake, if it is to.
const AWAKE_BEFORE_NS: u64 = 60_000;

pub(in crate::engine) struct Rounds {
    waking: Waking,
    began_ns: u64,
    asked_ns: u64,
    is_awake: bool,
    pub(in crate::engine) awake_ns: u64,
    pub(in crate::engine) pauses: Pauses,
}

impl Rounds {
    pub(in crate::engine) fn new(waking: Waking) -> Self {
        let pauses = Pauses::default();
        Self { waking, began_ns: 0, asked_ns: 0, is_awake: false, awake_ns: 0, pauses }
    }

    /// A round begins. `has_work` says that requests were due or on their way: else nobody was kept waiting.
    pub(in crate::engine) fn begin(&mut self, now: u64, has_work: bool) {
        let late = now.saturating_sub(self.began_ns + self.asked_ns);
        if late > PAUSE_NS && has_work {
            self.pauses.count += 1;
            self.pauses.longest_ns = self.pauses.longest_ns.max(late);
        }
        self.began_ns = now;
        self.asked_ns = 0;
    }

    /// Until when to wait, where nothing is to be done before `work`.
    pub(in crate::engine) fn wait(&mut self, now: u64, work: u64) -> u64 {
        self.is_awake = false;
        let until = match self.waking {
            Waking::Asleep => work,
            Waking::AwakeBefore => {
                let early = work.saturating_sub(AWAKE_BEFORE_NS).max(now);
                self.is_awake = early == now && work > now;
                early
            }
        };
        self.asked_ns = until.saturating_sub(self.began_ns).min(WAIT_MAX_NS);
        until
    }

    /// Whether the wait is none: the thread stays awake.
    pub(in crate::engine) const fn is_awake(&self) -> bool {
        self.is_awake
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = SECOND / 1_000;

    #[test]
    fn a_round_that_comes_much_later_than_asked_is_a_pause() {
        let mut rounds = Rounds::new(Waking::Asleep);
        rounds.begin(0, true);
        assert_eq!(rounds.wait(0, 10 * MS), 10 * MS);
        // 90 ms late: that may happen.
        rounds.begin(100 * MS, true);
        assert_eq!(rounds.pauses, Pauses::default());
        rounds.wait(100 * MS, 110 * MS);
        // Stopped for a second, though nobody was kept waiting.
        rounds.begin(1_110 * MS, false);
        assert_eq!(rounds.pauses, Pauses::default());
        rounds.wait(1_110 * MS, 1_120 * MS);
        rounds.begin(2_120 * MS, true);
        assert_eq!(rounds.pauses, Pauses { count: 1, longest_ns: SECOND });
    }

    #[test]
    fn long_waits_are_asked_for_in_pieces() {
        let mut rounds = Rounds::new(Waking::Asleep);
        rounds.begin(0, true);
        rounds.wait(0, 10 * SECOND);
        rounds.begin(WAIT_MAX_NS + PAUSE_NS + 1, true);
        assert_eq!(rounds.pauses.count, 1);
    }

    #[test]
    fn a_thread_that_is_to_be_awake_sleeps_until_shortly_before() {
        let mut rounds = Rounds::new(Waking::AwakeBefore);
        rounds.begin(0, true);
        assert_eq!(rounds.wait(0, MS), MS - AWAKE_BEFORE_NS);
        assert!(!rounds.is_awake());
        assert_eq!(rounds.wait(MS - 10_000, MS), MS - 10_000);
        assert!(rounds.is_awake());
    }
}
