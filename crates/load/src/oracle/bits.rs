//! A set of numbers, a bit each, that grows as far as its highest.

use super::EVENTS_TRACKED_MAX;
use crate::quantity::{count, place};

const WORD: u64 = 64;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

/// Whether a number is in a set by now because of us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    New,
    Already,
    /// It is too high to be held.
    Beyond,
}

impl Bits {
    pub(super) fn set(&mut self, number: u64) -> Set {
        if number >= EVENTS_TRACKED_MAX {
            return Set::Beyond;
        }
        let (word, bit) = (place(number / WORD), 1 << (number % WORD));
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        let was = self.0[word];
        self.0[word] |= bit;
        if was & bit == 0 { Set::New } else { Set::Already }
    }

    pub(super) fn clear(&mut self, number: u64) {
        if let Some(word) = self.0.get_mut(place(number / WORD)) {
            *word &= !(1 << (number % WORD));
        }
    }

    pub(super) fn has(&self, number: u64) -> bool {
        let word = self.0.get(place(number / WORD));
        word.is_some_and(|word| word & (1 << (number % WORD)) != 0)
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(ours, theirs)| *ours |= theirs);
    }

    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// No number of the set is as high; up to 63 may be lower than this and not in it.
    pub(super) fn end(&self) -> u64 {
        count(self.0.len()) * WORD
    }
}
