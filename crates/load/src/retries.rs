//! Retries on demand: failed deliveries that come back by a retry plan, in compressed time, and what that multiplies the load by.
//!
//! A receiver that falters gets up to thirteen times its load from a sender that tries again. [`Retries`] plays that sender beside a plan
//! of first deliveries. It holds data only and reads no clock. An engine plugs it in at four places of its loop, each thread with one of
//! its own:
//!
//! 1. a planned arrival is sent: [`Retries::first`];
//! 2. an answer other than 200, a time-out or a reset: [`Retries::failed`] with the delivery and both times;
//! 3. before it waits for a socket or the next arrival: not longer than until [`Retries::next_due`];
//! 4. awake again: [`Retries::advance`], and everything that it gives is sent as another delivery of the same event.
//!
//! The item is whatever the engine needs to send it again, such as its arrival, and the `t` it was first signed with where retries keep
//! their signature.

mod wheel;

use std::time::Duration;

use livehook_simulator::delivery::Retrying;

use self::wheel::Wheel;
use crate::quantity::{count, nanos};

/// How many deliveries may wait to be sent again, in one thread. Beyond that they are given up and counted as [`Amplification::dropped`].
pub const WAITING_MAX: usize = 4_000_000;

/// One delivery of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery<T> {
    /// What is delivered.
    pub item: T,
    /// Which attempt it is; the first is 0.
    pub attempt: u32,
    /// When it is due, in nanoseconds from the start.
    pub due_ns: u64,
}

/// What becomes of a failed delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It comes back.
    Again {
        /// When, in nanoseconds from the start.
        due_ns: u64,
    },
    /// The plan has no more attempts.
    GivenUp,
    /// Too many are waiting already.
    Dropped,
}

/// What retries made of a load.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amplification {
    /// Events that were delivered at least once.
    pub events: u64,
    /// Deliveries of them in all.
    pub deliveries: u64,
    /// Events that were given up after the last attempt.
    pub given_up: u64,
    /// Events that were given up because too many were waiting.
    pub dropped: u64,
    /// Events that are still to come back.
    pub waiting: u64,
}

impl Amplification {
    /// Deliveries an event: from 1.0 to one more than the plan's retries, 13.0 at most. 1.0 where there were none.
    pub fn ratio(&self) -> f64 {
        if self.events == 0 { 1.0 } else { self.deliveries as f64 / self.events as f64 }
    }

    /// Adds that of another thread.
    pub const fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.deliveries += other.deliveries;
        self.given_up += other.given_up;
        self.dropped += other.dropped;
        self.waiting += other.waiting;
    }
}

/// Deliveries that wait to come back.
///
/// ```
/// use livehook_load::retries::{Fate, Retries};
/// use livehook_simulator::delivery::{RetryPlan, Retrying, TimeScale};
///
/// // A minute takes a second.
/// let retrying = Retrying { plan: RetryPlan::GENERIC, time_scale: TimeScale::new(60.0)?, ..Retrying::OFF };
/// let mut retries = Retries::new(retrying);
/// retries.first();
/// assert_eq!(retries.failed("event", 0, 0, 5_000_000), Fate::Again { due_ns: 1_005_000_000 });
/// let mut due = Vec::new();
/// retries.advance(1_005_000_000, &mut due);
/// assert_eq!((due[0].item, due[0].attempt), ("event", 1));
/// assert_eq!(retries.amplification().ratio(), 2.0);
/// # Ok::<(), livehook_simulator::delivery::TimeScaleError>(())
/// ```
#[derive(Debug)]
pub struct Retries<T> {
    retrying: Retrying,
    wheel: Wheel<(T, u32)>,
    amplification: Amplification,
}

impl<T> Retries<T> {
    /// Nothing has failed yet.
    pub fn new(retrying: Retrying) -> Self {
        Self { retrying, wheel: Wheel::new(), amplification: Amplification::default() }
    }

    /// An event is delivered for the first time.
    pub const fn first(&mut self) {
        self.amplification.events += 1;
        self.amplification.deliveries += 1;
    }

    /// A delivery failed that was started and ended then, in nanoseconds from the start.
    pub fn failed(&mut self, item: T, attempt: u32, started_ns: u64, ended_ns: u64) -> Fate {
        if attempt >= self.retrying.plan.retries {
            self.amplification.given_up += 1;
            return Fate::GivenUp;
        }
        if self.wheel.len() >= WAITING_MAX {
            self.amplification.dropped += 1;
            return Fate::Dropped;
        }
        let (started, ended) = (Duration::from_nanos(started_ns), Duration::from_nanos(ended_ns));
        let due_ns = nanos(self.retrying.next_due(started, ended));
        self.wheel.insert(due_ns, (item, attempt + 1));
        Fate::Again { due_ns }
    }

    /// Adds what is due by now, by due time and in the order of failures where that is the same. Each counts as delivered. Time that goes
    /// back stands.
    pub fn advance(&mut self, now_ns: u64, due: &mut Vec<Delivery<T>>) {
        let before = due.len();
        self.wheel.advance(now_ns, |due_ns, (item, attempt)| {
            due.push(Delivery { item, attempt, due_ns });
        });
        self.amplification.deliveries += count(due.len() - before);
    }

    /// Takes back what was given out and not delivered after all: it waits on.
    pub fn put_back(&mut self, delivery: Delivery<T>) {
        self.amplification.deliveries = self.amplification.deliveries.saturating_sub(1);
        self.wheel.insert(delivery.due_ns, (delivery.item, delivery.attempt));
    }

    /// When the next one is due.
    pub fn next_due(&self) -> Option<u64> {
        self.wheel.next_due()
    }

    /// What it comes to by now.
    pub fn amplification(&self) -> Amplification {
        Amplification { waiting: count(self.wheel.len()), ..self.amplification }
    }
}
