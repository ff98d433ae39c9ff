//! What a callback changed in the inbox, seen from outside: the inbox before it against the inbox after it.

use livehook_inbox::{InboxError, Query, Reader, State};
use livehook_simulator::situation::Kept;

/// The inbox in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbers {
    events: u64,
    quarantined: u64,
    deliveries: u64,
}

pub(super) fn look(reader: &Reader) -> Result<Numbers, InboxError> {
    let mut numbers = Numbers { events: 0, quarantined: 0, deliveries: 0 };
    for record in reader.list(&Query::default())? {
        numbers.deliveries += record.deliveries;
        match record.state {
            State::Quarantined(_) => numbers.quarantined += 1,
            State::Received | State::Done => numbers.events += 1,
        }
    }
    Ok(numbers)
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Observed {
    /// What the answers table knows.
    Known(Kept),
    /// Something that no callback should do.
    Odd,
}

impl Observed {
    pub(super) fn between(before: Numbers, after: Numbers) -> Self {
        let change = |before: u64, after: u64| i128::from(after) - i128::from(before);
        let changes = (
            change(before.events, after.events),
            change(before.quarantined, after.quarantined),
            change(before.deliveries, after.deliveries),
        );
        Self::Known(match changes {
            (1, 0, 1) => Kept::Inbox,
            (0, 1, 1) => Kept::Quarantine,
            (1, -1, 1) => Kept::Promoted,
            (0, 0, 1) => Kept::Counted,
            (0, 0, 0) => Kept::Nowhere,
            _ => return Self::Odd,
        })
    }

    pub(super) fn is(self, kept: Kept) -> bool {
        self == Self::Known(kept)
    }

    /// For people.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Known(Kept::Inbox) => "a new event",
            Self::Known(Kept::Quarantine) => "kept apart",
            Self::Known(Kept::Promoted) => "now an event",
            Self::Known(Kept::Counted) => "counted",
            Self::Known(Kept::Nowhere) => "nothing",
            Self::Odd => "not what should happen",
        }
    }

    /// For scripts.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Known(kept) => kept.as_str(),
            Self::Odd => "odd",
        }
    }
}
