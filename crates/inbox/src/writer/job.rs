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

    /// Tells the one who waits and leaves `followers` to it. Gives them back where nobody waits any more.
    fn answer(
        self: Box<Self>,
        committed: &Result<(), InboxError>,
        followers: Option<Followers>,
    ) -> Option<Followers>;
}

/// What somebody who waits is told.
pub(crate) struct Answer<T> {
    pub(crate) outcome: Result<T, InboxError>,
    /// Told when this is dropped, by whoever drops it.
    pub(crate) followers: Option<Followers>,
}

/// Jobs of one transaction whose waiters are to be told.
///
/// To wake a task of another thread's runtime costs a system call, to wake one of one's own nearly nothing. So the writer
/// tells only one of them, which tells the others; whatever becomes of that one, dropping this tells them.
pub(crate) struct Followers {
    jobs: std::vec::IntoIter<Box<dyn Job>>,
    committed: Result<(), InboxError>,
}

impl Followers {
    pub(crate) fn new(jobs: Vec<Box<dyn Job>>, committed: Result<(), InboxError>) -> Self {
        Self { jobs: jobs.into_iter(), committed }
    }

    /// Tells the first that still waits, and leaves the others to it.
    pub(crate) fn tell(mut self) {
        while let Some(first) = self.jobs.next() {
            let committed = self.committed.clone();
            match first.answer(&committed, Some(self)) {
                None => return,
                Some(left) => self = left,
            }
        }
    }
}

impl Drop for Followers {
    fn drop(&mut self) {
        for job in self.jobs.by_ref() {
            job.answer(&self.committed, None);
        }
    }
}

/// A piece of work, its outcome so far, and who waits for it.
pub(crate) struct Pending<W: Work> {
    work: W,
    outcome: Option<Result<W::Outcome, InboxError>>,
    answer: oneshot::Sender<Answer<W::Outcome>>,
    /// Its room in the queue, given back when it is answered.
    _room: OwnedSemaphorePermit,
}

impl<W: Work> Pending<W> {
    pub(crate) const fn new(
        work: W,
        room: OwnedSemaphorePermit,
        answer: oneshot::Sender<Answer<W::Outcome>>,
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

    fn answer(
        self: Box<Self>,
        committed: &Result<(), InboxError>,
        followers: Option<Followers>,
    ) -> Option<Followers> {
        let outcome = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            // Not run at all: the writer ended before.
            (Ok(()), None) => Err(InboxError::Closed),
            (Err(error), _) => Err(error.clone()),
        };
        // Who waited may have gone; what it sent is stored all the same.
        let unheard = self.answer.send(Answer { outcome, followers }).err()?;
        unheard.followers
    }
}
