//! Changes to an event by hand: `--set items[0].title=…`, `--unset path`.
//!
//! They are made before signing. `t` and `sign` may be set too, and then stand as they were given.

use std::str::FromStr;

use serde_json::{Map, Value};

use super::{
    path::{Path, PathError},
    tree,
};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Puts a value in a place.
    Set {
        /// The place.
        path: Path,
        /// The value.
        value: Value,
    },
    /// Takes a place away.
    Unset {
        /// The place.
        path: Path,
    },
}

/// Whether a place must exist before it is set or unset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownPaths {
    /// It must: a slip of the pen is an error.
    Refuse,
    /// It need not: new fields are added, missing ones need no removal.
    Allow,
}

/// Changes in the order in which they are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edits {
    /// The changes.
    pub list: Vec<Edit>,
    /// What to do about places that do not exist.
    pub unknown: UnknownPaths,
}

/// Why a change cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// No `=` between path and value.
    #[error("{0:?} sets nothing: write PATH=VALUE, as in items[0].title=Hello")]
    NoValue(String),
    /// The path is none.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The place does not exist.
    #[error("the callback has no {path}{}", hint(.nearest.as_deref()))]
    Unknown {
        /// Where.
        path: String,
        /// The place that was probably meant.
        nearest: Option<String>,
    },
    /// A step leads into something that has no parts of that kind.
    #[error("there is no {path}: {parent} is {kind}")]
    NoParts {
        /// Where.
        path: String,
        /// What it would be a part of.
        parent: String,
        /// What that is instead.
        kind: &'static str,
    },
    /// An index beyond the end of a list.
    #[error("there is no {path}: the list holds {len}, counted from 0")]
    BeyondEnd {
        /// Where.
        path: String,
        /// The length of the list.
        len: usize,
    },
}

fn hint(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean {nearest}?"),
        None => "; unknown paths must be allowed explicitly".to_owned(),
    }
}

impl EditError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoValue(_) => "edit_without_value",
            Self::Path(_) => "edit_path_malformed",
            Self::Unknown { .. } => "edit_path_unknown",
            Self::NoParts { .. } => "edit_path_into_value",
            Self::BeyondEnd { .. } => "edit_index_beyond_end",
        }
    }
}

/// What became of a field that is made by signing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Given {
    /// Nothing was said of it.
    #[default]
    Left,
    /// It stands as given.
    Set(Value),
    /// It is not sent.
    Unset,
}

/// What was said of `t` and `sign`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Overrides {
    pub(super) t: Given,
    pub(super) sign: Given,
}

impl Edit {
    /// Reads `PATH=VALUE`. The value is JSON where it reads as JSON, and else text: `t=5` is a
    /// number, `title=Hello` a text.
    ///
    /// # Errors
    ///
    /// [`EditError::NoValue`] and [`EditError::Path`].
    pub fn set(text: &str) -> Result<Self, EditError> {
        let (path, value) =
            text.split_once('=').ok_or_else(|| EditError::NoValue(text.to_owned()))?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
        Ok(Self::Set { path: Path::from_str(path)?, value })
    }

    /// Reads a path to take away.
    ///
    /// # Errors
    ///
    /// [`EditError::Path`].
    pub fn unset(text: &str) -> Result<Self, EditError> {
        Ok(Self::Unset { path: Path::from_str(text)? })
    }
}

impl Edits {
    /// No change.
    pub const NONE: Self = Self { list: Vec::new(), unknown: UnknownPaths::Refuse };

    /// Whether there is no change.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn apply(&self, content: &mut Map<String, Value>) -> Result<Overrides, EditError> {
        let mut overrides = Overrides::default();
        for edit in &self.list {
            let (path, value) = match edit {
                Edit::Set { path, value } => (path, Some(value)),
                Edit::Unset { path } => (path, None),
            };
            let given = || value.cloned().map_or(Given::Unset, Given::Set);
            if path.is_top_level("t") {
                overrides.t = given();
            } else if path.is_top_level("sign") {
                overrides.sign = given();
            } else {
                self.change(content, path, value)?;
            }
        }
        Ok(overrides)
    }

    fn change(
        &self,
        content: &mut Map<String, Value>,
        path: &Path,
        value: Option<&Value>,
    ) -> Result<(), EditError> {
        let is_known = tree::find(content, path)?.is_some();
        if !is_known && self.unknown == UnknownPaths::Refuse {
            let nearest = tree::nearest_path(content, path);
            return Err(EditError::Unknown { path: path.to_string(), nearest });
        }
        match value {
            Some(value) => tree::put(content, path, value.clone()),
            None => tree::take(content, path),
        }
        Ok(())
    }
}
