//! A source: one callback path, the keys that may sign for it, and the push domains it speaks for.

use crate::{CallbackKey, KeyId};

/// How many keys a source may have. Rotation needs two; each costs one MD5 per forged callback.
const MAX_KEYS: usize = 8;

/// The longest name of a source, in characters.
const MAX_NAME_CHARACTERS: usize = 64;

/// One callback path with what may be believed on it. Only its own keys are ever tried.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    authentication: Authentication,
    domains: Vec<String>,
}

/// How the senders of a source prove themselves.
#[derive(Debug, Clone)]
pub enum Authentication {
    /// By one of these keys, newest first. Never empty.
    Keys(Vec<(KeyId, CallbackKey)>),
    /// Not at all: everything that is a callback is taken, as [`Sender::Unverified`](crate::Sender::Unverified). `t` and `sign`
    /// are not read, so a wrong or expired pair is taken like none.
    Unsigned,
}

impl Source {
    /// A source whose callbacks are signed with one of `keys`.
    ///
    /// # Errors
    /// [`SourceError`]: a bad name, no key, more than 8, or two of one name.
    pub fn signed(
        name: &str,
        keys: impl IntoIterator<Item = (KeyId, CallbackKey)>,
    ) -> Result<Self, SourceError> {
        let keys: Vec<_> = keys.into_iter().collect();
        if let Some(id) = repeated_id(&keys) {
            return Err(SourceError::SameKeyId { id: id.clone() });
        }
        match keys.len() {
            0 => Err(SourceError::NoKeys),
            1..=MAX_KEYS => Self::new(name, Authentication::Keys(keys)),
            count => Err(SourceError::TooManyKeys { count }),
        }
    }

    /// A source that believes everybody. There is no way to get one by leaving something out.
    ///
    /// # Errors
    /// [`SourceError::Name`].
    pub fn unsigned(name: &str) -> Result<Self, SourceError> {
        Self::new(name, Authentication::Unsigned)
    }

    fn new(name: &str, authentication: Authentication) -> Result<Self, SourceError> {
        let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !(1..=MAX_NAME_CHARACTERS).contains(&name.len()) || !name.chars().all(letters) {
            return Err(SourceError::Name);
        }
        Ok(Self { name: name.to_owned(), authentication, domains: Vec::new() })
    }

    /// Limits the source to callbacks that name one of these push domains, or none. Letter case does not matter.
    #[must_use]
    pub fn with_domains(mut self, domains: impl IntoIterator<Item = String>) -> Self {
        self.domains = domains.into_iter().collect();
        self
    }

    /// The name records keep.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How its senders prove themselves.
    #[must_use]
    pub const fn authentication(&self) -> &Authentication {
        &self.authentication
    }

    /// Its push domains; empty means any.
    #[must_use]
    pub fn domains(&self) -> &[String] {
        &self.domains
    }
}

/// The first name that two keys share.
fn repeated_id(keys: &[(KeyId, CallbackKey)]) -> Option<&KeyId> {
    let ids = || keys.iter().map(|(id, _)| id);
    ids()
        .enumerate()
        .find(|(place, id)| ids().take(*place).any(|other| other == *id))
        .map(|(_, id)| id)
}

/// Why a source cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The name is empty, longer than 64, or has other characters than letters, digits, `-`, `_` and `.`.
    #[error("a source's name has 1 to {MAX_NAME_CHARACTERS} letters, digits, `-`, `_` or `.`")]
    Name,
    /// No key: that must be said by `unsigned`, not by silence.
    #[error("a signed source needs at least one callback key")]
    NoKeys,
    /// More than 8 keys.
    #[error("a source takes at most {MAX_KEYS} keys, got {count}; rotation needs two")]
    TooManyKeys {
        /// How many were given.
        count: usize,
    },
    /// Two keys of one name: a record could not say which of them its sender knew.
    #[error("two keys of the source are both named `{id}`; give each a name of its own")]
    SameKeyId {
        /// The name.
        id: KeyId,
    },
}
