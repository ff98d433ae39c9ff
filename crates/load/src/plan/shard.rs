//! One part of a plan that several machines carry out together.

use std::{fmt, str::FromStr};

/// The most parts a plan may be cut into.
pub const SHARDS_MAX: u32 = 1_000;

/// Part `k` of `n`: the arrivals whose number leaves `k - 1` when divided by `n`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shard {
    k: u32,
    n: u32,
}

/// A text or pair that names no part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no part of a plan; write it as 1/4, the first number from 1 to the second, 1000 at most"
)]
pub struct NoShard(pub String);

impl Shard {
    /// All of the plan.
    pub const WHOLE: Self = Self { k: 1, n: 1 };

    /// Part `k` of `n`, from 1.
    ///
    /// # Errors
    ///
    /// [`NoShard`] unless `1 <= k <= n <= 1000`.
    pub fn new(k: u32, n: u32) -> Result<Self, NoShard> {
        if (1..=n).contains(&k) && n <= SHARDS_MAX {
            Ok(Self { k, n })
        } else {
            Err(NoShard(format!("{k}/{n}")))
        }
    }

    /// Which, and of how many.
    pub const fn as_pair(self) -> [u32; 2] {
        [self.k, self.n]
    }

    /// The first arrival of it.
    pub(crate) fn first(self) -> u64 {
        u64::from(self.k - 1)
    }

    /// From one arrival of it to the next.
    pub(crate) fn step(self) -> u64 {
        u64::from(self.n)
    }

    /// How many of the first arrivals of the plan belong to it.
    pub(crate) fn share_of(self, count: u64) -> u64 {
        count.saturating_sub(self.first()).div_ceil(self.step())
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.k, self.n)
    }
}

impl FromStr for Shard {
    type Err = NoShard;

    fn from_str(text: &str) -> Result<Self, NoShard> {
        let pair = || {
            let (k, n) = text.split_once('/')?;
            Some((k.parse().ok()?, n.parse().ok()?))
        };
        let (k, n) = pair().ok_or_else(|| NoShard(text.to_owned()))?;
        Self::new(k, n)
    }
}
