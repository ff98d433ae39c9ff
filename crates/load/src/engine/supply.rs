//! Which request is next, and whether it is time for it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{
    plan::{Arrival, Cursor, Pacing, Plan},
    quantity::nanos,
};

/// The requests of one thread. Times are nanoseconds since the start.
pub(super) enum Supply<'a> {
    /// Each has its time; every nth is this thread's.
    Open { cursor: Cursor<'a>, nth: u64, step: u64, head: Option<Arrival>, until_ns: u64 },
    /// Whoever is free takes the next.
    Closed { plan: &'a Plan, next: &'a AtomicU64, until_ns: u64, is_over: bool },
}

impl<'a> Supply<'a> {
    pub(super) fn new(plan: &'a Plan, next: &'a AtomicU64, thread: u64, threads: u64) -> Self {
        match plan.pacing {
            Pacing::Open { .. } => {
                let mut cursor = Cursor::new(plan);
                let head = cursor.arrival(thread);
                Self::Open { cursor, nth: thread, step: threads, head, until_ns: u64::MAX }
            }
            Pacing::Closed { length, .. } => {
                Self::Closed { plan, next, until_ns: nanos(length), is_over: false }
            }
        }
    }

    /// The next request, if it is due.
    pub(super) fn take(&mut self, now: u64) -> Option<Arrival> {
        match self {
            Self::Open { cursor, nth, step, head, until_ns } => {
                let due = head.take_if(|head| head.due_ns <= now)?;
                *nth += *step;
                *head = cursor.arrival(*nth).filter(|head| head.due_ns <= *until_ns);
                Some(due)
            }
            Self::Closed { plan, next, until_ns, is_over } => {
                if *is_over || now >= *until_ns {
                    *is_over = true;
                    return None;
                }
                let arrival = plan.arrival(next.fetch_add(1, Ordering::Relaxed));
                *is_over = arrival.is_none();
                arrival.map(|arrival| Arrival { due_ns: now, ..arrival })
            }
        }
    }

    /// Takes the next one if it has been due since before this time: it was waited for long enough.
    pub(super) fn take_due_before(&mut self, before: u64) -> Option<Arrival> {
        match self {
            Self::Open { head: Some(head), .. } if head.due_ns < before => self.take(before),
            Self::Open { .. } | Self::Closed { .. } => None,
        }
    }

    /// Whether one is due, as far as is known without taking it.
    pub(super) fn is_due(&self, now: u64) -> bool {
        match self {
            Self::Open { head, .. } => head.is_some_and(|head| head.due_ns <= now),
            Self::Closed { .. } => !self.is_over(now),
        }
    }

    /// Whether requests are due when they are sent.
    pub(super) const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }

    /// Takes the next one of a closed loop that ends after so many requests, whenever that would be. One that ends by time goes on as
    /// long as it was to.
    pub(super) fn take_counted(&mut self, now: u64) -> Option<Arrival> {
        match self {
            Self::Closed {
                plan: Plan { pacing: Pacing::Closed { requests: Some(_), .. }, .. },
                ..
            } => self.take(now),
            Self::Open { .. } | Self::Closed { .. } => None,
        }
    }

    /// When the next one is due; nothing where there is none, or where it only waits for a connection.
    pub(super) fn next_due(&self) -> Option<u64> {
        match self {
            Self::Open { head, .. } => head.map(|head| head.due_ns),
            Self::Closed { .. } => None,
        }
    }

    /// Whether nothing more will come.
    pub(super) fn is_over(&self, now: u64) -> bool {
        match self {
            Self::Open { head, .. } => head.is_none(),
            Self::Closed { until_ns, is_over, .. } => *is_over || now >= *until_ns,
        }
    }

    /// Ends it: what is not yet due will not come.
    pub(super) fn end(&mut self, now: u64) {
        match self {
            Self::Open { head, until_ns, .. } => {
                *until_ns = now;
                head.take_if(|head| head.due_ns > now);
            }
            Self::Closed { is_over, .. } => *is_over = true,
        }
    }
}
