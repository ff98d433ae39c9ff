//! Every key that a profile may have, and the search for one that it may not: what serde says of it has neither its table nor a
//! nearest name.

use toml::de::{DeTable, DeValue};

use super::error::{ProfileProblem, nearest};

/// Every key, with its table before it. `default.toml` shows and explains each; a test compares the two. Below `headers` and `paths`
/// names are the user's.
pub(super) const KEYS: &[&str] = &[
    "name",
    "unsigned",
    "takes",
    "refuses",
    "domain",
    "app_name",
    "headers",
    "expected_failures",
    "paths",
    "observe.url",
    "observe.pointer",
    "observe.cmd",
    "observe.log",
    "observe.pattern",
    "observe.settle",
    "restart.cmd",
];

/// The tables whose own keys are known.
const TABLES: [&str; 2] = ["observe", "restart"];

/// The first unknown key of a text that is TOML, and where it stands.
pub(super) fn unknown(table: &DeTable<'_>) -> Option<(usize, ProfileProblem)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (key, value) in table {
        let name: &str = key.get_ref();
        match value.get_ref() {
            DeValue::Table(inner) if TABLES.contains(&name) => {
                let inner =
                    inner.keys().map(|key| (key.span().start, format!("{name}.{}", key.get_ref())));
                found.extend(inner);
            }
            // Of another type than a table: serde says so.
            _ if TABLES.contains(&name) => {}
            _ => found.push((key.span().start, name.to_owned())),
        }
    }
    found.retain(|(_, key)| !KEYS.contains(&key.as_str()));
    let (place, key) = found.into_iter().min()?;
    let nearest = nearest(&key, KEYS.iter().copied());
    Some((place, ProfileProblem::UnknownKey { key, nearest }))
}
