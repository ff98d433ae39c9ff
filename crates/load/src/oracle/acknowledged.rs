//! What was sent, what was answered 200, and what must not be there afterwards.

use super::bits::{Bits, Set};
use crate::class::Class;

/// What the sender knows of each event, by its number. A thread writes its own, without a lock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acknowledged {
    /// Sent as something that a sound receiver takes.
    sent: Bits,
    /// Answered 200 at least once.
    taken: Bits,
    untracked: u64,
}

impl Acknowledged {
    /// Nothing was sent yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The first byte of a request is on its way. The number is that of the event it carries, as in
    /// [`Arrival::number`](crate::plan::Arrival::number).
    pub fn sent(&mut self, class: Class, number: u64) {
        // What is to be refused is as if it had never been sent: neither may be there.
        if class.is_taken() && self.sent.set(number) == Set::Beyond {
            self.untracked += 1;
        }
    }

    /// A request was answered. Whichever delivery of an event is answered 200, first or repeated, promises the same one effect.
    pub fn answered(&mut self, class: Class, number: u64, status: u16) {
        if class.is_taken() && status == 200 {
            // What is too high was counted when it was sent.
            self.taken.set(number);
        }
    }

    /// Adds what another thread knows.
    pub fn merge(&mut self, other: &Self) {
        self.sent.merge(&other.sent);
        self.taken.merge(&other.taken);
        self.untracked += other.untracked;
    }

    /// How many events were answered 200.
    pub fn taken(&self) -> u64 {
        self.taken.count()
    }

    /// Deliveries of events whose number is too high to be told apart; nothing is known of these.
    pub const fn untracked(&self) -> u64 {
        self.untracked
    }

    pub(super) fn is_taken(&self, number: u64) -> bool {
        self.taken.has(number)
    }

    /// An answer implies that it was sent, whoever forgot to say so.
    pub(super) fn may_be_there(&self, number: u64) -> bool {
        self.sent.has(number) || self.taken.has(number)
    }

    pub(super) fn end(&self) -> u64 {
        self.sent.end().max(self.taken.end())
    }
}
