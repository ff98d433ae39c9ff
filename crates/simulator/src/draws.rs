//! Where every random decision comes from: one ChaCha8 stream for each purpose and number.
//!
//! ChaCha8 is named because a seed must give the same bytes in later releases, which `rand`'s
//! default generators do not promise. Separate streams mean that a further draw in one place does
//! not shift what is drawn in another.

use std::{num::ParseIntError, ops::RangeInclusive, str::FromStr};

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Sets this generator's streams apart from any other use of the same seed. The number changes when
/// the same seed is meant to give other bytes.
const TAG: &[u8; 23] = b"livehook draws, edition";
const EDITION: u8 = 1;

/// Where all that is drawn begins: the same seed, choices and time give the same callbacks, byte
/// for byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seed(pub u64);

impl FromStr for Seed {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Seed, ParseIntError> {
        text.parse().map(Seed)
    }
}

/// What a stream of draws is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Account = 0,
    Block = 1,
    Session = 2,
    Cast = 3,
    Words = 4,
    Flaw = 5,
    SecondKey = 6,
    Push = 7,
    Event = 8,
}

/// A source of decisions that repeats.
pub(crate) struct Draws(ChaCha8Rng);

impl Draws {
    pub(crate) fn new(seed: Seed, purpose: Purpose, number: u64) -> Draws {
        // 8 bytes of seed, 23 of tag, and one that holds edition and purpose: the 32 that ChaCha8
        // takes.
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.0.to_le_bytes());
        key[8..31].copy_from_slice(TAG);
        key[31] = EDITION << 4 | purpose as u8;
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(number);
        Draws(rng)
    }

    /// A number of the range, each as likely as the others.
    pub(crate) fn between(&mut self, range: RangeInclusive<i64>) -> i64 {
        self.0.random_range(range)
    }

    /// A position in a list of `len` elements.
    pub(crate) fn below(&mut self, len: usize) -> usize {
        self.0.random_range(0..len)
    }

    pub(crate) fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// The generator itself, for `fake`.
    pub(crate) fn rng(&mut self) -> &mut ChaCha8Rng {
        &mut self.0
    }
}
