//! `sign = MD5(key + t)`: made, read and compared. It covers neither body nor path, so it says who, never "untampered".

use std::fmt;

use md5::{Digest as _, Md5};
use subtle::ConstantTimeEq as _;

use crate::{CallbackKey, Seconds};

/// How long Tencent's signatures are good: what lies between the time of sending and `t`.
pub const VALIDITY: Seconds = Seconds(10 * 60);

/// A signature as 16 bytes. Its text form is 32 lower-case hex digits, as Tencent prints it.
///
/// There is no `PartialEq`: signatures are compared by [`Signature::matches`], in constant time.
#[derive(Clone, Copy)]
pub struct Signature([u8; 16]);

impl Signature {
    /// Signs: the key first, then `t` as decimal digits, nothing between them.
    ///
    /// `t_text` is hashed as it stands, since a signature is of the digits that were sent.
    #[must_use]
    pub fn of(key: &CallbackKey, t_text: &str) -> Self {
        let mut hasher = Md5::new();
        hasher.update(key.expose().as_bytes());
        hasher.update(t_text.as_bytes());
        Self(hasher.finalize().into())
    }

    /// Reads 32 hex digits of either case.
    ///
    /// # Errors
    /// [`SignatureTextError`] for any other text.
    pub fn read(text: &str) -> Result<(Self, LetterCase), SignatureTextError> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes)
            .map_err(|_| SignatureTextError { characters: text.chars().count() })?;
        let case = if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            LetterCase::Upper
        } else {
            LetterCase::Lower
        };
        Ok((Self(bytes), case))
    }

    /// The bytes, for comparing with what somebody else calls a signature.
    pub(crate) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Whether both are the same, in a time that does not depend on where they differ.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Signature {
    /// A signature is a credential until its `t`: it is printed on request only, never by `{:?}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(redacted)")
    }
}

/// How the hex digits of a received signature were written. Every sample and capture has lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterCase {
    /// No upper-case digit.
    Lower,
    /// At least one upper-case digit: accepted, and worth a word.
    Upper,
}

/// The text is not 32 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signature is 32 hex digits; this text has {characters} characters or other ones")]
pub struct SignatureTextError {
    /// How many characters the text has.
    pub characters: usize,
}
