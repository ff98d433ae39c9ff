//! A callback path: what may stand in the console's callback URL after host and port.

use std::{fmt, str::FromStr};

use crate::quote::quoted;

/// The longest callback path, in bytes.
const MAX_PATH_BYTES: usize = 256;

/// A path such as `/callbacks/css`: absolute, plain characters only, compared byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallbackPath(String);

impl CallbackPath {
    /// The path that is used where none is configured.
    pub const DEFAULT: &'static str = "/callbacks/css";

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for CallbackPath {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

impl fmt::Display for CallbackPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CallbackPath {
    type Err = CallbackPathError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
        // Two slashes or dots in a row are what proxies rewrite; a path that is not what it seems is a trap.
        let odd = ["//", "/./", "/../"].iter().any(|pair| text.contains(pair));
        if !text.starts_with('/') || text.len() > MAX_PATH_BYTES || odd || !text.chars().all(plain)
        {
            return Err(CallbackPathError { path: quoted(text) });
        }
        Ok(Self(text.to_owned()))
    }
}

/// The text is no callback path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{path}` is no callback path; it begins with `/` and has at most {MAX_PATH_BYTES} letters, digits, `/`, `-`, `_`, `.` or `~`"
)]
pub struct CallbackPathError {
    path: String,
}
