//! Why a callback is refused: what happened, why, and what to do. Never the signature that would have been right.

use crate::{Code, envelope::MAX_DEPTH};

/// A refusal: the bytes are no callback, or nobody we know signed them.
///
/// The texts are for the sender's log and ours. They quote no payload beyond a field name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// See [`Code::NotUtf8`].
    #[error(
        "the body is not UTF-8 (first bad byte at offset {offset}); send JSON encoded as UTF-8"
    )]
    NotUtf8 {
        /// Offset of the first byte that is not UTF-8.
        offset: usize,
    },
    /// See [`Code::NotJson`].
    #[error(
        "the body is not JSON (line {line}, column {column}); send one JSON object, without a byte order mark and not as a form"
    )]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// See [`Code::NotObject`].
    #[error("the body is JSON but no object; a callback is one JSON object")]
    NotObject,
    /// See [`Code::RepeatedField`].
    #[error(
        "the top-level field `{name}` stands more than once; which one counts would be a guess"
    )]
    RepeatedField {
        /// Its name, escaped for display and cut to 64 characters.
        name: String,
    },
    /// See [`Code::TooDeep`].
    #[error("arrays and objects nest deeper than {MAX_DEPTH}; no documented callback passes 7")]
    TooDeep,
    /// See [`Code::StreamLive`].
    #[error(
        "everything stands under `data`: this is a StreamLive callback, a different product; point it at another URL"
    )]
    StreamLive,
    /// See [`Code::Unsigned`].
    #[error(
        "t and sign are absent, and this source has a key; set the same callback key in the console's callback template"
    )]
    Unsigned,
    /// See [`Code::TMissing`].
    #[error("sign is there but t is absent; both or neither are sent")]
    TMissing,
    /// See [`Code::SignMissing`].
    #[error("t is there but sign is absent; both or neither are sent")]
    SignMissing,
    /// See [`Code::TNull`].
    #[error("t is null; send Unix seconds as an integer")]
    TNull,
    /// See [`Code::TNotCanonical`].
    #[error(
        "t {0}; send Unix seconds as an integer without sign, leading zeros, fraction or exponent"
    )]
    TNotCanonical(TProblem),
    /// See [`Code::SignNull`].
    #[error("sign is null; send MD5(key + t) as 32 hex digits")]
    SignNull,
    /// See [`Code::SignMalformed`].
    #[error("sign is not a text of 32 hex digits; send MD5(key + t)")]
    SignMalformed,
    /// See [`Code::Forged`].
    #[error(
        "sign matches none of this source's keys; compare the key in the console's callback template, then run `explain` on the body"
    )]
    Forged,
    /// See [`Code::Scope`].
    #[error(
        "the body names a push domain that is not of this source; add it to the source's domains or send it to another path"
    )]
    Scope,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::NotUtf8 { .. } => Code::NotUtf8,
            Self::NotJson { .. } => Code::NotJson,
            Self::NotObject => Code::NotObject,
            Self::RepeatedField { .. } => Code::RepeatedField,
            Self::TooDeep => Code::TooDeep,
            Self::StreamLive => Code::StreamLive,
            Self::Unsigned => Code::Unsigned,
            Self::TMissing => Code::TMissing,
            Self::SignMissing => Code::SignMissing,
            Self::TNull => Code::TNull,
            Self::TNotCanonical(_) => Code::TNotCanonical,
            Self::SignNull => Code::SignNull,
            Self::SignMalformed => Code::SignMalformed,
            Self::Forged => Code::Forged,
            Self::Scope => Code::Scope,
        }
    }
}

/// What is wrong with a `t` that is no canonical integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TProblem {
    /// Neither a number nor a text: `true`, an array, an object.
    #[error("is neither a number nor a text of digits")]
    WrongType,
    /// `-1`, in either form.
    #[error("is negative")]
    Negative,
    /// `01`, as text (as a number it is no JSON).
    #[error("has a leading zero")]
    LeadingZero,
    /// `1.0`.
    #[error("has a fraction")]
    Fraction,
    /// `1e9`.
    #[error("has an exponent")]
    Exponent,
    /// Anything else in a text: `+1`, blanks, letters, nothing.
    #[error("is a text of other characters than digits")]
    NotDigits,
    /// More than a signed 64-bit integer holds.
    #[error("is larger than a signed 64-bit integer")]
    OutOfRange,
}
