//! The JSON Schema of what we read, generated from the very types that read it.

/// The JSON Schema (draft 2020-12) of a Smart Highlight callback, pretty-printed, ending in a newline.
#[must_use]
pub fn highlight_schema() -> String {
    let schema = schemars::schema_for!(crate::event::HighlightWire);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is a JSON object");
    text.push('\n');
    text
}
