//! What a record is called, and the times it keeps.

use std::{fmt, str::FromStr};

use livehook_core::UnixSeconds;

/// How many clips share a record's id: a clip's row id is `record id << CLIP_BITS | place`.
pub(crate) const CLIP_BITS: u32 = 10;

/// Names a record within its inbox. Positive, given in the order of arrival, and anew to what leaves quarantine as an event; never given
/// twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(i64);

impl RecordId {
    /// The highest one: room is left for the ids of its clips.
    const MAX: i64 = i64::MAX >> CLIP_BITS;

    /// The id with this number, if there can be such a one.
    #[must_use]
    pub const fn new(number: i64) -> Option<Self> {
        if number >= 1 && number <= Self::MAX { Some(Self(number)) } else { None }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The id in a row of our own table, where only an edited file holds another number.
    pub(crate) fn of_row(number: i64) -> rusqlite::Result<Self> {
        Self::new(number).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, number))
    }

    /// The row ids that this record's clips have or would have.
    pub(crate) const fn clip_ids(self) -> (i64, i64) {
        let first = self.0 << CLIP_BITS;
        (first, first | ((1 << CLIP_BITS) - 1))
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = ParseRecordIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().ok().and_then(Self::new).ok_or(ParseRecordIdError)
    }
}

/// The text is no record id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a record id is a whole number from 1 on, as `inbox list` prints it")]
pub struct ParseRecordIdError;

/// A point in time in Unix milliseconds. Any `i64` is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The second this point lies in.
    #[must_use]
    pub const fn seconds(self) -> UnixSeconds {
        UnixSeconds(self.0.div_euclid(1_000))
    }

    /// This point moved into the future, stopping at the largest representable one.
    pub(crate) fn saturating_add(self, span: std::time::Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }

    /// This point moved into the past, stopping at the smallest representable one.
    pub(crate) fn saturating_sub(self, span: std::time::Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl From<UnixSeconds> for UnixMillis {
    /// The second's beginning, stopping at the ends of what is representable.
    fn from(seconds: UnixSeconds) -> Self {
        Self(seconds.0.saturating_mul(1_000))
    }
}
