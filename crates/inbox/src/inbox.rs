//! The handle that everybody clones.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    Appended, Changed, Dismissed, Health, InboxConfig, InboxError, NewEvent, NewSuspect, Pruned,
    Quarantined, Reader, RecordId, Released, Retention, Suspects, UnixMillis,
    health::Gauges,
    queue::Queue,
    writer::{
        self, ChangeState, DismissSome, DropKeys, Forget, Heartbeat, HeartbeatOver, Progress,
        ReleaseSome, STEP_ROWS, StateChange,
    },
};

/// A durable store of admitted callbacks. Cheap to clone; all clones talk to one writer thread.
///
/// What is `async` here needs a tokio runtime with time enabled; any flavour will do.
///
/// When the last clone is dropped, the writer finishes what has queued and ends on its own; [`Self::close`] waits for that.
#[derive(Debug, Clone)]
pub struct Inbox {
    queue: Queue,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    config: InboxConfig,
    gauges: Arc<Gauges>,
}

impl Inbox {
    /// Opens the file at `path`, creates it where there is none (on Unix, for its owner alone to read), brings its schema up to date and starts the writer.
    ///
    /// Blocks while it does, for a quarter of a second where many clips are to be remembered.
    /// Several processes may do so at once: SQLite lets them write in turn.
    ///
    /// # Errors
    /// `TooSmall`, `CannotOpen`, `ReadOnly`, `NotAnInbox`, `Newer`, `Busy`, `Damaged`, and `Failing` when the disk or the thread fails.
    pub fn open(path: &Path, config: InboxConfig) -> Result<Self, InboxError> {
        config.check()?;
        let (queue, receiver) = Queue::new(config.append_deadline);
        let gauges = Arc::new(Gauges::new());
        writer::start(path, config, receiver, Arc::clone(&gauges))?;
        let shared = Shared { path: path.to_owned(), config, gauges };
        Ok(Self { queue, shared: Arc::new(shared) })
    }

    /// Stores an admitted callback, or counts it where its content is known. When this returns `Ok`, it is on disk.
    ///
    /// One INSERT on the unique content key decides whether it is new; counting a known one and promoting it from quarantine
    /// are updates in the same transaction. Once it has queued, dropping the future does not cancel the write.
    ///
    /// # Errors
    /// `Behind` after the deadline, `Full`, `Failing`, `Busy`, `ReadOnly`, `Damaged`, `Rejected`, `Defect`, `Closed`.
    pub async fn append(&self, event: NewEvent) -> Result<Appended, InboxError> {
        self.queue.run(event).await
    }

    /// Keeps a genuine callback that came too late or far too early apart, within the quarantine's caps.
    ///
    /// # Errors
    /// As [`Self::append`]. A cap that was reached is no error.
    pub async fn quarantine(&self, suspect: NewSuspect) -> Result<Quarantined, InboxError> {
        self.queue.run(suspect).await
    }

    /// Makes events of quarantined records, under new ids. A record that was late stays marked so.
    ///
    /// # Errors
    /// As [`Self::append`]. Some may have been released before it failed; asking again releases the rest.
    pub async fn release(&self, which: Suspects, now: UnixMillis) -> Result<Released, InboxError> {
        let mut released = Released::default();
        loop {
            let (some, progress) = self.queue.run(ReleaseSome { which, now }).await?;
            released.records.extend(some);
            if progress == Progress::Done {
                return Ok(released);
            }
        }
    }

    /// Forgets quarantined records, so that others have room. Their content keys go with them: nobody ever took these contents,
    /// so a fresh redelivery is a new event, and a late one comes into quarantine again.
    ///
    /// # Errors
    /// As [`Self::append`]. Some may have been dismissed before it failed; asking again dismisses the rest.
    pub async fn dismiss(&self, which: Suspects, now: UnixMillis) -> Result<Dismissed, InboxError> {
        let mut dismissed = Dismissed::default();
        loop {
            let (some, progress) = self.queue.run(DismissSome { which, now }).await?;
            dismissed.ids.extend(some.ids);
            dismissed.bytes = dismissed.bytes.saturating_add(some.bytes);
            if progress == Progress::Done {
                return Ok(dismissed);
            }
        }
    }

    /// Says that these events were handled: received becomes done.
    ///
    /// # Errors
    /// As [`Self::append`]. Some may be done before it failed; asking again does the rest.
    pub async fn mark_done(
        &self,
        ids: Vec<RecordId>,
        now: UnixMillis,
    ) -> Result<Changed, InboxError> {
        self.change(StateChange::Done, ids, now).await
    }

    /// Has these events handled once more: done becomes received.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub async fn requeue(
        &self,
        ids: Vec<RecordId>,
        now: UnixMillis,
    ) -> Result<Changed, InboxError> {
        self.change(StateChange::Requeued, ids, now).await
    }

    async fn change(
        &self,
        change: StateChange,
        ids: Vec<RecordId>,
        now: UnixMillis,
    ) -> Result<Changed, InboxError> {
        let mut sum = Changed::default();
        for step in ids.chunks(STEP_ROWS) {
            let changed = self.queue.run(ChangeState { change, ids: step.to_vec(), now }).await?;
            sum.changed += changed;
            sum.unchanged += step.len() - changed;
        }
        Ok(sum)
    }

    /// Removes what `retention` does not keep, in small steps between which appends have their turn.
    ///
    /// Only records that are done are removed. Their content keys stay for [`KEY_KEPT_FOR`](crate::KEY_KEPT_FOR) after their
    /// last delivery and after their `t`, so that a replayed delivery is a duplicate still. `now` is to be believed for that:
    /// see [`ClockGuard`](crate::ClockGuard).
    ///
    /// # Errors
    /// As [`Self::append`]. What was removed before stays removed.
    pub async fn prune(&self, retention: Retention, now: UnixMillis) -> Result<Pruned, InboxError> {
        let pruned = self.forget(retention, now).await?;
        Ok(Pruned { keys: self.drop_keys(now).await?, ..pruned })
    }

    /// The first half of [`Self::prune`]: no content key goes.
    ///
    /// # Errors
    /// As [`Self::prune`].
    pub async fn forget(
        &self,
        retention: Retention,
        now: UnixMillis,
    ) -> Result<Pruned, InboxError> {
        let mut pruned = Pruned::default();
        let inbox = self.clone();
        let plan = move || inbox.reader()?.retention_cutoff(retention, now);
        // A panic over there is a defect of ours; here it means that nothing was planned.
        let cutoff = tokio::task::spawn_blocking(plan).await.unwrap_or(Err(InboxError::Closed))?;
        if let Some(cutoff) = cutoff {
            loop {
                let (records, bytes, progress) = self.queue.run(Forget { cutoff, now }).await?;
                pruned.records += records;
                pruned.bytes += bytes;
                if progress == Progress::Done {
                    break;
                }
            }
        }
        Ok(pruned)
    }

    /// The second half of [`Self::prune`]: content keys whose time is over go. Answers how many.
    ///
    /// # Errors
    /// As [`Self::prune`].
    pub async fn drop_keys(&self, now: UnixMillis) -> Result<u64, InboxError> {
        let mut dropped = 0;
        loop {
            let (keys, progress) = self.queue.run(DropKeys { now }).await?;
            dropped += keys;
            if progress == Progress::Done {
                return Ok(dropped);
            }
        }
    }

    /// Finds out whether a callback could be stored now, by writing as one does: a row that is gone when this returns. While
    /// there was no room for some, it needs as much as they did.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub async fn probe(&self) -> Result<(), InboxError> {
        let refused_bytes = self.shared.gauges.refused_bytes();
        let written = self.queue.run(Heartbeat { refused_bytes }).await;
        // Whether or not it was written: one that took too long may be yet.
        let over = self.queue.run(HeartbeatOver).await;
        written.and(over)
    }

    /// Opens a reader, with a connection of its own. It blocks while it reads.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn reader(&self) -> Result<Reader, InboxError> {
        Reader::open_beside(&self.shared.path, self.shared.config.busy_timeout)
    }

    /// How the inbox is doing. Takes no time worth mentioning.
    #[must_use]
    pub fn health(&self) -> Health {
        let Self { queue, shared } = self;
        shared.gauges.health(queue.writer(), queue.rows(), queue.bytes())
    }

    /// Finishes what has queued, moves the log into the file and ends the writer. Other clones get `Closed` from then on.
    ///
    /// When it returns, the file at the path holds everything and the `-wal` file beside it is empty, unless somebody was reading
    /// for longer than the busy time-out. That file and `-shm` are gone by then, or as soon as the last of [`Self::reader`] is
    /// dropped. Where another process has the inbox open, they are that one's to remove: a [`Reader::open`] leaves them.
    ///
    /// # Errors
    /// What went wrong in moving the log. Nothing is lost by that: the next one to open the file does it. `Vanished` and
    /// `LogVanished` where a file is not in its place by then.
    pub async fn close(self) -> Result<(), InboxError> {
        self.queue.close().await
    }
}
