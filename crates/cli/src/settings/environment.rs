//! The process's environment, read once at start and handed on as a value.

use std::collections::BTreeMap;

use super::catalogue::{OTHER_VARIABLES, SETTINGS};
use crate::output;

/// Set by `cargo xtask`, so that usage lines name what the user typed.
pub(super) const XTASK_VARIABLE: &str = "LIVEHOOK_XTASK";

const PREFIX: &str = "LIVEHOOK_";

/// Environment variables by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The process's own. Variables that are not Unicode are left out.
    pub(crate) fn of_process() -> Self {
        Self(
            std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
        )
    }

    /// A variable that is set and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// What the user calls this program.
    pub(crate) fn program_name(&self) -> &'static str {
        if self.get(XTASK_VARIABLE).is_some() { "cargo xtask" } else { "livehook" }
    }

    /// How wide the terminal is, if anybody says so.
    pub(crate) fn columns(&self) -> Option<usize> {
        output::columns(self.columns_said())
    }

    /// The same for tables, which use all the room there is.
    pub(crate) fn table_columns(&self) -> Option<usize> {
        output::table_columns(self.columns_said())
    }

    fn columns_said(&self) -> Option<usize> {
        self.get("COLUMNS").and_then(|text| text.parse().ok())
    }

    /// Whether the terminal can neither colour nor wipe, as it says itself.
    pub(crate) fn is_dumb(&self) -> bool {
        self.get("TERM") == Some("dumb")
    }

    /// Set where nothing is to be coloured: `NO_COLOR`, or a terminal that cannot.
    pub(crate) fn no_color(&self) -> Option<&str> {
        self.get("NO_COLOR").or_else(|| self.get("TERM").filter(|term| *term == "dumb"))
    }

    /// Warns of variables that look like ours and are not. Only a warning: Kubernetes makes `LIVEHOOK_PORT` for a service of that name.
    pub(crate) fn warn_of_unknown(&self) {
        let known = || {
            SETTINGS
                .iter()
                .filter_map(|setting| setting.variable)
                .chain(OTHER_VARIABLES.iter().copied())
        };
        for name in self
            .0
            .keys()
            .filter(|name| name.starts_with(PREFIX) && !known().any(|known| known == name.as_str()))
        {
            output::note(&format!(
                "warning: the environment variable {name} is not one of ours and is ignored"
            ));
        }
    }
}

#[cfg(test)]
impl FromIterator<(&'static str, &'static str)> for Environment {
    fn from_iter<I: IntoIterator<Item = (&'static str, &'static str)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}
