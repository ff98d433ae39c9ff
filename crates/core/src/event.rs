//! The inside of a callback: what it says happened. Asked only after the sender was judged; what does not fit here is kept raw.

mod highlight;

pub(crate) use highlight::wire::Highlight as HighlightWire;
pub use highlight::{Clip, Highlight, MAX_HIGHLIGHT_ITEMS};

use crate::{Envelope, EventType};

/// How many unknown fields are listed by name. More are only counted.
pub const MAX_UNKNOWN_FIELDS_LISTED: usize = 64;

/// What a callback says happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// 349: clips were cut from a live stream.
    Highlight(Highlight),
    /// Any other event type. The raw bytes are all there is, and they are kept.
    Other {
        /// The number.
        event_type: i64,
    },
}

impl Event {
    /// The event type of Smart Highlight.
    pub const HIGHLIGHT: i64 = 349;

    /// Every event type that a document of CSS names (2026). Others are new, or not ours.
    pub const DOCUMENTED_TYPES: &'static [i64] = &[
        0,
        1,
        100,
        200,
        314,
        315,
        317,
        321,
        328,
        332,
        338,
        341,
        343,
        344,
        345,
        347,
        348,
        Self::HIGHLIGHT,
    ];

    /// Reads the event in an envelope.
    ///
    /// # Errors
    /// [`Undecodable`] when there is no event type, or the body does not fit its type. That is no reason to refuse it: a
    /// redelivery would not fit either.
    pub fn decode(envelope: &Envelope<'_>) -> Result<Decoded, Undecodable> {
        match envelope.event_type {
            EventType::Number(Self::HIGHLIGHT) => highlight::decode(envelope.body()),
            EventType::Number(event_type) => Ok(Decoded {
                event: Self::Other { event_type },
                unknown_fields: UnknownFields::default(),
            }),
            EventType::Absent => Err(Undecodable::new("event_type", "is absent")),
            EventType::NotAnInteger => Err(Undecodable::new("event_type", "is not an integer")),
        }
    }
}

/// An event, and what its callback held beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// What happened.
    pub event: Event,
    /// Fields that no document names.
    pub unknown_fields: UnknownFields,
}

/// Fields that no document names: not an error, fields appear and vanish by version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnknownFields {
    /// The JSON paths of the first [`MAX_UNKNOWN_FIELDS_LISTED`], as `items[0].mood`.
    pub listed: Vec<String>,
    /// How many there are in all.
    pub count: usize,
}

impl UnknownFields {
    fn add(&mut self, path: impl FnOnce() -> String) {
        self.count += 1;
        if self.listed.len() < MAX_UNKNOWN_FIELDS_LISTED {
            self.listed.push(path());
        }
    }
}

/// A body does not fit its event type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct Undecodable {
    /// Where, as a JSON path such as `items[0].begin_time`; `.` for the callback as a whole.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
}

impl Undecodable {
    fn new(path: &str, problem: &str) -> Self {
        Self { path: path.to_owned(), problem: problem.to_owned() }
    }
}
