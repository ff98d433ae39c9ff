//! What happened, before anything is edited, spoiled or signed.

use serde_json::{Map, Value, json};

use crate::world::World;

/// The documented sample's fields and traits (one clip, no cover, five keywords), with texts and
/// hosts of our own.
const DOCUMENTED: &str = include_str!("../../../../fixtures/callbacks/349-documented.json");

/// Where the content of callbacks comes from.
#[derive(Debug, Clone)]
pub enum EventSpec {
    /// Generated Smart Highlights, another one for each index.
    Highlight(World),
    /// One Smart Highlight in the shape of the documented sample, the same for each index.
    Documented,
    /// Somebody's own body, the same for each index; see [`EventSpec::from_json`].
    Own(Map<String, Value>),
    /// An event of another type, with the fields that most of them share and the index as its time.
    Other {
        /// The number in `event_type`.
        event_type: i64,
    },
}

/// Why bytes are no event to send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventSpecError {
    /// Not JSON.
    #[error(
        "this is not JSON (line {line}, column {column}); give one callback body, as it was received"
    )]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// JSON, but no object.
    #[error("this is JSON but no object; a callback is one JSON object")]
    NotObject,
}

impl EventSpec {
    /// Takes a body as it was received or written by hand. Its `t` and `sign` are dropped: it is
    /// signed afresh. Its fields come out in alphabetical order and its numbers as JSON values, not
    /// as their text was.
    ///
    /// # Errors
    ///
    /// [`EventSpecError::NotJson`] and [`EventSpecError::NotObject`].
    pub fn from_json(body: &[u8]) -> Result<Self, EventSpecError> {
        let value = serde_json::from_slice(body).map_err(|error| EventSpecError::NotJson {
            line: error.line(),
            column: error.column(),
        })?;
        let Value::Object(mut content) = value else { return Err(EventSpecError::NotObject) };
        content.remove("t");
        content.remove("sign");
        Ok(Self::Own(content))
    }

    /// Whether the content was not made here, so that nothing is known of it in advance.
    pub(super) const fn is_foreign(&self) -> bool {
        match self {
            Self::Highlight(_) | Self::Documented => false,
            Self::Own(_) | Self::Other { .. } => true,
        }
    }

    pub(super) fn content(&self, index: u64) -> Map<String, Value> {
        let content = match self {
            Self::Highlight(world) => world.highlight(index).to_json(),
            Self::Documented => documented(),
            Self::Own(content) => return content.clone(),
            Self::Other { event_type } => other(*event_type, index),
        };
        match content {
            Value::Object(content) => content,
            _ => unreachable!("all of these are written as objects"),
        }
    }
}

fn documented() -> Value {
    serde_json::from_str(DOCUMENTED).expect("the fixture is JSON, as a test sees")
}

fn other(event_type: i64, index: u64) -> Value {
    /// 2025-10-22 10:26:48 UTC: a time of its own for each index makes each a new event.
    const FIRST_EVENT_TIME: u64 = 1_761_128_808;
    json!({
        "app": "push.lanternmarket.example",
        "appid": 1_250_000_001,
        "appname": "live",
        "channel_id": "room1820",
        "event_time": FIRST_EVENT_TIME.saturating_add(index),
        "event_type": event_type,
        "stream_id": "room1820",
    })
}
