//! What a document or an output says about the number of events. Pure: bytes in, a count out.

use serde_json::Value;

use crate::{
    ProbeError,
    quote::{quoted, quoted_bytes},
};

/// The field by which elements of a list are told apart.
const EVENT_TYPE: &str = "event_type";

/// What an address answered.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    /// So many, of whatever.
    Count(u64),
    /// These.
    List(Vec<Value>),
    /// None: `null`, or no such thing.
    Nothing,
}

impl Answer {
    /// Reads a body. serde_json goes 128 levels deep and no further, which bounds the walks below.
    pub(crate) fn read(body: &[u8], pointer: Option<&str>) -> Result<Self, ProbeError> {
        if pointer.is_none_or(str::is_empty)
            && let Some(count) = std::str::from_utf8(body).ok().and_then(digits)
        {
            // Plain text such as 007 is no JSON.
            return Ok(Self::Count(count));
        }
        let Ok(mut document) = serde_json::from_slice::<Value>(body) else {
            return Err(ProbeError::NotACount { found: quoted_bytes(body) });
        };
        let found = match pointer {
            None => document,
            Some(pointer) => document.pointer_mut(pointer).map(Value::take).ok_or_else(|| {
                ProbeError::Pointer { pointer: quoted(pointer), reason: "points at nothing there" }
            })?,
        };
        Self::of(found)
    }

    fn of(value: Value) -> Result<Self, ProbeError> {
        let count = match value {
            Value::Null => return Ok(Self::Nothing),
            Value::Array(list) => return Ok(Self::List(list)),
            Value::Number(ref number) => number.as_u64(),
            Value::String(ref text) => digits(text),
            Value::Bool(_) | Value::Object(_) => None,
        };
        let none = || ProbeError::NotACount { found: quoted(&value.to_string()) };
        count.map(Self::Count).ok_or_else(none)
    }
}

/// A count in digits, with or without white space around it.
fn digits(text: &str) -> Option<u64> {
    let text = text.trim();
    // `parse` alone would take a plus sign.
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Which elements of a list are meant.
pub(crate) struct Choice {
    /// Those that have this in one of their strings; all where the address has named the stream already.
    pub(crate) stream_id: Option<String>,
    /// Those that do not say another one.
    pub(crate) event_type: Option<i64>,
}

impl Choice {
    pub(crate) fn count(&self, list: &[Value]) -> u64 {
        list.iter().filter(|element| self.takes(element)).count() as u64
    }

    fn takes(&self, element: &Value) -> bool {
        self.stream_id.as_deref().is_none_or(|stream_id| mentions(element, stream_id))
            && self.event_type.is_none_or(|event_type| may_be(element, event_type))
    }
}

fn mentions(value: &Value, text: &str) -> bool {
    match value {
        Value::String(string) => string.contains(text),
        Value::Array(values) => values.iter().any(|value| mentions(value, text)),
        Value::Object(fields) => fields.values().any(|value| mentions(value, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether it says this type, or none that can be read as a number.
fn may_be(element: &Value, event_type: i64) -> bool {
    let mut said = Vec::new();
    types(element, &mut said);
    said.is_empty() || said.contains(&event_type)
}

fn types(value: &Value, said: &mut Vec<i64>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| types(value, said)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == EVENT_TYPE {
                    let text = value.as_str().and_then(|text| text.parse().ok());
                    said.extend(value.as_i64().or(text));
                }
                types(value, said);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
