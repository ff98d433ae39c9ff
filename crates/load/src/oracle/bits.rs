//! A set of numbers, a bit each, that grows as far as its highest.

use crate::quantity::place;

const WORD: u64 = 64;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

/// Whether a number is in a set by now because of us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    New,
    Already,
}

impl Bits {
    pub(super) fn set(&mut self, number: u64) -> Set {
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
}
