//! Events that failed and wait for their next attempt, with pauses that double up to a bound.

use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};

use livehook_inbox::RecordId;
use tokio::time::Instant;

/// An event and which attempt is its next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Retry {
    pub(super) id: RecordId,
    pub(super) attempt: u32,
}

impl Retry {
    pub(super) const fn first(id: RecordId) -> Self {
        Self { id, attempt: 1 }
    }
}

/// The waiting ones, by when they are due.
#[derive(Debug)]
pub(super) struct Retries {
    first: Duration,
    longest: Duration,
    due: BTreeMap<(Instant, RecordId), Retry>,
    ids: HashSet<RecordId>,
}

impl Retries {
    pub(super) fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, due: BTreeMap::new(), ids: HashSet::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.due.len()
    }

    pub(super) fn has(&self, id: RecordId) -> bool {
        self.ids.contains(&id)
    }

    /// How long an event whose attempt failed waits by itself.
    pub(super) fn pause_after(&self, failed: Retry) -> Duration {
        doubled(self.first, failed.attempt.saturating_sub(1), self.longest)
    }

    /// Puts an event whose attempt failed back, until then.
    pub(super) fn add(&mut self, failed: Retry, at: Instant) {
        let next = Retry { id: failed.id, attempt: failed.attempt.saturating_add(1) };
        self.due.insert((at, next.id), next);
        self.ids.insert(next.id);
    }

    pub(super) fn next_due(&self) -> Option<Instant> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the one that has been due for longest, if any is.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<Retry> {
        let entry = self.due.first_entry().filter(|entry| entry.key().0 <= now)?;
        let retry = entry.remove();
        self.ids.remove(&retry.id);
        Some(retry)
    }
}

/// A pause that was doubled so many times, up to the longest.
pub(super) fn doubled(first: Duration, times: u32, longest: Duration) -> Duration {
    first.saturating_mul(1 << times.min(31)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_never_overflow() {
        let seconds = Duration::from_secs;
        let mut retries = Retries::new(seconds(1), seconds(5));
        let now = Instant::now();
        let id = RecordId::new(1).unwrap();
        for (attempt, pause) in [(1, 1), (2, 2), (3, 4), (4, 5), (u32::MAX, 5)] {
            let failed = Retry { id, attempt };
            assert_eq!(retries.pause_after(failed), seconds(pause), "{attempt}");
            retries.add(failed, now + seconds(pause));
            assert!(retries.has(id));
            assert_eq!(retries.take_due(now), None);
            let next = attempt.saturating_add(1);
            assert_eq!(retries.take_due(now + seconds(pause)), Some(Retry { id, attempt: next }));
        }
    }
}
