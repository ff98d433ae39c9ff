//! What a callback meets at a receiver: the rows of `fixtures/answers.tsv`, the one model of
//! answers.
//!
//! A recipe names the situation it makes; `--check` compares what came back with the situation's
//! row. Which of a receiver's states leads to which situation is not known here.

use std::{fmt, str::FromStr, sync::LazyLock};

const TABLE: &str = include_str!("../../../fixtures/answers.tsv");

macro_rules! situations {
    ($($variant:ident = $name:literal,)+) => {
        /// A row of the answers table. The table itself says what each one means.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Situation { $(#[doc = concat!("`", $name, "`")] $variant,)+ }

        impl Situation {
            /// Every situation, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name in the table.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

situations! {
    Sound = "sound",
    Repeated = "repeated",
    Redelivered = "redelivered",
    FreshAfterExpired = "fresh_after_expired",
    UpperCaseSign = "upper_case_sign",
    TAsText = "t_as_text",
    UnknownEvent = "unknown_event",
    NoEventType = "no_event_type",
    Misfit = "misfit",
    UnknownFields = "unknown_fields",
    OtherContentType = "other_content_type",
    LateAccepted = "late_accepted",
    UnsignedMode = "unsigned_mode",
    Expired = "expired",
    ExpiredAgain = "expired_again",
    ExpiredLong = "expired_long",
    FarFuture = "far_future",
    Unsigned = "unsigned",
    TMissing = "t_missing",
    SignMissing = "sign_missing",
    TNull = "t_null",
    TNotCanonical = "t_not_canonical",
    SignNull = "sign_null",
    SignMalformed = "sign_malformed",
    Forged = "forged",
    Scope = "scope",
    StreamLive = "streamlive",
    NotUtf8 = "not_utf8",
    NotJson = "not_json",
    NotObject = "not_object",
    RepeatedField = "repeated_field",
    TooDeep = "too_deep",
    TooLarge = "too_large",
    TooSlow = "too_slow",
    Incomplete = "incomplete",
    OtherMethod = "other_method",
    OtherPath = "other_path",
    Overloaded = "overloaded",
    InboxUnavailable = "inbox_unavailable",
}

impl Situation {
    /// The answer that the table expects.
    pub fn answer(self) -> &'static Answer {
        answers()
            .iter()
            .find(|answer| answer.situation == self)
            .expect("a test holds the enum and the table together")
    }
}

impl fmt::Display for Situation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A name that the answers table does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the answers table has no situation {0:?}")]
pub struct UnknownSituation(pub String);

impl FromStr for Situation {
    type Err = UnknownSituation;

    fn from_str(name: &str) -> Result<Self, UnknownSituation> {
        Self::ALL
            .iter()
            .copied()
            .find(|situation| situation.as_str() == name)
            .ok_or_else(|| UnknownSituation(name.to_owned()))
    }
}

/// What a receiver is to answer in a situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Which situation.
    pub situation: Situation,
    /// The stable code in the answer's `error`, where it refuses.
    pub code: Option<&'static str>,
    /// The HTTP status.
    pub status: u16,
    /// Where the callback is kept.
    pub kept: Kept,
    /// The situation in words.
    pub meaning: &'static str,
}

/// Where a receiver keeps a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// As a new record.
    Inbox,
    /// As a number on the record that is there.
    Counted,
    /// Its record moves from quarantine to the inbox.
    Promoted,
    /// In quarantine.
    Quarantine,
    /// Not at all.
    Nowhere,
}

impl Kept {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Counted => "counted",
            Self::Promoted => "promoted",
            Self::Quarantine => "quarantine",
            Self::Nowhere => "nowhere",
        }
    }
}

/// The whole table, in its order.
pub fn answers() -> &'static [Answer] {
    static ANSWERS: LazyLock<Vec<Answer>> = LazyLock::new(|| {
        TABLE.lines().skip(1).map(|line| row(line).expect("a test reads every row")).collect()
    });
    &ANSWERS
}

fn row(line: &'static str) -> Option<Answer> {
    let mut columns = line.split('\t');
    let situation = columns.next()?.parse().ok()?;
    let code = Some(columns.next()?).filter(|code| *code != "-");
    let status = columns.next()?.parse().ok()?;
    let kept = columns.next()?;
    let kept = [Kept::Inbox, Kept::Counted, Kept::Promoted, Kept::Quarantine, Kept::Nowhere]
        .into_iter()
        .find(|each| each.as_str() == kept)?;
    Some(Answer { situation, code, status, kept, meaning: columns.next()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_enum_hold_the_same_situations_in_the_same_order() {
        let rows: Vec<_> =
            TABLE.lines().skip(1).map(|line| row(line).expect(line).situation).collect();
        assert_eq!(rows, Situation::ALL);
    }
}
