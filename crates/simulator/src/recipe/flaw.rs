//! The catalogue of flaws: everything that can be wrong with a callback, its name, and what a
//! receiver is to make of it.
//!
//! What each flaw does stands in `content`, `credential` and `bytes`, by the part of the callback
//! that it changes.

use std::{fmt, str::FromStr};

use livehook_core::{DEFAULT_FUTURE_CAP, Seconds};

use crate::situation::Situation;

/// Up to this late an expired callback is put in quarantine; later it is only counted.
const QUARANTINE_LATE_MAX: Seconds = Seconds(3_600);

/// A part of a callback that a flaw changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// `t` and `sign`.
    Credential,
    /// The other fields.
    Content,
    /// The body as bytes, or what is said about it.
    Bytes,
}

macro_rules! catalogue {
    (@seconds $default:literal) => { Seconds };
    (@any $default:literal) => { _ };
    ($($variant:ident $(($default:literal))? $name:literal $part:ident $situation:ident $text:literal)+) => {
        /// One thing wrong with a callback, or unusual about it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Flaw { $(#[doc = $text] $variant $((catalogue!(@seconds $default)))?,)+ }

        impl Flaw {
            /// Every flaw, those that take a number of seconds with their usual one.
            pub const ALL: &'static [Self] = &[$(Self::$variant $((Seconds($default)))?,)+];

            /// The name, as in `--flaw NAME`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant $((catalogue!(@any $default)))? => $name,)+ }
            }

            /// What is wrong, in a sentence for the list of flaws.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant $((catalogue!(@any $default)))? => $text,)+ }
            }

            /// The part of the callback that it changes.
            pub(super) const fn part(self) -> Part {
                match self { $(Self::$variant $((catalogue!(@any $default)))? => Part::$part,)+ }
            }

            const fn usual_situation(self) -> Situation {
                match self { $(Self::$variant $((catalogue!(@any $default)))? => Situation::$situation,)+ }
            }
        }
    };
}

catalogue! {
    Expired(60) "expired" Credential Expired
        "t passed a minute ago; expired=SECONDS for another time, over 3600 nothing keeps it"
    AboutToExpire "about-to-expire" Credential Sound
        "t lies 5 s ahead: good, unless it waits somewhere"
    FarFuture(172_800) "far-future" Credential FarFuture
        "t lies two days ahead; far-future=SECONDS for another time"
    WrongKey "wrong-key" Credential Forged
        "signed with a key that nobody was given"
    OldKey "old-key" Credential Forged
        "signed with the key from before a rotation, which the receiver no longer has"
    SignOfAnotherT "sign-of-another-t" Credential Forged
        "a genuine signature, of the t a minute earlier"
    FlippedDigit "flipped-digit" Credential Forged
        "one hex digit of the signature is another"
    TruncatedSign "truncated-sign" Credential SignMalformed
        "the signature's last digit is missing"
    UpperCaseSign "upper-case-sign" Credential UpperCaseSign
        "the signature's digits in upper case: unusual, and right"
    TBeforeKey "t-before-key" Credential Forged
        "MD5 of t and key instead of key and t"
    Sha256Sign "sha256-sign" Credential SignMalformed
        "SHA-256 instead of MD5: 64 digits"
    EmptySign "empty-sign" Credential SignMalformed
        "sign is an empty text"
    NullSign "null-sign" Credential SignNull
        "sign is null, which is not the same as absent"
    NullT "null-t" Credential TNull
        "t is null, which is not the same as absent"
    MissingSign "missing-sign" Credential SignMissing
        "t without sign"
    MissingT "missing-t" Credential TMissing
        "sign without t"
    Unsigned "unsigned" Credential Unsigned
        "neither t nor sign, as Tencent sends while no key is set"
    TAsText "t-as-text" Credential TAsText
        "t as a text of digits, as in documents until 2020: unusual, and right"
    TFloat "t-float" Credential TNotCanonical
        "t with a fraction, and signed so"
    TNegative "t-negative" Credential TNotCanonical
        "t below zero, and signed so"
    THuge "t-huge" Credential TNotCanonical
        "t beyond 64 bits, and signed so"
    TLeadingZeros "t-leading-zeros" Credential TNotCanonical
        "t as a text that begins with a zero, and signed so"
    LengthExtended "length-extended" Credential TNotCanonical
        "an expired t, lengthened by MD5's own padding and more digits, with a signature computed from the genuine one without the key"
    TTwice "t-twice" Credential RepeatedField
        "t stands twice, far in the future the second time: parsers differ in which one they take"
    TTwiceEscaped "t-twice-escaped" Credential RepeatedField
        "t stands twice, the second time written as \\u0074"
    TamperedBody "tampered-body" Content Sound
        "the content was changed on the way, the signature is right: it does not cover the body, so a receiver can only take it as a new event"
    UnknownEvent "unknown-event" Content UnknownEvent
        "an event type that no document names"
    NoEventType "no-event-type" Content NoEventType
        "no event_type at all"
    UnknownFields "unknown-fields" Content UnknownFields
        "fields that no document names, at the top and in the clips"
    WrongTypes "wrong-types" Content Misfit
        "numbers as texts and a list as a text, where the documents have it otherwise"
    EmptyItems "empty-items" Content Sound
        "a highlight without clips"
    TooManyItems "1001-items" Content Misfit
        "a highlight of 1001 clips, one more than is read"
    HugeBody "huge-body" Content TooLarge
        "a body just over 1 MiB"
    DeepNesting "deep-nesting" Content TooDeep
        "arrays within arrays, 100 deep"
    TypeTwice "type-twice" Bytes RepeatedField
        "event_type stands twice, the second time 0, the end of a stream: parsers differ in which one they take"
    InvalidUtf8 "invalid-utf8" Bytes NotUtf8
        "a byte that is not UTF-8, within a text"
    ByteOrderMark "bom" Bytes NotJson
        "a byte order mark before the JSON"
    TruncatedJson "truncated-json" Bytes NotJson
        "the last third of the body is missing"
    JsonArray "json-array" Bytes NotObject
        "the callback within an array"
    FormBody "form-body" Bytes NotJson
        "the fields as a web form instead of JSON"
    WrongContentType "wrong-content-type" Bytes OtherContentType
        "a sound body that says it is plain text"
    NoContentType "no-content-type" Bytes OtherContentType
        "a sound body that does not say what it is"
    StreamLive "streamlive" Bytes StreamLive
        "everything under data, as another product of Tencent's sends it"
}

impl Flaw {
    /// What a receiver with the same key, our default policy and no memory of the callback makes of
    /// it.
    pub fn situation(self) -> Situation {
        match self {
            Self::Expired(by) if by > QUARANTINE_LATE_MAX => Situation::ExpiredLong,
            Self::FarFuture(by) if by <= DEFAULT_FUTURE_CAP => Situation::Sound,
            other => other.usual_situation(),
        }
    }

    /// Whether it is one of `t` and `sign`: without a key there is nothing to go wrong.
    pub fn is_of_the_credential(self) -> bool {
        self.part() == Part::Credential
    }

    /// Whether the flaw takes a number of seconds.
    const fn with_seconds(self, seconds: Seconds) -> Option<Self> {
        match self {
            Self::Expired(_) => Some(Self::Expired(seconds)),
            Self::FarFuture(_) => Some(Self::FarFuture(seconds)),
            _ => None,
        }
    }
}

impl fmt::Display for Flaw {
    /// The name that parses back: with the seconds where they are not the usual ones.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired(seconds) | Self::FarFuture(seconds) if !Self::ALL.contains(self) => {
                f.pad(&format!("{}={}", self.as_str(), seconds.0))
            }
            _ => f.pad(self.as_str()),
        }
    }
}

/// Why a text names no flaw.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlawError {
    /// No flaw has this name.
    #[error("there is no flaw {given:?}{}", did_you_mean(*.nearest))]
    Unknown {
        /// What was typed.
        given: String,
        /// The name that was probably meant.
        nearest: Option<&'static str>,
    },
    /// A number of seconds for a flaw that takes none.
    #[error("the flaw {name} takes no number of seconds; only expired and far-future do")]
    TakesNoSeconds {
        /// Which flaw.
        name: &'static str,
    },
    /// Not a whole number of seconds, or none at all.
    #[error(
        "{given:?} is no number of seconds for the flaw {name}: give a whole number from 1 to 4294967295"
    )]
    NotSeconds {
        /// Which flaw.
        name: &'static str,
        /// What stood after the `=`.
        given: String,
    },
}

fn did_you_mean(nearest: Option<&'static str>) -> String {
    nearest.map(|name| format!("; did you mean {name}?")).unwrap_or_default()
}

impl FromStr for Flaw {
    type Err = FlawError;

    fn from_str(text: &str) -> Result<Self, FlawError> {
        let (name, seconds) = match text.split_once('=') {
            Some((name, seconds)) => (name, Some(seconds)),
            None => (text, None),
        };
        let flaw = *Self::ALL.iter().find(|flaw| flaw.as_str() == name).ok_or_else(|| {
            FlawError::Unknown {
                given: name.to_owned(),
                nearest: crate::nearest::nearest(name, Self::ALL.iter().map(|flaw| flaw.as_str())),
            }
        })?;
        let Some(given) = seconds else { return Ok(flaw) };
        // 32 bits, so that no present time plus or minus them leaves the range of t.
        let seconds =
            given.parse::<u32>().ok().filter(|seconds| *seconds > 0).map(|n| Seconds(n.into()));
        match (flaw.with_seconds(Seconds(1)), seconds) {
            (None, _) => Err(FlawError::TakesNoSeconds { name: flaw.as_str() }),
            (Some(_), None) => {
                Err(FlawError::NotSeconds { name: flaw.as_str(), given: given.to_owned() })
            }
            (Some(flaw), Some(seconds)) => Ok(flaw.with_seconds(seconds).unwrap_or(flaw)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::mem;

    use super::*;

    #[test]
    fn every_name_parses_back_and_none_stands_twice() {
        for (i, &flaw) in Flaw::ALL.iter().enumerate() {
            assert_eq!(flaw.to_string().parse(), Ok(flaw));
            let same = |other: &Flaw| mem::discriminant(other) == mem::discriminant(&flaw);
            assert_eq!(Flaw::ALL.iter().position(same), Some(i));
        }
    }
}
