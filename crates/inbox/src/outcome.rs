//! What can be asked of an inbox beside appending, and what it answers.

use std::time::Duration;

use livehook_core::ContentKey;

use crate::{Marks, RecordId, UnixMillis};

/// What became of an admitted callback. In every case it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Appended {
    /// Its content is new.
    Stored(Stored),
    /// Its content is known, or was until lately: the delivery was counted.
    Duplicate(RecordId),
    /// Its content lay in quarantine and is now an event, under the id it had there.
    Promoted(Stored),
}

impl Appended {
    /// The record that holds the content.
    #[must_use]
    pub const fn id(&self) -> RecordId {
        match self {
            Self::Stored(stored) | Self::Promoted(stored) => stored.id,
            Self::Duplicate(id) => *id,
        }
    }
}

/// A newly stored event, in brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its record.
    pub id: RecordId,
    /// The source it came by.
    pub source: String,
    /// What is worth a word about it.
    pub marks: Marks,
    /// The number that says what happened, if it is one.
    pub event_type: Option<i64>,
    /// The stream, where the callback names one.
    pub stream_id: Option<String>,
    /// What identifies it within its source.
    pub content_key: ContentKey,
    /// How many clips it holds.
    pub clips: usize,
    /// When this delivery arrived.
    pub received_at: UnixMillis,
}

/// What became of a genuine callback that came too late or far too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quarantined {
    /// Its content is new, and kept apart until it comes again in time or an operator releases it.
    Kept(RecordId),
    /// Its content is known in some state: the delivery was counted and changes nothing else.
    Counted(RecordId),
    /// Its content is new, and there is no room for it.
    NotKept(QuarantineLimit),
}

/// Which cap of the quarantine was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuarantineLimit {
    /// [`QUARANTINE_RECORDS`](crate::QUARANTINE_RECORDS) in all.
    Records,
    /// [`QUARANTINE_BYTES`](crate::QUARANTINE_BYTES) in all.
    Bytes,
    /// [`QUARANTINE_PER_SIGNATURE`](crate::QUARANTINE_PER_SIGNATURE) for one key and `t`: one sniffed signature cannot fill it alone.
    PerSignature,
}

impl QuarantineLimit {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Bytes => "bytes",
            Self::PerSignature => "per_signature",
        }
    }
}

/// Which quarantined records an operator means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspects {
    /// This one.
    One(RecordId),
    /// All that first arrived in this span.
    Between {
        /// From this point on.
        from: UnixMillis,
        /// Until before this one.
        until: UnixMillis,
    },
}

/// What a release did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Released {
    /// The records that are now events, oldest first. Empty where nothing asked for was in quarantine.
    pub records: Vec<ReleasedRecord>,
}

/// A record that left quarantine. Events are numbered as they become such, so it has another id now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleasedRecord {
    /// The id it had in quarantine, which nothing has any more.
    pub was: RecordId,
    /// The id it has as an event.
    pub id: RecordId,
}

/// What a dismissal did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dismissed {
    /// The records that were forgotten, oldest first. Empty where nothing asked for was in quarantine.
    pub ids: Vec<RecordId>,
    /// The bytes of their bodies. The file keeps its size and reuses the room.
    pub bytes: u64,
}

/// How many of the records asked for changed their state. The others had another state, or do not exist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// How many did.
    pub changed: usize,
    /// How many did not.
    pub unchanged: usize,
}

/// What is kept of the records that are done; the default keeps all. Records in any other state are never removed.
///
/// Where several bounds are given, each holds. Those that have been done for longest go first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// For how long after they were done.
    pub age: Option<Duration>,
    /// How many at most.
    pub records: Option<u64>,
    /// Bodies of how many bytes in all at most.
    pub bytes: Option<u64>,
}

/// What pruning removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Records whose body and clips went. Their content keys stay for a while, so that a late redelivery is no new event.
    pub records: u64,
    /// The bytes of those bodies. The file keeps its size and reuses the room.
    pub bytes: u64,
    /// Content keys whose time was over.
    pub keys: u64,
}
