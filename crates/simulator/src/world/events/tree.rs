//! Small changes to the fields of an event.

use serde_json::{Map, Value};

/// Puts a value in a field.
pub(super) fn set(content: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    content.insert(name.to_owned(), value.into());
}

/// Takes fields away.
pub(super) fn remove(content: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        content.remove(*name);
    }
}

/// Gives a field another name.
pub(super) fn rename(content: &mut Map<String, Value>, from: &str, to: &str) {
    if let Some(value) = content.remove(from) {
        content.insert(to.to_owned(), value);
    }
}

/// Changes the text of a field.
pub(super) fn change_text(
    content: &mut Map<String, Value>,
    name: &str,
    change: impl FnOnce(&str) -> String,
) {
    if let Some(Value::String(text)) = content.get_mut(name) {
        *text = change(text);
    }
}

/// The objects in a list.
pub(super) fn objects<'a>(
    content: &'a mut Map<String, Value>,
    list: &str,
) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    let list = content.get_mut(list).and_then(Value::as_array_mut);
    list.into_iter().flatten().filter_map(Value::as_object_mut)
}

/// The object in a field.
pub(super) fn object<'a>(
    content: &'a mut Map<String, Value>,
    name: &str,
) -> Option<&'a mut Map<String, Value>> {
    content.get_mut(name).and_then(Value::as_object_mut)
}
