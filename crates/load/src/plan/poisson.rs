//! Random arrivals in blocks that can be computed alone: 1024 arrivals in the time that 1024 at an even rate would take, uniform within
//! it and sorted. Given their number, that is how the arrivals of a Poisson process lie.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::arrivals::even;
use crate::quantity::{Rate, place};

/// How many arrivals a block has.
pub(super) const BLOCK: u64 = 1_024;

/// Sets these draws apart from other uses of the same seed.
const TAG: &[u8; 24] = b"livehook load arrivals 1";

/// The arrivals of one block.
#[derive(Debug, Clone)]
pub(super) struct Block {
    number: u64,
    from_ns: u64,
    offsets: Vec<u64>,
}

impl Block {
    /// The block that holds an arrival.
    pub(super) fn holding(seed: u64, rate: Rate, index: u64) -> Self {
        Self::numbered(seed, rate, index / BLOCK)
    }

    fn numbered(seed: u64, rate: Rate, number: u64) -> Self {
        let first = number.saturating_mul(BLOCK);
        let from_ns = even(rate, first);
        let span = even(rate, first.saturating_add(BLOCK)).saturating_sub(from_ns);
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..].copy_from_slice(TAG);
        let mut draws = ChaCha8Rng::from_seed(key);
        draws.set_stream(number);
        let mut offsets: Vec<u64> = (0..BLOCK).map(|_| below(draws.next_u64(), span)).collect();
        offsets.sort_unstable();
        Self { number, from_ns, offsets }
    }

    /// Whether it holds the arrival.
    pub(super) const fn holds(&self, index: u64) -> bool {
        index / BLOCK == self.number
    }

    /// When an arrival of it is due.
    pub(super) fn due_ns(&self, index: u64) -> u64 {
        self.from_ns.saturating_add(self.offsets[place(index % BLOCK)])
    }
}

/// A number drawn from all, as one below `span`.
fn below(drawn: u64, span: u64) -> u64 {
    let scaled = (u128::from(drawn) * u128::from(span)) >> 64;
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

/// How many are due before this time.
pub(super) fn count_before(seed: u64, rate: Rate, until_ns: u64) -> u64 {
    // Whole blocks that end by then, and what the next one has before it.
    let mut number = super::arrivals::Arrivals::Even(rate)
        .count_before(seed, until_ns.saturating_add(1))
        / BLOCK;
    // The block of the arrival that would be due at that time, or the one before it.
    while number > 0 && even(rate, number * BLOCK) > until_ns {
        number -= 1;
    }
    let block = Block::numbered(seed, rate, number);
    let within = block.offsets.partition_point(|offset| block.from_ns + offset < until_ns);
    number * BLOCK + crate::quantity::count(within)
}
