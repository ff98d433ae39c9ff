//! Points in time and spans, in whole seconds, as the protocol counts them. Knows no clock.

use std::fmt;

/// A point in time in Unix seconds. Any `i64` is allowed: what comes from outside is hostile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
pub struct UnixSeconds(pub i64);

impl UnixSeconds {
    /// How long after `earlier` this point is, or `None` when it is not after it. Never overflows.
    #[must_use]
    pub fn after(self, earlier: Self) -> Option<Seconds> {
        (earlier < self).then(|| Seconds(self.0.abs_diff(earlier.0)))
    }

    /// This point moved into the future, stopping at the largest representable second.
    #[must_use]
    pub const fn saturating_add(self, span: Seconds) -> Self {
        Self(self.0.saturating_add_unsigned(span.0))
    }

    /// This point moved into the past, stopping at the smallest representable second.
    #[must_use]
    pub const fn saturating_sub(self, span: Seconds) -> Self {
        Self(self.0.saturating_sub_unsigned(span.0))
    }
}

impl fmt::Display for UnixSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A span of time in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(pub u64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.0)
    }
}
