//! The way from many waiters to the one writer: bounded in rows, in bytes and in time.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot},
    time::timeout,
};

use crate::{
    InboxError, WriterState,
    writer::{Answer, Job, Pending, Work},
};

/// How many rows may wait for the writer: four batches.
pub const QUEUE_ROWS: usize = 4_096;

/// How many bytes may wait for the writer, in all.
pub const QUEUE_BYTES: usize = 64 * 1024 * 1024;

/// What the writer is sent.
pub(crate) enum Message {
    /// Something to write.
    Job(Box<dyn Job>),
    /// Finish what has queued, then end and say how that went.
    Close(oneshot::Sender<Result<(), InboxError>>),
}

/// The waiters' end.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    sender: mpsc::Sender<Message>,
    bytes: Arc<Semaphore>,
    deadline: Duration,
}

impl Queue {
    pub(crate) fn new(deadline: Duration) -> (Self, mpsc::Receiver<Message>) {
        let (sender, receiver) = mpsc::channel(QUEUE_ROWS);
        (Self { sender, bytes: Arc::new(Semaphore::new(QUEUE_BYTES)), deadline }, receiver)
    }

    /// Hands work to the writer and waits for its commit, in all for no longer than the deadline.
    ///
    /// Dropping the future after the work was queued cancels the waiting, not the work.
    pub(crate) async fn run<W: Work>(&self, work: W) -> Result<W::Outcome, InboxError> {
        let outcome = async {
            let room = self.room_for(work.bytes()).await?;
            let (answer, answered) = oneshot::channel();
            let job = Box::new(Pending::new(work, room, answer));
            self.sender.send(Message::Job(job)).await.map_err(|_| InboxError::Closed)?;
            // The writer answers everything it takes; without an answer it has ended.
            let Answer { outcome, followers } = answered.await.map_err(|_| InboxError::Closed)?;
            // Those of the same transaction are told here, on their own runtime.
            drop(followers);
            outcome
        };
        match timeout(self.deadline, outcome).await {
            Ok(outcome) => outcome,
            Err(_) => Err(InboxError::Behind { waited: self.deadline }),
        }
    }

    /// Asks the writer to finish. However long that takes.
    pub(crate) async fn close(&self) -> Result<(), InboxError> {
        let (answer, answered) = oneshot::channel();
        match self.sender.send(Message::Close(answer)).await {
            // It went because another handle closed it.
            Err(_) => Ok(()),
            Ok(()) => answered.await.unwrap_or(Err(InboxError::Closed)),
        }
    }

    /// Whether there is a writer to take what is sent.
    pub(crate) fn writer(&self) -> WriterState {
        if self.sender.is_closed() { WriterState::Ended } else { WriterState::Running }
    }

    /// How many rows wait.
    pub(crate) fn rows(&self) -> usize {
        self.sender.max_capacity() - self.sender.capacity()
    }

    /// How many bytes wait.
    pub(crate) fn bytes(&self) -> usize {
        QUEUE_BYTES - self.bytes.available_permits()
    }

    async fn room_for(&self, bytes: usize) -> Result<OwnedSemaphorePermit, InboxError> {
        // Larger than the whole queue: it waits until it is alone.
        let permits =
            u32::try_from(bytes.min(QUEUE_BYTES)).expect("the queue's bytes fit in 32 bits");
        Arc::clone(&self.bytes).acquire_many_owned(permits).await.map_err(|_| InboxError::Closed)
    }
}
