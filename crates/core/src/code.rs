//! The stable codes of everything that is not plainly accepted: one word each, the same in answers, logs, metrics and vectors.

use std::{fmt, str::FromStr};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+) => {
        /// A stable code. Clients may branch on it; a code is never reused for something else.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, in the order in which the checks are made.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as it stands in answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

codes! {
    /// The body is not UTF-8.
    NotUtf8 = "not_utf8",
    /// The body is not JSON.
    NotJson = "not_json",
    /// The body is JSON, but no object.
    NotObject = "not_object",
    /// A top-level field stands twice.
    RepeatedField = "repeated_field",
    /// Arrays and objects nest deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).
    TooDeep = "too_deep",
    /// Everything under a top-level `data`: a StreamLive callback, another product.
    StreamLive = "streamlive",
    /// Neither `t` nor `sign`, though the source has keys.
    Unsigned = "unsigned",
    /// `sign` without `t`.
    TMissing = "t_missing",
    /// `t` without `sign`.
    SignMissing = "sign_missing",
    /// `t` is `null`.
    TNull = "t_null",
    /// `t` is no canonical integer in range.
    TNotCanonical = "t_not_canonical",
    /// `sign` is `null`.
    SignNull = "sign_null",
    /// `sign` is no text of 32 hex digits.
    SignMalformed = "sign_malformed",
    /// The signature fits none of the source's keys.
    Forged = "forged",
    /// The body names a push domain that is not the source's.
    Scope = "scope",
    /// Genuine, but `t` lies further ahead than the policy allows.
    FarFuture = "far_future",
    /// Genuine, but `t` has passed.
    Expired = "expired",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text).ok_or(ParseCodeError)
    }
}

/// The text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such code: see `Code::ALL` for those there are")]
pub struct ParseCodeError;

#[cfg(test)]
mod tests {
    use super::{Code, ParseCodeError};

    #[test]
    fn each_code_is_read_as_it_is_written_and_nothing_else_is() {
        for code in Code::ALL {
            assert_eq!(code.to_string().parse(), Ok(*code));
        }
        for other in ["", "Forged", " forged", "forged ", "accepted"] {
            assert_eq!(other.parse::<Code>(), Err(ParseCodeError), "{other:?}");
        }
    }
}
