//! Reading a body as a type: what does not fit is named with its place, what no type knows is counted.

use serde::de::DeserializeOwned;

use super::{Undecodable, UnknownFields};

/// Reads a body, and what it holds beside what the type knows.
pub(super) fn read<T: DeserializeOwned>(body: &str) -> Result<(T, UnknownFields), Undecodable> {
    let mut unknown_fields = UnknownFields::default();
    let mut json = serde_json::Deserializer::from_str(body);
    let read = serde_ignored::deserialize(&mut json, |path| {
        if !is_of_the_envelope(&path) {
            unknown_fields.add(|| dotted(&path));
        }
    });
    let typed = read.map_err(|_| explain_misfit::<T>(body))?;
    Ok((typed, unknown_fields))
}

/// Reads a misfit once more, this time keeping track of the path, which would be a waste on sound callbacks.
fn explain_misfit<T: DeserializeOwned>(body: &str) -> Undecodable {
    let mut json = serde_json::Deserializer::from_str(body);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Ok(_) => Undecodable::new(".", "does not fit"),
        Err(error) => {
            let path = error.path().to_string();
            // serde_json adds "at line 1 column 17"; the path says it better.
            let problem = error.into_inner().to_string();
            let problem =
                problem.rsplit_once(" at line ").map_or(problem.as_str(), |(before, _)| before);
            Undecodable::new(&path, problem)
        }
    }
}

/// Whether this is a field that the envelope has read: ignored here for that reason, not because no document names it.
fn is_of_the_envelope(path: &serde_ignored::Path<'_>) -> bool {
    use serde_ignored::Path;
    matches!(
        path,
        Path::Map { parent: Path::Root, key } if matches!(key.as_str(), "t" | "sign" | "event_type")
    )
}

/// `items[0].mood` from serde_ignored's `items.0.mood`.
fn dotted(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path;
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, index } => format!("{}[{index}]", dotted(parent)),
        Path::Map { parent, key } => match dotted(parent) {
            parent if parent.is_empty() => key.clone(),
            parent => format!("{parent}.{key}"),
        },
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => dotted(parent),
    }
}
