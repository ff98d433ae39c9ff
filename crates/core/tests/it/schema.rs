//! The JSON Schema in `fixtures/schema` is the one of the types. `UPDATE_EXPECT=1` writes it anew.

use expect_test::expect_file;
use livehook_core::{Highlight, highlight_schema};
use serde_json::Value;

fn schema() -> Value {
    serde_json::from_str(&highlight_schema()).unwrap()
}

#[test]
fn the_checked_in_schema_is_that_of_the_types() {
    expect_file!["../../../../fixtures/schema/smart-highlight.schema.json"]
        .assert_eq(&highlight_schema());
}

#[test]
fn t_and_sign_are_optional_and_never_null() {
    let schema = schema();
    let required: Vec<_> = schema["required"].as_array().unwrap().iter().collect();
    assert!(!required.contains(&&Value::from("t")) && !required.contains(&&Value::from("sign")));
    assert_eq!(schema["properties"]["sign"]["type"], "string");
    assert_eq!(schema["properties"]["t"]["oneOf"].as_array().unwrap().len(), 2);
    assert_eq!(schema["dependentRequired"], serde_json::json!({"t": ["sign"], "sign": ["t"]}));
}

#[test]
fn every_field_we_write_is_named_and_described() {
    let highlight = Highlight {
        appid: 1,
        domain: String::new(),
        path: String::new(),
        stream_id: String::new(),
        clips: vec![],
    };
    let written: Value = serde_json::from_str(&highlight.to_json()).unwrap();
    let schema = schema();
    for name in written.as_object().unwrap().keys() {
        let description = &schema["properties"][name]["description"];
        assert!(
            description.as_str().is_some_and(|text| text.ends_with('.')),
            "{name}: {description}"
        );
    }
    assert_eq!(schema["properties"]["event_type"]["const"], 349);
}
