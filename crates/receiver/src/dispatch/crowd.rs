//! What is begun while as many events wait for their retry as can be remembered: what was never begun before, one at a time.
//!
//! Events that fail for good, such as those of a type that the application refuses, must not keep all others waiting.

use std::time::Duration;

use livehook_inbox::RecordId;
use tokio::time::Instant;

/// The one event that is begun beside a crowd.
#[derive(Debug)]
pub(super) struct Crowd {
    pause: Duration,
    begun: Option<RecordId>,
    until: Option<Instant>,
}

impl Crowd {
    pub(super) const fn new(pause: Duration) -> Self {
        Self { pause, begun: None, until: None }
    }

    /// Whether one may be begun.
    pub(super) fn has_room(&mut self, now: Instant) -> bool {
        self.until = self.until.filter(|until| *until > now);
        self.begun.is_none() && self.until.is_none()
    }

    /// When to look again though nothing happens until then.
    pub(super) const fn until(&self) -> Option<Instant> {
        self.until
    }

    pub(super) fn begun(&mut self, id: Option<RecordId>) {
        self.begun = id;
    }

    /// An event was handled.
    pub(super) fn handled(&mut self, id: RecordId) {
        self.begun = self.begun.filter(|begun| *begun != id);
    }

    /// An event failed. True where it was begun beside the crowd; the next one waits a while.
    pub(super) fn failed(&mut self, id: RecordId, now: Instant) -> bool {
        let beside = self.begun == Some(id);
        if beside {
            self.begun = None;
            self.until = Some(now + self.pause);
        }
        beside
    }
}
