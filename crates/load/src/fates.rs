//! What became of each event, so that a look into the receiver can tell which should be there.

use std::sync::{
    OnceLock,
    atomic::{AtomicU8, AtomicU64, Ordering},
};

use crate::{
    class::Class,
    quantity::{count, place},
};

/// The most events whose fates are kept: a byte each.
pub const FATES_MAX: u64 = 1 << 28;

/// Events of a block, which takes memory once one of them was sent.
const BLOCK: u64 = 1 << 16;

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Fate {
    /// It was never sent: it must not be there.
    Unsent = 0,
    /// It was sent and not answered by 200, or is of a type that a receiver need not keep: it may be there, once.
    Open = 1,
    /// It was answered by 200: it must be there, once.
    Taken = 2,
    /// It was sent to be refused: it must not be there, whatever was answered.
    Refusable = 3,
}

/// The fates of all events of a run, by number. Threads write to it without a lock.
#[derive(Debug)]
pub struct Fates {
    below: u64,
    blocks: Vec<OnceLock<Box<[AtomicU8]>>>,
    beyond: AtomicU64,
}

impl Fates {
    /// Room for the events below this number, [`FATES_MAX`] at most. Those beyond are counted and not kept.
    pub fn new(below: u64) -> Self {
        let below = below.min(FATES_MAX);
        let blocks = (0..below.div_ceil(BLOCK)).map(|_| OnceLock::new()).collect();
        Self { below, blocks, beyond: AtomicU64::new(0) }
    }

    /// What became of an event.
    pub fn fate(&self, number: u64) -> Fate {
        let block = self.blocks.get(place(number / BLOCK)).and_then(OnceLock::get);
        match block.map(|block| block[place(number % BLOCK)].load(Ordering::Relaxed)) {
            Some(1) => Fate::Open,
            Some(2) => Fate::Taken,
            Some(3) => Fate::Refusable,
            Some(_) | None => Fate::Unsent,
        }
    }

    /// No event that was sent has a number as high, but for those [beyond](Self::beyond).
    pub fn end(&self) -> u64 {
        let last = self.blocks.iter().rposition(|block| block.get().is_some());
        last.map_or(0, |nth| ((count(nth) + 1) * BLOCK).min(self.below))
    }

    /// How many requests carried an event that there was no room for: nothing is known of these.
    pub fn beyond(&self) -> u64 {
        self.beyond.load(Ordering::Relaxed)
    }

    fn raise(&self, number: u64, fate: Fate) {
        if number >= self.below {
            if fate != Fate::Taken {
                self.beyond.fetch_add(1, Ordering::Relaxed);
            }
            return;
        }
        let new = || (0..BLOCK).map(|_| AtomicU8::new(Fate::Unsent as u8)).collect();
        let block = self.blocks[place(number / BLOCK)].get_or_init(new);
        block[place(number % BLOCK)].fetch_max(fate as u8, Ordering::Relaxed);
    }

    /// A request with the event went out.
    pub fn sent(&self, number: u64, class: Class) {
        self.raise(number, if class.is_taken() { Fate::Open } else { Fate::Refusable });
    }

    /// It was answered. Whichever delivery of an event is answered 200, first or repeated, promises the same one effect.
    pub fn answered(&self, number: u64, class: Class, status: u16) {
        if class.must_have_effect() && status == 200 {
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
        fates.sent(3, Class::UnknownEvent);
        fates.answered(3, Class::UnknownEvent, 200);
        assert_eq!(fates.fate(3), Fate::Open);
    }

    #[test]
    fn what_has_no_room_is_counted_and_rooms_are_made_when_needed() {
        let fates = Fates::new(u64::MAX);
        assert_eq!((fates.end(), fates.fate(7)), (0, Fate::Unsent));
        fates.sent(BLOCK, Class::Sound);
        assert_eq!((fates.end(), fates.fate(BLOCK)), (2 * BLOCK, Fate::Open));
        fates.sent(FATES_MAX, Class::Sound);
        fates.answered(FATES_MAX, Class::Sound, 200);
        assert_eq!((fates.beyond(), fates.fate(FATES_MAX)), (1, Fate::Unsent));
        assert_eq!((fates.end(), Fates::new(4).end()), (2 * BLOCK, 0));
    }
}
