//! The JSON Schema of what we read, generated from the very types that read it.

use schemars::{
    Schema,
    transform::{RecursiveTransform, Transform as _},
};
use serde_json::Value;

/// The JSON Schema (draft 2020-12) of a Smart Highlight callback, pretty-printed, ending in a newline.
#[must_use]
pub fn highlight_schema() -> String {
    let mut schema = schemars::schema_for!(crate::event::HighlightWire);
    RecursiveTransform(as_for_a_reader).transform(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is a JSON object");
    text.push('\n');
    text
}

/// Undoes two traces of how our types are written: that we never serialise `t` and `sign` is no property of the callback, and
/// neither is where our comments break their lines.
fn as_for_a_reader(schema: &mut Schema) {
    schema.remove("writeOnly");
    if let Some(Value::String(description)) = schema.get_mut("description") {
        let paragraphs: Vec<_> =
            description.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
        *description = paragraphs.join("\n\n");
    }
}
