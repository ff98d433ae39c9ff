//! What happened, before anything is edited, spoiled or signed.

use livehook_core::Event;
use serde_json::{Map, Value, json};

use crate::world::{Choices, EventKind, NOW_FIXED, Oddity, Seed, World};

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
    /// Generated events of one kind, another one for each index.
    Kind {
        /// Which kind.
        kind: EventKind,
        /// What is odd about them, if anything; an oddity of another kind changes nothing.
        oddity: Option<Oddity>,
        /// Where they happen.
        world: World,
    },
    /// An event by its number: of a documented type, generated in a world that is always the same;
    /// of any other, with the fields that most events share and the index as its time.
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

    /// Generated events of one kind, with or without an oddity of theirs.
    pub const fn of_kind(world: World, kind: EventKind, oddity: Option<Oddity>) -> Self {
        Self::Kind { kind, oddity, world }
    }

    /// The number in `event_type` that is meant, where one is: an oddity or an edit may change it.
    pub fn event_type(&self) -> Option<i64> {
        match self {
            Self::Highlight(_) | Self::Documented => Some(Event::HIGHLIGHT),
            Self::Own(content) => content.get("event_type").and_then(Value::as_i64),
            Self::Kind { kind, .. } => Some(kind.event_type()),
            Self::Other { event_type } => Some(*event_type),
        }
    }

    /// Whether only a look at a body tells what becomes of it. The catalogue of flaws knows Smart
    /// Highlights.
    pub(super) const fn is_foreign(&self) -> bool {
        match self {
            Self::Highlight(_) | Self::Documented => false,
            Self::Own(_) | Self::Kind { .. } | Self::Other { .. } => true,
        }
    }

    pub(super) fn content(&self, index: u64) -> Map<String, Value> {
        let content = match self {
            Self::Highlight(world) => world.highlight(index).to_json(),
            Self::Documented => documented(),
            Self::Own(content) => return content.clone(),
            Self::Kind { kind, oddity, world } => return world.event(*kind, *oddity, index),
            Self::Other { event_type } => match EventKind::try_from(*event_type) {
                Ok(kind) => return standing_world().event(kind, None, index),
                Err(_) => undocumented(*event_type, index),
            },
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

/// The world of events that nobody named a world for.
fn standing_world() -> World {
    World::new(Seed(0), Choices::EVERYTHING, NOW_FIXED).expect("the time is within the limits")
}

fn undocumented(event_type: i64, index: u64) -> Value {
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
