//! What became of each event, so that a look into the receiver can tell which should be there.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::{class::Class, quantity::place};

/// The most events whose fates are kept: a byte each.
pub const FATES_MAX: u64 = 1 << 28;

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Fate {
    /// It was never sent: it must not be there.
    Unsent = 0,
    /// It was sent and not answered by 200: it may be there.
    Open = 1,
    /// It was answered by 200: it must be there, once.
    Taken = 2,
    /// It was sent to be refused: it must not be there, whatever was answered.
    Refusable = 3,
}

/// The fates of all events of a run, by number.
#[derive(Debug)]
pub struct Fates(Vec<AtomicU8>);

impl Fates {
    /// Room for the events below this number, [`FATES_MAX`] at most. Those beyond are not kept.
    pub fn new(below: u64) -> Self {
        Self((0..place(below.min(FATES_MAX))).map(|_| AtomicU8::new(Fate::Unsent as u8)).collect())
    }

    /// The number below which fates are kept.
    pub fn below(&self) -> u64 {
        crate::quantity::count(self.0.len())
    }

    /// What became of an event.
    pub fn fate(&self, number: u64) -> Fate {
        match self.0.get(place(number)).map(|fate| fate.load(Ordering::Relaxed)) {
            Some(1) => Fate::Open,
            Some(2) => Fate::Taken,
            Some(3) => Fate::Refusable,
            Some(_) | None => Fate::Unsent,
        }
    }

    fn raise(&self, number: u64, fate: Fate) {
        if let Some(kept) = self.0.get(place(number)) {
            kept.fetch_max(fate as u8, Ordering::Relaxed);
        }
    }

    /// A request with the event went out.
    pub(crate) fn sent(&self, number: u64, class: Class) {
        self.raise(number, if class.is_taken() { Fate::Open } else { Fate::Refusable });
    }

    /// It was answered.
    pub(crate) fn answered(&self, number: u64, class: Class, status: u16) {
        if class.is_taken() && status == 200 {
            self.raise(number, Fate::Taken);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_taken_when_any_of_its_deliveries_was() {
        let fates = Fates::new(4);
        fates.sent(1, Class::Sound);
        assert_eq!(fates.fate(1), Fate::Open);
        fates.answered(1, Class::Sound, 503);
        fates.sent(1, Class::Redelivered);
        assert_eq!(fates.fate(1), Fate::Open);
        fates.answered(1, Class::Redelivered, 200);
        fates.sent(1, Class::Duplicate);
        assert_eq!(fates.fate(1), Fate::Taken);
        fates.sent(2, Class::Forged);
        fates.answered(2, Class::Forged, 200);
        assert_eq!(fates.fate(2), Fate::Refusable);
        fates.sent(9, Class::Sound);
        assert_eq!((fates.fate(0), fates.fate(9), fates.below()), (Fate::Unsent, Fate::Unsent, 4));
    }
}
