//! The outside of a callback: the few top-level fields that decide whether to believe it, read from raw bytes in one pass.
//!
//! It does not know what any event type contains, and believes nothing: that is [`judge`](crate::judge())'s.

mod depth;
mod fields;
mod names;

use std::{borrow::Cow, str};

use crate::Refusal;

pub use depth::MAX_DEPTH;

/// A callback's envelope, borrowed from its bytes.
///
/// Holding one proves that the bytes are UTF-8 and JSON, that they are one object without a repeated top-level field, and
/// that they nest no deeper than [`MAX_DEPTH`].
#[derive(Debug, Clone)]
pub struct Envelope<'a> {
    body: &'a str,
    /// The number that says what happened.
    pub event_type: EventType,
    /// `t`, the second at which the signature expires, as it was written.
    pub t: Field<'a>,
    /// `sign`, as it was written.
    pub sign: Field<'a>,
    /// The stream's name under the first of its documented names that holds a text: `stream_id`, `streamId`, `channel_id`, `channelId`.
    pub stream_id: Option<Cow<'a, str>>,
    /// The push domain under its documented names, `domain` and `app`.
    pub domains: [NamedDomain<'a>; 2],
}

impl<'a> Envelope<'a> {
    /// Reads a body. The checks are made in the order of [`Code::ALL`](crate::Code::ALL).
    ///
    /// # Errors
    /// The [`Refusal`]s from `NotUtf8` to `StreamLive`.
    pub fn read(body: &'a [u8]) -> Result<Self, Refusal> {
        let body = str::from_utf8(body)
            .map_err(|error| Refusal::NotUtf8 { offset: error.valid_up_to() })?;
        let fields = fields::read(body)?;
        if !depth::within_limit(body) {
            return Err(Refusal::TooDeep);
        }
        if fields.is_streamlive() {
            return Err(Refusal::StreamLive);
        }
        Ok(fields.into_envelope(body))
    }

    /// The body as received.
    #[must_use]
    pub const fn body(&self) -> &'a str {
        self.body
    }
}

/// A top-level field as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field<'a> {
    /// The field is not there.
    Absent,
    /// The field is `null`: there, and wrong.
    Null,
    /// The JSON text of its value.
    Json(&'a str),
}

/// The top-level `event_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventType {
    /// The field is not there.
    Absent,
    /// An integer, documented or not.
    Number(i64),
    /// Something else than a 64-bit integer.
    NotAnInteger,
}

impl EventType {
    /// The number, if it is one.
    #[must_use]
    pub const fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Absent | Self::NotAnInteger => None,
        }
    }
}

/// A push domain that a body names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedDomain<'a> {
    /// The field is not there.
    Absent,
    /// Its text.
    Text(Cow<'a, str>),
    /// There, but no readable text: outside of every scope.
    Unreadable,
}
