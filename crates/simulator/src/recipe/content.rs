//! What flaws do to the fields of a callback, `t` and `sign` aside.

use serde_json::{Map, Value, json};

use super::{Flaw, RECEIVER_BODY_BYTES_MAX, RecipeError};
use crate::world::ITEMS_MAX;

/// No document names it, and numbers of this size are far from those given out so far.
const UNKNOWN_EVENT_TYPE: i64 = 99_349;

/// Deeper than any receiver needs to read (ours stops at 64), and within what JSON parsers read at
/// all (mostly 128).
const NESTING: usize = 100;

/// Changes the fields as the flaw has it. Flaws of other parts change nothing here.
pub(super) fn spoil(flaw: Flaw, content: &mut Map<String, Value>) -> Result<(), RecipeError> {
    match flaw {
        Flaw::UnknownEvent => set(content, "event_type", json!(UNKNOWN_EVENT_TYPE)),
        Flaw::NoEventType => drop(content.remove("event_type")),
        Flaw::UnknownFields => {
            for item in items(flaw, content)? {
                item.insert("highlight_score".to_owned(), json!(0.93));
            }
            set(content, "trace_id", json!("7c1e0f6a-52d4"));
        }
        Flaw::WrongTypes => {
            for item in items(flaw, content)? {
                let begin_time = item.get("begin_time").map(Value::to_string);
                item.insert("begin_time".to_owned(), json!(begin_time));
                item.insert("key_words".to_owned(), json!("one, two"));
            }
        }
        Flaw::EmptyItems => {
            items(flaw, content)?;
            set(content, "items", json!([]));
        }
        Flaw::TooManyItems => {
            let first = first_item(flaw, content)?;
            let many: Vec<Value> = (0..=ITEMS_MAX).map(|n| slim_copy(first, n)).collect();
            set(content, "items", Value::from(many));
        }
        Flaw::HugeBody => set(content, "padding", json!("x".repeat(RECEIVER_BODY_BYTES_MAX))),
        Flaw::DeepNesting => {
            let nested = (0..NESTING).fold(Value::Null, |inner, _| json!([inner]));
            set(content, "nested", nested);
        }
        Flaw::TamperedBody => {
            let first = first_item(flaw, content)?;
            first.insert("title".to_owned(), json!("This title was changed on the way"));
            first.insert(
                "video_store_url".to_owned(),
                json!("http://elsewhere.example.test/clip.mp4"),
            );
        }
        _ => {}
    }
    Ok(())
}

fn set(content: &mut Map<String, Value>, name: &str, value: Value) {
    content.insert(name.to_owned(), value);
}

/// The clips, at least one.
fn items(
    flaw: Flaw,
    content: &mut Map<String, Value>,
) -> Result<Vec<&mut Map<String, Value>>, RecipeError> {
    let items: Vec<_> = match content.get_mut("items") {
        Some(Value::Array(items)) => items.iter_mut().filter_map(Value::as_object_mut).collect(),
        _ => Vec::new(),
    };
    if items.is_empty() {
        Err(RecipeError::FlawDoesNotFit { flaw, needs: "a clip in items" })
    } else {
        Ok(items)
    }
}

fn first_item(
    flaw: Flaw,
    content: &mut Map<String, Value>,
) -> Result<&mut Map<String, Value>, RecipeError> {
    items(flaw, content).map(|mut items| items.swap_remove(0))
}

/// A copy with short texts, so that a thousand of them stay below a receiver's limit for bodies.
fn slim_copy(item: &Map<String, Value>, n: u16) -> Value {
    let mut copy = item.clone();
    set(&mut copy, "title", json!(format!("clip {n}")));
    set(&mut copy, "summary", json!(""));
    set(&mut copy, "key_words", json!([]));
    set(&mut copy, "cov_img_store_url", json!(""));
    if let Some(url) = item.get("video_store_url").and_then(Value::as_str) {
        set(&mut copy, "video_store_url", json!(format!("{url}?clip={n}")));
    }
    Value::Object(copy)
}
