//! A few readers, used in turn off the async threads: SQLite blocks, and a slow query must not delay a callback.

use std::sync::{Arc, Mutex, PoisonError};

use livehook_inbox::{Inbox, InboxError, Reader};
use tokio::sync::Semaphore;

/// How many read at once. More wait for their turn, within the caps of whoever asks.
const MAX_READERS: usize = 4;

/// The readers that nobody uses at the moment.
#[derive(Debug)]
pub(crate) struct Readers {
    inbox: Inbox,
    idle: Mutex<Vec<Reader>>,
    turns: Semaphore,
}

impl Readers {
    pub(crate) fn of(inbox: Inbox) -> Self {
        Self { inbox, idle: Mutex::new(Vec::new()), turns: Semaphore::new(MAX_READERS) }
    }

    /// Runs `read` with a reader, on a thread where it may block.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Reader) -> Result<T, InboxError> + Send + 'static,
    ) -> Result<T, InboxError> {
        let _turn = self.turns.acquire().await.expect("the semaphore is never closed");
        let readers = Arc::clone(self);
        let work = tokio::task::spawn_blocking(move || {
            let idle = readers.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let reader = match idle {
                Some(reader) => reader,
                None => readers.inbox.reader()?,
            };
            let found = read(&reader)?;
            // Only one that served well is kept: an error may be the connection's.
            readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
            Ok(found)
        });
        // The task cannot be cancelled but by the end of the runtime.
        work.await.unwrap_or(Err(InboxError::Closed))
    }
}
