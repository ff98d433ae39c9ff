//! Tells listeners in this process about each newly stored event. Bounded: a listener that falls behind is told how much it missed.

use std::sync::Arc;

use livehook_inbox::Stored;
use tokio::sync::broadcast::{self, error::RecvError};

/// How many events a listener may be behind.
pub const STORED_BACKLOG: usize = 4_096;

/// The sending side.
#[derive(Debug)]
pub(crate) struct Announcer(broadcast::Sender<Arc<Stored>>);

impl Announcer {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(STORED_BACKLOG))
    }

    /// Tells all listeners. Never waits.
    pub(crate) fn announce(&self, stored: &Stored) {
        if self.0.receiver_count() > 0 {
            // Having no listener after all is no error.
            drop(self.0.send(Arc::new(stored.clone())));
        }
    }

    pub(crate) fn listen(&self) -> StoredStream {
        StoredStream(self.0.subscribe())
    }
}

/// Newly stored events, from the moment this was made, in the order of their commits. Only what this process stores: a record
/// that another one releases from quarantine is in the inbox, but not told of here.
#[derive(Debug)]
pub struct StoredStream(broadcast::Receiver<Arc<Stored>>);

/// One step of a [`StoredStream`].
#[derive(Debug, Clone)]
pub enum StoredNotice {
    /// An event is on disk: new, or promoted from quarantine.
    Stored(Arc<Stored>),
    /// The listener fell behind; so many events are in the inbox that it was not told about.
    Missed(u64),
}

impl StoredStream {
    /// The next notice, or `None` when the receiver is gone. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<StoredNotice> {
        notice(self.0.recv().await)
    }

    /// As [`Self::next`], for a thread of its own whose work may block, such as printing.
    ///
    /// # Panics
    /// Within an async task.
    pub fn next_blocking(&mut self) -> Option<StoredNotice> {
        notice(self.0.blocking_recv())
    }
}

fn notice(received: Result<Arc<Stored>, RecvError>) -> Option<StoredNotice> {
    match received {
        Ok(stored) => Some(StoredNotice::Stored(stored)),
        Err(RecvError::Lagged(missed)) => Some(StoredNotice::Missed(missed)),
        Err(RecvError::Closed) => None,
    }
}
