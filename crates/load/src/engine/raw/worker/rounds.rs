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

pub(super) struct Rounds {
    waking: Waking,
    began_ns: u64,
    asked_ns: u64,
    is_awake: bool,
    pub(super) awake_ns: u64,
    pub(super) pauses: Pauses,
}

impl Rounds {
    pub(super) fn new(waking: Waking) -> Self {
        let pauses = Pauses::default();
        Self { waking, began_ns: 0, asked_ns: 0, is_awake: false, awake_ns: 0, pauses }
    }

    /// A round begins. `has_work` says that requests were due or on their way: else nobody was kept waiting.
    pub(super) fn begin(&mut self, now: u64, has_work: bool) {
        let late = now.saturating_sub(self.began_ns + self.asked_ns);
        if late > PAUSE_NS && has_work {
            self.pauses.count += 1;
            self.pauses.longest_ns = self.pauses.longest_ns.max(late);
        }
        self.began_ns = now;
        self.asked_ns = 0;
    }

    /// Until when to wait, where nothing is to be done before `work`.
    pub(super) fn wait(&mut self, now: u64, work: u64) -> u64 {
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
    pub(super) const fn is_awake(&self) -> bool {
        self.is_awake
    }
}
