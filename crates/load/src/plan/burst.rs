//! Many requests at once, again and again.

use std::{
    fmt,
    num::{NonZeroU32, NonZeroU64},
    time::Duration,
};

use super::arrivals::ArrivalsError;
use crate::quantity::{in_words, nanos};

/// So many requests at once, from one burst to the next in even distances. There is always one request, and always a distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burst {
    size: NonZeroU32,
    every_ns: NonZeroU64,
}

impl Burst {
    /// So many requests every so often.
    ///
    /// # Errors
    ///
    /// [`ArrivalsError::Nothing`] where it is none, or all the time.
    pub fn new(size: u32, every: Duration) -> Result<Self, ArrivalsError> {
        let burst = NonZeroU32::new(size).zip(NonZeroU64::new(nanos(every)));
        let (size, every_ns) = burst.ok_or_else(|| {
            ArrivalsError::Nothing(format!("burst {size} every {}", in_words(every)))
        })?;
        Ok(Self { size, every_ns })
    }

    /// When an arrival is due.
    pub(super) fn due_ns(self, index: u64) -> u64 {
        (index / u64::from(self.size.get())).saturating_mul(self.every_ns.get())
    }

    /// How many are due before this time.
    pub(super) fn count_before(self, until_ns: u64) -> u64 {
        until_ns.div_ceil(self.every_ns.get()).saturating_mul(self.size.get().into())
    }
}

impl fmt::Display for Burst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "burst {} every {}",
            self.size,
            in_words(Duration::from_nanos(self.every_ns.get()))
        )
    }
}
