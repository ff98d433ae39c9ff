//! Texts that may hold somebody's credentials, and so must not reach a log by way of `Debug`.

use std::fmt;

/// A text that may hold credentials, such as the query of a push address with its `txSecret`. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct SecretText(String);

impl SecretText {
    /// The text. Keep it out of logs, answers and reports.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(redacted)")
    }
}
