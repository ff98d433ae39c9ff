//! Finding, setting and removing what stands in a place of a body.

use serde_json::{Map, Value};

use super::{
    edit::EditError,
    path::{Path, Step},
};
use crate::nearest::nearest;

/// How many existing paths are compared with one that does not exist.
const PATHS_COMPARED_MAX: usize = 10_000;

/// What stands in a place; nothing where a name is missing on the way.
pub(super) fn find<'a>(
    content: &'a Map<String, Value>,
    path: &Path,
) -> Result<Option<&'a Value>, EditError> {
    let (first, steps) = path.split_first();
    let Some(mut place) = content.get(first) else { return missing(path, 0).map(|()| None) };
    for (i, step) in steps.iter().enumerate() {
        let next = match (step, place) {
            (Step::Name(name), Value::Object(object)) => object.get(name),
            (Step::Index(index), Value::Array(list)) => match list.get(*index) {
                Some(value) => Some(value),
                None => return Err(beyond_end(path, i, list.len())),
            },
            (Step::Name(_) | Step::Index(_), other) => {
                let (path, parent) = (path.up_to(i + 1).to_string(), path.up_to(i).to_string());
                return Err(EditError::NoParts { path, parent, kind: kind(other) });
            }
        };
        match next {
            Some(value) => place = value,
            None => return missing(path, i + 1).map(|()| None),
        }
    }
    Ok(Some(place))
}

/// Objects and lists that are missing from this step on can be made, lists with their first element
/// only.
fn missing(path: &Path, from_step: usize) -> Result<(), EditError> {
    let later = path.split_first().1.iter().enumerate().skip(from_step);
    match later.filter(|(_, step)| matches!(step, Step::Index(1..))).map(|(i, _)| i).next() {
        Some(i) => Err(beyond_end(path, i, 0)),
        None => Ok(()),
    }
}

fn beyond_end(path: &Path, step: usize, len: usize) -> EditError {
    EditError::BeyondEnd { path: path.up_to(step + 1).to_string(), len }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list, whose elements have numbers, as in [0]",
        Value::Object(_) => "an object, whose parts have names",
    }
}

/// Sets a place that [`find`] went to without an error, and makes what is missing on the way.
pub(super) fn put(content: &mut Map<String, Value>, path: &Path, value: Value) {
    let (first, steps) = path.split_first();
    put_below(content.entry(first).or_insert(Value::Null), steps, value);
}

fn put_below(place: &mut Value, steps: &[Step], value: Value) {
    match (steps, place) {
        ([], place) => *place = value,
        ([Step::Name(name), rest @ ..], Value::Object(object)) => {
            put_below(object.entry(name).or_insert(Value::Null), rest, value);
        }
        ([Step::Index(index), rest @ ..], Value::Array(list)) => {
            if let Some(element) = list.get_mut(*index) {
                put_below(element, rest, value);
            }
        }
        ([Step::Name(name), rest @ ..], place) => {
            let mut inner = Value::Null;
            put_below(&mut inner, rest, value);
            *place = Value::Object([(name.clone(), inner)].into_iter().collect());
        }
        ([Step::Index(_), rest @ ..], place) => {
            let mut inner = Value::Null;
            put_below(&mut inner, rest, value);
            *place = Value::Array(vec![inner]);
        }
    }
}

/// Takes a place away, if it is there.
pub(super) fn take(content: &mut Map<String, Value>, path: &Path) {
    let (first, steps) = path.split_first();
    match (steps.split_last(), content.get_mut(first)) {
        (None, _) => drop(content.remove(first)),
        (Some((last, between)), Some(place)) => take_below(place, between, last),
        (Some(_), None) => {}
    }
}

fn take_below(place: &mut Value, between: &[Step], last: &Step) {
    match (between, place) {
        ([], Value::Object(object)) => {
            if let Step::Name(name) = last {
                object.remove(name);
            }
        }
        ([], Value::Array(list)) => {
            if let Some(index) = last.index().filter(|index| *index < list.len()) {
                list.remove(index);
            }
        }
        ([Step::Name(name), rest @ ..], Value::Object(object)) => {
            if let Some(inner) = object.get_mut(name) {
                take_below(inner, rest, last);
            }
        }
        ([Step::Index(index), rest @ ..], Value::Array(list)) => {
            if let Some(inner) = list.get_mut(*index) {
                take_below(inner, rest, last);
            }
        }
        _ => {}
    }
}

/// The existing path that differs least from one that does not exist.
pub(super) fn nearest_path(content: &Map<String, Value>, path: &Path) -> Option<String> {
    let mut known: Vec<String> = vec!["t".to_owned(), "sign".to_owned()];
    for (name, value) in content {
        collect(&Path::top_level(name), value, &mut known);
    }
    nearest(&path.to_string(), known.iter().map(String::as_str)).map(str::to_owned)
}

fn collect(path: &Path, value: &Value, known: &mut Vec<String>) {
    if known.len() >= PATHS_COMPARED_MAX {
        return;
    }
    known.push(path.to_string());
    match value {
        Value::Array(list) => {
            for (i, value) in list.iter().enumerate() {
                collect(&path.then(Step::Index(i)), value, known);
            }
        }
        Value::Object(object) => {
            for (name, value) in object {
                collect(&path.then(Step::Name(name.clone())), value, known);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
