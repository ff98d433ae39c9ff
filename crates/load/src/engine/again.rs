//! What comes back in one thread, whichever engine sends: which delivery is due again, and when.
//!
//! What comes back is what a sender would send again: callbacks that are to be taken, answered with anything but 200, unanswered, broken
//! off, or not to be sent because no connection could be had.

use std::collections::VecDeque;

use livehook_core::UnixSeconds;
use livehook_simulator::delivery::{Resign, Retrying};

use super::delivery::Event;
use crate::{
    quantity::nanos,
    retries::{Amplification, Delivery, Fate, Retries},
};

/// All that comes back in one thread.
pub(super) struct Again {
    retries: Retries<Event>,
    resign: Resign,
    /// Those whose time has come, the earliest first.
    due: VecDeque<Delivery<Event>>,
    came: Vec<Delivery<Event>>,
    /// When the next one comes that is not among them.
    next_due: u64,
    /// Nothing more is waited for.
    is_ended: bool,
}

impl Again {
    pub(super) fn new(retrying: Retrying) -> Self {
        Self {
            retries: Retries::new(retrying),
            resign: retrying.resign,
            due: VecDeque::new(),
            came: Vec::new(),
            next_due: u64::MAX,
            is_ended: false,
        }
    }

    /// How much longer a run may take for all to come back, each attempt unanswered.
    pub(super) fn longest_ns(retrying: &Retrying, timeout_ns: u64) -> u64 {
        let interval = nanos(retrying.time_scale.play(retrying.plan.interval));
        interval.saturating_add(timeout_ns).saturating_mul(retrying.plan.retries.into())
    }

    /// Whether none is waited for.
    pub(super) fn is_over(&self) -> bool {
        self.is_ended || (self.due.is_empty() && self.next_due == u64::MAX)
    }

    /// Ends it: nothing more is sent, what waits goes on waiting.
    pub(super) fn end(&mut self) {
        self.is_ended = true;
        for delivery in self.due.drain(..) {
            self.retries.put_back(delivery);
        }
    }

    /// What retries made of the load. What is not yet sent will not be.
    pub(super) fn amplification(mut self) -> Amplification {
        self.end();
        self.retries.amplification()
    }

    /// When the next one is due.
    pub(super) fn next_due(&self) -> Option<u64> {
        let waiting = if self.is_ended { u64::MAX } else { self.next_due };
        let next = self.due.front().map_or(waiting, |delivery| delivery.due_ns);
        Some(next).filter(|due| *due < u64::MAX)
    }

    /// The next one, if it is due by now.
    pub(super) fn front(&mut self, now: u64) -> Option<&Delivery<Event>> {
        if !self.is_ended && self.next_due <= now {
            self.retries.advance(now, &mut self.came);
            self.due.extend(self.came.drain(..));
            self.next_due = self.retries.next_due().unwrap_or(u64::MAX);
        }
        self.due.front()
    }

    /// Takes that one.
    pub(super) fn pop(&mut self) -> Option<Delivery<Event>> {
        self.due.pop_front()
    }

    /// Takes one back that could not be sent: it is the next again.
    pub(super) fn put_back(&mut self, delivery: Delivery<Event>) {
        self.due.push_front(delivery);
    }

    /// The second for which a delivery is signed that comes back in this one.
    pub(super) const fn signed(&self, event: &Event, second: UnixSeconds) -> UnixSeconds {
        match self.resign {
            Resign::Keep => event.signed,
            Resign::Refresh => second,
        }
    }

    /// An event is delivered for the first time.
    pub(super) const fn first(&mut self) {
        self.retries.first();
    }

    /// A delivery failed that was started and ended then: it comes back, if the plan has another attempt.
    pub(super) fn failed(&mut self, event: Event, attempt: u32, started_ns: u64, ended_ns: u64) {
        if let Fate::Again { due_ns } = self.retries.failed(event, attempt, started_ns, ended_ns) {
            self.next_due = self.next_due.min(due_ns);
        }
    }
}
