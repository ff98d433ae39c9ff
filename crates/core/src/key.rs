//! Callback keys: the shared secret of a callback template, and the name under which a record remembers which key matched.

use std::{fmt, sync::Arc};

/// The key that signs the public vectors in `fixtures/vectors`. Everybody knows it: never protect anything with it.
pub const VECTOR_KEY: &str = "DoNotUseLivehookVectorKey0000001";

/// What every key in the public vectors begins with, those of later releases too.
const VECTOR_KEY_PREFIX: &str = "DoNotUseLivehookVectorKey";

/// The most bytes a key may have. Tencent's console allows 32; ours is a bound against accidents such as a whole file.
const MAX_KEY_BYTES: usize = 256;

/// Keys shorter than this can be guessed offline from one sniffed signature: MD5 is fast.
const SHORT_KEY_CHARACTERS: usize = 16;

/// The longest key Tencent's console takes (document 267/31074).
const CONSOLE_KEY_CHARACTERS: usize = 32;

/// A callback key. Compared and hashed as bytes; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackKey(Arc<str>);

impl CallbackKey {
    /// Takes a key as it stands: nothing is trimmed.
    ///
    /// # Errors
    /// [`KeyError::Empty`] and [`KeyError::TooLong`] (over 256 bytes). Everything else works; see [`Self::concerns`].
    pub fn new(text: &str) -> Result<Self, KeyError> {
        match text.len() {
            0 => Err(KeyError::Empty),
            1..=MAX_KEY_BYTES => Ok(Self(text.into())),
            bytes => Err(KeyError::TooLong { bytes }),
        }
    }

    /// What a careful operator would want to know about this key. Empty for a good one.
    #[must_use]
    pub fn concerns(&self) -> Vec<KeyConcern> {
        let characters = self.0.chars().count();
        let mut concerns = Vec::new();
        if self.0.starts_with(VECTOR_KEY_PREFIX) {
            concerns.push(KeyConcern::PublicVectorKey);
        }
        if self.0.trim() != &*self.0 {
            concerns.push(KeyConcern::SurroundingBlanks);
        }
        if characters < SHORT_KEY_CHARACTERS {
            concerns.push(KeyConcern::Short { characters });
        }
        if characters > CONSOLE_KEY_CHARACTERS {
            concerns.push(KeyConcern::LongerThanConsole { characters });
        }
        if !self.0.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            concerns.push(KeyConcern::NotLettersAndDigits);
        }
        if self.0.ends_with(|last: char| last.is_ascii_digit()) {
            concerns.push(KeyConcern::EndsInDigit);
        }
        concerns
    }

    /// The secret itself. For hashing and for handing to the party that owns it; do not print it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CallbackKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallbackKey(redacted)")
    }
}

/// Why a text is no callback key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// No characters at all: `MD5(t)` would be signable by anybody.
    #[error("the callback key is empty; take the one set in the console's callback template")]
    Empty,
    /// Over 256 bytes.
    #[error(
        "the callback key has {bytes} bytes; at most {MAX_KEY_BYTES} are taken, and Tencent's console allows {CONSOLE_KEY_CHARACTERS}"
    )]
    TooLong {
        /// Its length.
        bytes: usize,
    },
}

/// Something unusual about a key that works all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyConcern {
    /// A key of the published test vectors.
    #[error("this is a published key of the test vectors; anybody can sign with it")]
    PublicVectorKey,
    /// White space at an end, most often a newline from a file.
    #[error("the key begins or ends with white space; was it copied with a newline?")]
    SurroundingBlanks,
    /// Fewer than 16 characters.
    #[error(
        "the key has only {characters} characters; whoever sees one signed callback can guess it offline, use 32 (`key new`)"
    )]
    Short {
        /// Its length.
        characters: usize,
    },
    /// Over 32 characters, which the console does not take.
    #[error("the key has {characters} characters; Tencent's console allows 32")]
    LongerThanConsole {
        /// Its length.
        characters: usize,
    },
    /// Other characters than the console takes.
    #[error(
        "the key holds characters other than letters and digits, which Tencent's console does not allow"
    )]
    NotLettersAndDigits,
    /// `MD5(key + t)` has no separator: `k1` with `23` and `k` with `123` sign alike.
    #[error(
        "the key ends in a digit; without a separator, key and t run together, so prefer one that ends in a letter"
    )]
    EndsInDigit,
}

impl KeyConcern {
    /// The stable name of this concern.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PublicVectorKey => "public_vector_key",
            Self::SurroundingBlanks => "surrounding_blanks",
            Self::Short { .. } => "short",
            Self::LongerThanConsole { .. } => "longer_than_console",
            Self::NotLettersAndDigits => "not_letters_and_digits",
            Self::EndsInDigit => "ends_in_digit",
        }
    }
}

/// The name of a key of a source, such as `current` or `env`. Says nothing of the key itself, so it may be printed and stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(Arc<str>);

impl KeyId {
    /// Takes any text as a name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
