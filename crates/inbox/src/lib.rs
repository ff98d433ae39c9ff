//! A durable store of callbacks that were judged: each content once, on disk before anybody is told so.
//!
//! It knows no HTTP, no keys and no clock: `now` is an argument. Only what [`livehook_core::judge`] proved can be handed in:
//! [`NewEvent`] needs an [`Admitted`](livehook_core::Admitted), [`NewSuspect`] a
//! [`SenderVerified`](livehook_core::SenderVerified).
//!
//! The way through it:
//!
//! 1. `submission`: a callback becomes rows, on the caller's thread.
//! 2. `inbox`, `queue`: the handle everybody clones; it waits its turn, bounded in rows, bytes and time.
//! 3. `writer`: the one thread that writes. It takes what has queued, makes one transaction of it, then answers every waiter.
//! 4. `reader`: a connection of its own, which neither waits for the writer nor delays it.
//!
//! The file is SQLite in WAL mode with `synchronous = FULL`; `src/migrations` holds its schema.
//!
//! ```
//! use livehook_core::{Envelope, Policy, Source, UnixSeconds, Verdict, judge};
//! use livehook_inbox::{Appended, Inbox, InboxConfig, NewEvent, Query, UnixMillis};
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
//! # runtime.block_on(async {
//! let directory = tempfile::tempdir()?;
//! let inbox = Inbox::open(&directory.path().join("inbox.db"), InboxConfig::default())?;
//!
//! let source = Source::unsigned("default")?;
//! let envelope = Envelope::read(br#"{"event_type":1,"stream_id":"room-7"}"#)?;
//! let verdict = judge(envelope, &source, UnixSeconds(1_761_129_000), &Policy::default());
//! let Verdict::Accepted(admitted) = verdict else { panic!("nothing is asked of an unsigned source") };
//!
//! let event = NewEvent::admitted(&admitted, &source, UnixMillis(1_761_129_000_123));
//! assert!(matches!(inbox.append(event.clone()).await?, Appended::Stored(_)));
//! assert!(matches!(inbox.append(event).await?, Appended::Duplicate(_)));
//!
//! let records = inbox.reader()?.list(&Query::default())?;
//! assert_eq!(records[0].stream_id.as_deref(), Some("room-7"));
//! inbox.close().await?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod clock_guard;
mod config;
mod error;
mod health;
mod id;
mod inbox;
mod outcome;
mod query;
mod queue;
mod reader;
mod record;
mod store;
mod submission;
mod wire;
mod writer;

pub use clock_guard::ClockGuard;
pub use config::{DEFAULT_APPEND_DEADLINE, DEFAULT_BUSY_TIMEOUT, InboxConfig};
pub use error::{InboxError, StoreFault};
pub use health::{CommitLatency, Health, LastCommit, WriterState};
pub use id::{ParseRecordIdError, RecordId, UnixMillis};
pub use inbox::Inbox;
pub use outcome::{
    Appended, Changed, Dismissed, Pruned, QuarantineLimit, Quarantined, Released, ReleasedRecord,
    Retention, Stored, Suspects,
};
pub use query::{Limit, Order, Query, StateFilter};
pub use queue::{QUEUE_BYTES, QUEUE_ROWS};
pub use reader::{Checked, Counts, Reader};
pub use record::{Mark, Marks, QuarantineReason, Record, RecordClip, Sender, State};
pub use submission::{NewEvent, NewSuspect};
pub use wire::{WireClip, WireRecord, WireStored};
pub use writer::{
    BATCH_BYTES, BATCH_ROWS, CLIP_KEYS_REMEMBERED, KEY_KEPT_FOR, QUARANTINE_BYTES,
    QUARANTINE_PER_SIGNATURE, QUARANTINE_RECORDS,
};
