//! The kinds of traffic in a mix. Each is counted, timed and judged by itself: a refused forgery is a success, a slow one no excuse
//! for a slow callback.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! classes {
    ($($(#[$doc:meta])+ $variant:ident = $word:literal;)+) => {
        /// A kind of traffic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[repr(u8)]
        pub enum Class { $($(#[$doc])+ #[serde(rename = $word)] $variant,)+ }

        impl Class {
            /// Every class, in the order of reports.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable word, as in `--mix sound=90,forged=10`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

classes! {
    /// A genuine callback of a new event.
    Sound = "sound";
    /// Genuine, its `t` a minute past.
    Expired = "expired";
    /// Signed with a key that nobody was given.
    Forged = "forged";
    /// The bytes of an earlier sound callback of the run once more.
    Duplicate = "duplicate";
    /// The content of an earlier sound callback of the run with a fresh `t` and `sign`.
    Redelivered = "redelivered";
    /// A known stream with other content under a right signature: a new event, since the signature does not cover the body.
    Tampered = "tampered";
    /// Genuine, of an event type that no document names.
    UnknownEvent = "unknown-event";
    /// JSON that was cut off.
    Malformed = "malformed";
    /// Genuine, with a body of 200 KiB.
    Large = "large";
}

/// How many classes there are.
pub const N_CLASSES: usize = Class::ALL.len();

impl Class {
    /// Whether a sound receiver answers 200.
    pub const fn is_taken(self) -> bool {
        match self {
            Self::Sound
            | Self::Duplicate
            | Self::Redelivered
            | Self::Tampered
            | Self::UnknownEvent
            | Self::Large => true,
            Self::Expired | Self::Forged | Self::Malformed => false,
        }
    }

    /// Whether each request of it is an event that the receiver did not have.
    pub const fn is_new_event(self) -> bool {
        match self {
            Self::Sound | Self::Tampered | Self::UnknownEvent | Self::Large => true,
            Self::Expired
            | Self::Forged
            | Self::Duplicate
            | Self::Redelivered
            | Self::Malformed => false,
        }
    }

    /// Whether a receiver that answers 200 must have the event afterwards. What no document names, it may answer and leave.
    pub const fn must_have_effect(self) -> bool {
        self.is_taken() && !matches!(self, Self::UnknownEvent)
    }

    /// Its place in a table of all.
    pub const fn place(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that names no class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no class {0:?} of traffic (known: sound, expired, forged, duplicate, redelivered, tampered, unknown-event, malformed, large)"
)]
pub struct UnknownClass(pub String);

impl FromStr for Class {
    type Err = UnknownClass;

    fn from_str(text: &str) -> Result<Self, UnknownClass> {
        let found = Self::ALL.iter().copied().find(|class| class.as_str() == text);
        found.ok_or_else(|| UnknownClass(text.to_owned()))
    }
}
