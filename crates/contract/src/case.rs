//! What a case is: an id, how much it weighs, what it teaches, and the steps that show it. Plain data; nothing is sent here.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::step::Step;

/// One thing asked of a receiver.
#[derive(Debug)]
pub struct Case {
    /// `css/<area>/<name>`, stable for good.
    pub id: &'static str,
    /// How much it weighs.
    pub level: Level,
    /// What a sound receiver does, in a line.
    pub title: &'static str,
    /// Where the rule comes from.
    pub source: Source,
    /// What is sent, in words.
    pub sends: &'static str,
    /// What a sound receiver does, in words.
    pub sound: &'static str,
    /// What is learnt from failing.
    pub lesson: &'static Lesson,
    /// Words to select by.
    pub tags: &'static [Tag],
    /// What the answers alone can decide.
    pub decided_by: DecidedBy,
    /// What is done, in order.
    pub steps: &'static [Step],
}

impl Case {
    /// The area, which is the middle part of the id.
    pub fn area(&self) -> Area {
        let name = self.id.split('/').nth(1).unwrap_or_default();
        name.parse().expect("a test reads the area of every case")
    }

    /// Whether it is about the key, so that it says nothing of a receiver that has none.
    pub fn needs_key(&self) -> bool {
        matches!(self.area(), Area::Sign | Area::Time | Area::Secrecy)
            || self.steps.iter().any(Step::needs_key)
    }

    /// Whether it needs the receiver to be restarted.
    pub fn needs_restart(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Restart | Step::Cut { .. }))
    }

    /// Whether it is tried side by side with others; else it has the receiver for itself.
    pub fn runs_among_others(&self) -> bool {
        let looks_back = self.steps.iter().any(|step| matches!(step, Step::LookBack(_)));
        let alone = self.needs_restart() || self.has(Tag::Concurrency) || self.has(Tag::Restart);
        !looks_back && !alone
    }

    /// Whether it writes to a plain socket by hand, so that it says nothing of an https target.
    pub fn needs_plain_http(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Raw { .. } | Step::Hold { .. }))
    }

    /// Whether it has this tag.
    pub fn has(&self, tag: Tag) -> bool {
        self.tags.contains(&tag)
    }
}

/// Why a failure matters, and what to change.
#[derive(Debug)]
pub struct Lesson {
    /// Why it matters.
    pub matters: &'static str,
    /// What to change.
    pub mend: &'static str,
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A page of Tencent's documents, by the end of its address, such as `267/38080`.
    Document(&'static str),
    /// A page by its whole address.
    Page(&'static str),
    /// A standard, such as `RFC 9112, 6.3`.
    Standard(&'static str),
    /// No document says it; this is the reason.
    Reason(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(page) => {
                write!(f, "https://www.tencentcloud.com/document/product/{page}")
            }
            Self::Page(text) | Self::Standard(text) | Self::Reason(text) => f.write_str(text),
        }
    }
}

/// What the answers alone can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy {
    /// The right answers are all that is asked.
    Answers,
    /// The right answers are not enough: without a probe they leave the case undetermined.
    Effects,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $error:ident, $thing:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        #[doc = concat!("A word that is no ", $thing, ".")]
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error("there is no {} {given:?} (known: {known})", $thing)]
        pub struct $error {
            /// What was given.
            pub given: String,
            /// Those there are.
            pub known: String,
        }

        impl FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::ALL.iter().copied().find(|each| each.as_str() == text).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|each| each.as_str()).collect();
                    $error { given: text.to_owned(), known: known.join(", ") }
                })
            }
        }
    };
}

words! {
    /// How much a case weighs, as in RFC 2119; heaviest first.
    Level, UnknownLevel, "level" {
        /// A receiver that fails it loses or fakes events.
        Must = "must",
        /// A receiver that fails it does so under circumstances that will come.
        Should = "should",
        /// Good to have; failing it is a warning at most.
        May = "may",
        /// A fact about the receiver; nothing can fail.
        Info = "info",
    }
}

words! {
    /// What a case is about.
    Area, UnknownArea, "area" {
        /// How a sound callback is taken and answered.
        Deliver = "deliver",
        /// The signature.
        Sign = "sign",
        /// The expiry.
        Time = "time",
        /// What the signature does not cover.
        Bind = "bind",
        /// The same event again.
        Duplicate = "duplicate",
        /// Events in another order than they happened.
        Order = "order",
        /// Bytes that are no callback, or an unusual one.
        Parse = "parse",
        /// Each documented event type and its oddities.
        Event = "event",
        /// The way the bytes travel.
        Transport = "transport",
        /// Many at once.
        Overload = "overload",
        /// What the answers give away.
        Secrecy = "secrecy",
    }
}

words! {
    /// A word to select cases by.
    Tag, UnknownTag, "tag" {
        /// What a forger would try.
        Forgery = "forgery",
        /// What makes events vanish.
        Loss = "loss",
        /// What makes events happen twice.
        Twice = "twice",
        /// What brings a receiver down.
        Crash = "crash",
        /// Many at the same time.
        Concurrency = "concurrency",
        /// Bytes that no HTTP library would send.
        RawSocket = "raw-socket",
        /// Needs a restart command.
        Restart = "restart",
        /// Takes longer than a second.
        Slow = "slow",
        /// Text beyond ASCII.
        Unicode = "unicode",
        /// Numbers that do not fit where they are put.
        Numbers = "numbers",
    }
}
