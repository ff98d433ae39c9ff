//! A record as it is read: one content of one source, and what we know about its deliveries.

use livehook_core::{ContentKey, KeyId, Seconds, UnixSeconds};

use crate::{RecordId, UnixMillis};

/// One content of one source. Its raw bytes are asked for apart, by [`Reader::raw`](crate::Reader::raw).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its name, for good.
    pub id: RecordId,
    /// The source it came by.
    pub source: String,
    /// How far it has come.
    pub state: State,
    /// What is worth a word about it.
    pub marks: Marks,
    /// The number that says what happened, if it is one.
    pub event_type: Option<i64>,
    /// The stream, where the callback names one.
    pub stream_id: Option<String>,
    /// What identifies it within its source.
    pub content_key: ContentKey,
    /// Who sent the delivery whose bytes are kept.
    pub sender: Sender,
    /// How often it was delivered, in time or not.
    pub deliveries: u64,
    /// When it first arrived.
    pub received_at: UnixMillis,
    /// When it last arrived.
    pub last_received_at: UnixMillis,
    /// When its state last changed.
    pub changed_at: UnixMillis,
    /// The size of the raw body.
    pub body_bytes: u64,
    /// Its clips, in the callback's order.
    pub clips: Vec<RecordClip>,
}

/// How far a record has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// An event that nobody has handled yet.
    Received,
    /// Genuine, but no event: kept apart.
    Quarantined(QuarantineReason),
    /// An event that was handled.
    Done,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [
        Self::Received,
        Self::Quarantined(QuarantineReason::Expired),
        Self::Quarantined(QuarantineReason::FarFuture),
        Self::Done,
    ];

    /// The stable name; the reason of a quarantine has its own.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Quarantined(_) => "quarantined",
            Self::Done => "done",
        }
    }

    /// The number in the file.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Done => 1,
            Self::Quarantined(QuarantineReason::Expired) => 2,
            Self::Quarantined(QuarantineReason::FarFuture) => 3,
            Self::Received => 4,
        }
    }

    pub(crate) fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.number() == number)
    }
}

/// Why a genuine callback is no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuarantineReason {
    /// Its `t` had passed.
    Expired,
    /// Its `t` lay further ahead than the policy allows: one of the two clocks is wrong.
    FarFuture,
}

impl QuarantineReason {
    /// The stable name, the same as the refusal's code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::FarFuture => "far_future",
        }
    }
}

/// Who sent a record's delivery, as far as we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// Somebody who knew a key of the source.
    Verified {
        /// Which key.
        key_id: KeyId,
        /// Until when the signature was good.
        t: UnixSeconds,
    },
    /// Anybody: the source was in unsigned mode.
    Unverified,
}

/// What is worth a word about a record. None of it keeps a record from being an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Where and why the body does not fit its event type, or that no document names the type.
    pub undecodable: Option<String>,
    /// How long after its `t` it arrived.
    pub late_by: Option<Seconds>,
    /// Whether one of its clips contradicts an earlier one of the same clip key.
    pub conflict: bool,
}

impl Marks {
    /// Those that are set.
    pub fn set(&self) -> impl Iterator<Item = Mark> + use<> {
        let marks = [
            self.undecodable.is_some().then_some(Mark::Undecodable),
            self.late_by.is_some().then_some(Mark::Late),
            self.conflict.then_some(Mark::Conflict),
        ];
        marks.into_iter().flatten()
    }
}

/// The name of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// The body does not fit its event type, or no document names the type.
    Undecodable,
    /// It arrived after its `t`.
    Late,
    /// One of its clips contradicts an earlier one.
    Conflict,
}

impl Mark {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Undecodable => "undecodable",
            Self::Late => "late",
            Self::Conflict => "conflict",
        }
    }
}

/// A clip of a record. Its texts were written by an AI about what strangers streamed: escape them where they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordClip {
    /// Its place in the callback, from 0 on.
    pub place: u16,
    /// When it begins in the stream's time.
    pub begin_time: UnixSeconds,
    /// When it ends.
    pub end_time: UnixSeconds,
    /// A title.
    pub title: String,
    /// A summary.
    pub summary: String,
    /// Keywords.
    pub key_words: Vec<String>,
    /// Where the clip is stored.
    pub video_url: String,
    /// Where its cover is stored; often empty.
    pub cover_url: String,
}
