//! One delivery: as it is due, and as it is on its way, by whichever engine.

use livehook_core::UnixSeconds;

use crate::{class::Class, plan::Arrival, record::tally::Stamps, retries::Delivery};

/// What is delivered again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) class: Class,
    pub(super) number: u64,
    /// The second for which it was signed last; the first one where that is kept.
    pub(super) signed: UnixSeconds,
}

/// A delivery whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// The first one of a request of the plan.
    First(Arrival),
    /// One that comes back.
    Again(Delivery<Event>),
}

/// A delivery on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub(super) class: Class,
    /// Which attempt it is; the first is 0.
    pub(super) attempt: u32,
    /// Whose event it carries.
    pub(super) number: u64,
    pub(super) stamps: Stamps,
    /// The second for which it was signed.
    signed: UnixSeconds,
}

impl Due {
    /// What is to be rendered.
    pub(super) const fn arrival(&self) -> Arrival {
        match *self {
            Self::First(arrival) => arrival,
            Self::Again(Delivery { item: Event { class, number, .. }, due_ns, .. }) => {
                Arrival { index: number, due_ns, class, number }
            }
        }
    }
}

impl Sent {
    /// One that was due then and is sent at this time, signed for this second.
    pub(super) const fn new(due: &Due, due_ns: u64, at: u64, signed: UnixSeconds) -> Self {
        let Arrival { class, number, .. } = due.arrival();
        let attempt = match due {
            Due::First(_) => 0,
            Due::Again(delivery) => delivery.attempt,
        };
        Self { class, attempt, number, stamps: Stamps { due: due_ns, sent: at }, signed }
    }

    /// Whether it came back.
    pub(super) const fn is_again(&self) -> bool {
        self.attempt > 0
    }

    /// What would be delivered again.
    pub(super) const fn event(&self) -> Event {
        Event { class: self.class, number: self.number, signed: self.signed }
    }
}
