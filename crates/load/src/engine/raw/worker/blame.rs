//! Whose fault it is that a request goes out late.
//!
//! While every connection is busy, the receiver is waited for, and the wait belongs into the latency. But a request that was due before
//! that began should have gone out at its time: that it met a crowd is a consequence of our own delay. So is the time that a connection
//! was free and not used.

use crate::record::tally::Stamps;

/// Since when every connection has been busy while something was due.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::engine) struct Blame {
    crowded_since: Option<u64>,
}

impl Blame {
    /// Something is due, and no connection is free.
    pub(in crate::engine) fn crowded(&mut self, now: u64) {
        self.crowded_since.get_or_insert(now);
    }

    /// Nothing is due, or connections are left over.
    pub(in crate::engine) const fn relaxed(&mut self) {
        self.crowded_since = None;
    }

    /// How much of a request's lateness was ours; its connection has been free since then.
    pub(in crate::engine) fn own_lag(self, stamps: Stamps, free_since: u64) -> u64 {
        let unused = stamps.sent.saturating_sub(stamps.due.max(free_since));
        let before_the_crowd = self.crowded_since.unwrap_or(0).saturating_sub(stamps.due);
        unused.max(before_the_crowd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(blame: Blame, due: u64, sent: u64, free_since: u64, expected: u64) {
        assert_eq!(blame.own_lag(Stamps { due, sent }, free_since), expected);
    }

    #[test]
    fn waiting_for_the_receiver_is_not_our_fault() {
        let mut blame = Blame::default();
        blame.crowded(100);
        // Due at 110, when all were busy; one became free at 400.
        check(blame, 110, 402, 400, 2);
        blame.crowded(400);
        check(blame, 120, 411, 410, 1);
        blame.relaxed();
        check(blame, 500, 505, 450, 5);
    }

    #[test]
    fn a_crowd_of_our_own_making_is() {
        let mut blame = Blame::default();
        // We stood still until 1000. What was due at 100 goes out on a connection that had always been free.
        check(blame, 100, 1_000, 0, 900);
        // What was due at 200 finds all busy by then.
        blame.crowded(1_000);
        check(blame, 200, 1_050, 1_049, 800);
        // What is due later waits for the receiver, though the crowd is there because of us.
        check(blame, 1_010, 1_060, 1_059, 1);
    }
}
