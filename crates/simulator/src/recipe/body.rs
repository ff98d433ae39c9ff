//! Writes a body as the captured ones are written: compact, the top-level fields in alphabetical
//! order.
//!
//! `t` and `sign` come as JSON text of their own, since what is wrong with them (a fraction, 20
//! digits, a second `t`) would not survive as values.

use serde_json::{Map, Value};

/// A top-level field as JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    /// The name that it is sorted by.
    pub(super) name: &'static str,
    /// The name as it is written, with its quotes.
    pub(super) name_json: &'static str,
    pub(super) value_json: String,
}

/// The body of these fields. Fields of one name stand in the order given.
pub(super) fn write(content: &Map<String, Value>, extra: &[Member]) -> Vec<u8> {
    let mut members: Vec<(&str, String)> = content
        .iter()
        .map(|(name, value)| (name.as_str(), format!("{}:{value}", Value::from(name.as_str()))))
        .chain(
            extra.iter().map(|each| (each.name, format!("{}:{}", each.name_json, each.value_json))),
        )
        .collect();
    members.sort_by_key(|(name, _)| *name);
    let members: Vec<String> = members.into_iter().map(|(_, text)| text).collect();
    format!("{{{}}}", members.join(",")).into_bytes()
}
