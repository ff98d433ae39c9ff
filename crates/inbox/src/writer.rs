//! The one thread that writes. It takes what has queued, makes one transaction of it, and only then answers those who wait.

mod append;
mod batch;
mod change;
mod checkpoint;
mod clips;
mod delivery;
mod job;
mod quarantine;
mod release;
mod retention;
mod signatures;
mod sources;
mod tables;

use std::{collections::VecDeque, error::Error as _, path::Path, sync::Arc, thread, time::Instant};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

pub(crate) use change::{ChangeState, StateChange};
pub use clips::CLIP_KEYS_REMEMBERED;
pub use delivery::KEY_KEPT_FOR;
use job::Followers;
pub(crate) use job::{Answer, Job, Pending, Work};
pub use quarantine::{QUARANTINE_BYTES, QUARANTINE_PER_SIGNATURE, QUARANTINE_RECORDS};
pub(crate) use release::ReleaseSome;
pub(crate) use retention::{DropKeys, Forget};

use crate::{
    InboxConfig, InboxError, LastCommit, error::StoreFault, health::Gauges, queue::Message, store,
};
use checkpoint::Checkpointer;
use tables::Memory;

/// How many jobs one transaction takes at most.
pub const BATCH_ROWS: usize = 1_024;

/// How many bytes one transaction takes at most, unless a single job is larger.
pub const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// How many records one job of release, pruning and the like touches, so that appends have their turn between two of them.
pub(crate) const STEP_ROWS: usize = 256;

/// Whether a job that takes a step at a time has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// There may be more.
    More,
    /// There was less than a step's worth left.
    Done,
}

impl Progress {
    const fn after(step: usize) -> Self {
        if step < STEP_ROWS { Self::Done } else { Self::More }
    }
}

/// Opens the file and starts the thread. It ends when it is told to close, or when nobody can send it anything any more.
pub(crate) fn start(
    path: &Path,
    config: InboxConfig,
    receiver: mpsc::Receiver<Message>,
    gauges: Arc<Gauges>,
) -> Result<(), InboxError> {
    let connection = store::open_for_writing(path, &config)?;
    let memory = Memory::load(&connection)?;
    gauges.quarantine(memory.quarantine.records(), memory.quarantine.bytes());
    let checkpointer = Checkpointer::start(store::open_beside(path)?).map_err(no_thread)?;
    let writer = Writer {
        place: batch::Place { path: path.to_owned(), config },
        connection: Some(connection),
        memory,
        checkpointer,
        gauges,
        reported: LastCommit::Good,
    };
    thread::Builder::new()
        .name("livehook-inbox".to_owned())
        .spawn(move || writer.run(receiver))
        .map_err(no_thread)?;
    Ok(())
}

fn no_thread(error: std::io::Error) -> InboxError {
    InboxError::Failing(StoreFault::new(error))
}

struct Writer {
    place: batch::Place,
    /// None after a failure: opened anew before the next batch.
    connection: Option<Connection>,
    memory: Memory,
    checkpointer: Checkpointer,
    gauges: Arc<Gauges>,
    /// How the batch went of which there was a word last.
    reported: LastCommit,
}

impl Writer {
    fn run(mut self, mut receiver: mpsc::Receiver<Message>) {
        let mut arrived = Vec::with_capacity(BATCH_ROWS);
        let mut jobs = VecDeque::with_capacity(BATCH_ROWS);
        let mut closing = Vec::new();
        // Zero comes when the queue is empty and either closed or without senders.
        while receiver.blocking_recv_many(&mut arrived, BATCH_ROWS) > 0 {
            for message in arrived.drain(..) {
                match message {
                    Message::Job(job) => jobs.push_back(job),
                    Message::Close(answer) => {
                        receiver.close();
                        closing.push(answer);
                    }
                }
            }
            while !jobs.is_empty() {
                self.write(next_batch(&mut jobs));
            }
        }
        self.finish(closing);
    }

    /// Writes a batch and answers its jobs.
    fn write(&mut self, mut batch: Vec<Box<dyn Job>>) {
        let begun = Instant::now();
        let committed = self.place.commit(&mut self.connection, &mut self.memory, &mut batch);
        let outcome = match &committed {
            Ok(()) => LastCommit::Good,
            Err(error) => LastCommit::Failed(error.code()),
        };
        self.report(outcome, &committed);
        self.gauges.committed(outcome, begun.elapsed(), batch.len());
        self.gauges.quarantine(self.memory.quarantine.records(), self.memory.quarantine.bytes());
        Followers::new(batch, committed).tell();
        if let Some(connection) = &self.connection {
            self.checkpointer.after_commit(connection);
        }
    }

    /// A word when it begins to fail, fails otherwise than before, or recovers: not one for each batch of a long failure.
    fn report(&mut self, outcome: LastCommit, committed: &Result<(), InboxError>) {
        if std::mem::replace(&mut self.reported, outcome) == outcome {
            return;
        }
        match committed {
            Err(error) => {
                let fault = error.source().map(ToString::to_string);
                tracing::error!(code = error.code(), fault, "nothing is stored: {error}");
            }
            Ok(()) => tracing::info!("the inbox stores what arrives"),
        }
    }

    fn finish(self, closing: Vec<oneshot::Sender<Result<(), InboxError>>>) {
        self.checkpointer.stop();
        let moved = match &self.connection {
            Some(connection) => checkpoint::truncate(connection),
            None => Ok(()),
        };
        // Before the answers: who was told that it is closed may remove the file.
        drop(self.connection);
        for answer in closing {
            // Who asked may have gone.
            let _gone = answer.send(moved.clone());
        }
    }
}

/// Takes as many jobs as one transaction may hold, at least one, and only such as may use the same room.
fn next_batch(jobs: &mut VecDeque<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
    let room = jobs.front().map(|job| job.room());
    let mut bytes = 0;
    let fitting = jobs.iter().take(BATCH_ROWS).take_while(|job| {
        bytes += job.bytes();
        bytes <= BATCH_BYTES && Some(job.room()) == room
    });
    let count = fitting.count().clamp(1, jobs.len());
    jobs.drain(..count).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::{
        BATCH_BYTES, BATCH_ROWS,
        job::{Followers, Job},
        next_batch,
        tables::Tables,
    };
    use crate::{InboxError, store::Room};

    /// A job that is only looked at.
    struct Weight(usize, Room);

    impl Job for Weight {
        fn bytes(&self) -> usize {
            self.0
        }

        fn room(&self) -> Room {
            self.1
        }

        fn run(&mut self, _: &mut Tables<'_>) -> rusqlite::Result<()> {
            Ok(())
        }

        fn reject(&mut self, _: InboxError) {}

        fn answer(
            self: Box<Self>,
            _: &Result<(), InboxError>,
            followers: Option<Followers>,
        ) -> Option<Followers> {
            followers
        }
    }

    /// Cuts a queue into batches and compares their lengths.
    #[track_caller]
    fn check(queue: impl IntoIterator<Item = (usize, Room)>, expected: &[usize]) {
        let jobs =
            queue.into_iter().map(|(bytes, room)| Box::new(Weight(bytes, room)) as Box<dyn Job>);
        let mut jobs: VecDeque<_> = jobs.collect();
        let mut lengths = Vec::new();
        while !jobs.is_empty() {
            lengths.push(next_batch(&mut jobs).len());
        }
        assert_eq!(lengths, expected);
    }

    #[test]
    fn a_batch_has_so_many_rows() {
        check([(1, Room::Ordinary); BATCH_ROWS + 1], &[BATCH_ROWS, 1]);
    }

    #[test]
    fn a_batch_has_so_many_bytes_unless_one_job_is_larger() {
        let half = (BATCH_BYTES / 2, Room::Ordinary);
        let huge = (BATCH_BYTES + 1, Room::Ordinary);
        check([half, half, half, huge, half], &[2, 1, 1, 1]);
    }

    #[test]
    fn a_batch_has_one_kind_of_room() {
        use Room::{Ordinary, WithReserve};
        check([(1, Ordinary), (1, Ordinary), (1, WithReserve), (1, Ordinary)], &[2, 1, 1]);
    }
}
