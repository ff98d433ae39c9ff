//! The JSON Schema of a measurement.

use schemars::{
    Schema,
    transform::{RecursiveTransform, Transform as _},
};
use serde_json::Value;

use crate::measurement::{Measurement, SCHEMA};

/// The JSON Schema (draft 2020-12) of a measurement, pretty-printed, ending in a newline.
pub fn measurement_schema() -> String {
    let mut schema = schemars::schema_for!(Measurement);
    if let Some(Value::Object(version)) = schema.pointer_mut("/properties/schema") {
        version.insert("const".to_owned(), Value::from(SCHEMA));
    }
    pretty(schema)
}

/// A schema as text, ending in a newline.
pub(super) fn pretty(mut schema: Schema) -> String {
    RecursiveTransform(unbroken).transform(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is a JSON object");
    text.push('\n');
    text
}

/// Where our comments break their lines is no property of the measurement.
fn unbroken(schema: &mut Schema) {
    if let Some(Value::String(description)) = schema.get_mut("description") {
        let paragraphs: Vec<_> =
            description.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
        *description = paragraphs.join("\n\n");
    }
}
