//! What the writer does for somebody, and how that somebody hears of it: never before the commit.

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::tables::Tables;
use crate::{InboxError, store::Room};

/// Something to be written, with its own kind of answer.
pub(crate) trait Work: Send + 'static {
    /// What it answers.
    type Outcome: Send + 'static;

    /// How much of the file's limit it may use. What adds to the file is [`Room::Ordinary`].
    const ROOM: Room;

    /// About how many bytes it writes.
    fn bytes(&self) -> usize;

    /// Writes, within a transaction that may yet fail. May run again after a rollback, so what it remembers beside the
    /// file it remembers last, when nothing of it can fail any more.
    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<Self::Outcome>;
}

/// Work of any kind, with somebody waiting for it.
pub(crate) trait Job: Send {
    /// About how many bytes it writes.
    fn bytes(&self) -> usize;

    /// How much of the file's limit it may use.
    fn room(&self) -> Room;

    /// Writes. The outcome is kept until [`Self::answer`].
    fn run(&mut self, tables: &mut Tables<'_>) -> rusqlite::Result<()>;

    /// It failed alone: its answer is an error, whatever becomes of the others.
    fn reject(&mut self, error: InboxError);

    /// Tells the one who waits, if there still is one.
    fn answer(self: Box<Self>, committed: &Result<(), InboxError>);
}

/// A piece of work, its outcome so far, and who waits for it.
pub(crate) struct Pending<W: Work> {
    work: W,
    outcome: Option<Result<W::Outcome, InboxError>>,
    answer: oneshot::Sender<Result<W::Outcome, InboxError>>,
    /// Its room in the queue, given back when it is answered.
    _room: OwnedSemaphorePermit,
}

impl<W: Work> Pending<W> {
    pub(crate) const fn new(
        work: W,
        room: OwnedSemaphorePermit,
        answer: oneshot::Sender<Result<W::Outcome, InboxError>>,
    ) -> Self {
        Self { work, outcome: None, answer, _room: room }
    }
}

impl<W: Work> Job for Pending<W> {
    fn bytes(&self) -> usize {
        self.work.bytes()
    }

    fn room(&self) -> Room {
        W::ROOM
    }

    fn run(&mut self, tables: &mut Tables<'_>) -> rusqlite::Result<()> {
        self.outcome = Some(Ok(self.work.run(tables)?));
        Ok(())
    }

    fn reject(&mut self, error: InboxError) {
        self.outcome = Some(Err(error));
    }

    fn answer(self: Box<Self>, committed: &Result<(), InboxError>) {
        let answer = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            // Not run at all: the writer ended before.
            (Ok(()), None) => Err(InboxError::Closed),
            (Err(error), _) => Err(error.clone()),
        };
        // Who waited may have gone; what it sent is stored all the same.
        let _gone = self.answer.send(answer);
    }
}
