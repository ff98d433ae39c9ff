//! The thread itself: how it starts, takes what has queued, answers, survives a defect, and ends.

use std::{
    collections::VecDeque,
    error::Error as _,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
    thread,
    time::Instant,
};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::{
    batch::{Growth, Place},
    checkpoint::{self, Checkpointer, Growing},
    cut::{BATCH_ROWS, next_batch},
    files::Files,
    heartbeat::REFUSED_BYTES_MOST,
    job::{Followers, Job},
    tables::Memory,
    words::say,
};
use crate::{
    InboxConfig, InboxError, LastCommit,
    error::StoreFault,
    health::Gauges,
    queue::Message,
    store::{self, Room},
};

/// How many batches may panic one after the other. A defect that one callback meets must not stop the rest for good, and one that
/// all meet must not look like a writer that works.
const PANICS_IN_A_ROW: u32 = 10;

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
    let files =
        Files::opened_at(path).map_err(|error| InboxError::Failing(StoreFault::new(error)))?;
    let writer = Writer {
        place: Place { path: path.to_owned(), config, files },
        connection: Some(connection),
        memory,
        checkpointer,
        growing: Growing::default(),
        gauges,
        reported: LastCommit::Good,
        panics: 0,
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
    place: Place,
    /// None after a failure: opened anew before the next batch.
    connection: Option<Connection>,
    memory: Memory,
    checkpointer: Checkpointer,
    growing: Growing,
    gauges: Arc<Gauges>,
    /// How the batch went of which there was a word last.
    reported: LastCommit,
    /// How many batches panicked since one was committed.
    panics: u32,
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
            while !jobs.is_empty() && self.panics < PANICS_IN_A_ROW {
                self.write(next_batch(&mut jobs));
            }
            if self.panics >= PANICS_IN_A_ROW {
                say(|| tracing::error!("the inbox has ended: its writer panicked again and again"));
                break;
            }
        }
        // Whoever waits for what is left is told that it is closed.
        drop((receiver, jobs));
        self.finish(closing);
    }

    /// Writes a batch and answers its jobs.
    fn write(&mut self, mut batch: Vec<Box<dyn Job>>) {
        let begun = Instant::now();
        let committed = self.commit(&mut batch).map(|growth| self.weighed(growth, &batch));
        if matches!(committed, Err(InboxError::Full(_))) {
            self.found_no_room(&batch);
        }
        self.report(&committed);
        self.gauges.last_commit(self.reported);
        if committed.is_ok() {
            self.gauges.committed(begun.elapsed(), batch.len());
        }
        let committed = committed.map(|_growth| ());
        self.gauges.quarantine(self.memory.quarantine.records(), self.memory.quarantine.bytes());
        Followers::new(batch, committed).tell();
        if let Some(connection) = &self.connection {
            let pages = self.checkpointer.after_commit(connection);
            if let Some(pages) = pages {
                self.gauges.log_pages(pages);
                self.growing.look(pages);
            }
        }
    }

    /// Remembers how large it was. The smallest counts: what is asked for to see whether there is room again must not grow.
    fn found_no_room(&self, batch: &[Box<dyn Job>]) {
        let ordinary = batch.iter().filter(|job| job.room() == Room::Ordinary);
        let Some(largest) = ordinary.map(|job| job.bytes()).max() else { return };
        let largest = largest.min(REFUSED_BYTES_MOST);
        let refused = self.gauges.refused_bytes();
        self.gauges.set_refused_bytes(if refused == 0 { largest } else { refused.min(largest) });
    }

    /// Growth by less than what found no room says nothing of room for that.
    fn weighed(&self, growth: Growth, batch: &[Box<dyn Job>]) -> Growth {
        let bytes: usize = batch.iter().map(|job| job.bytes()).sum();
        if growth == Growth::Nothing || bytes < self.gauges.refused_bytes() {
            return Growth::Nothing;
        }
        self.gauges.set_refused_bytes(0);
        Growth::Rows
    }

    /// Commits a batch. A panic on the way is a defect of ours, and no reason to refuse all that comes after it.
    fn commit(&mut self, batch: &mut [Box<dyn Job>]) -> Result<Growth, InboxError> {
        let Self { place, connection, memory, .. } = self;
        // What a panic leaves half done is given up: the connection is closed with its transaction, and the memory read again.
        let commit = AssertUnwindSafe(|| place.commit(connection, memory, batch));
        if let Ok(committed) = catch_unwind(commit) {
            self.panics = 0;
            return committed;
        }
        self.connection = None;
        self.memory.distrust();
        self.panics += 1;
        Err(InboxError::Defect)
    }

    /// A word when it begins to fail, fails otherwise than before, or recovers: not one for each batch of a long failure. It has
    /// recovered when something new was stored.
    fn report(&mut self, committed: &Result<Growth, InboxError>) {
        let outcome = match committed {
            Ok(Growth::Nothing) => return,
            Ok(Growth::Rows) => LastCommit::Good,
            Err(error) => LastCommit::Failed(error.code()),
        };
        if std::mem::replace(&mut self.reported, outcome) == outcome {
            return;
        }
        match committed {
            Err(error) => {
                let fault = error.source().map(ToString::to_string);
                let (code, file) = (error.code(), self.place.path.display());
                say(|| tracing::error!(code, %file, fault, "nothing is stored: {error}"));
            }
            Ok(_growth) => say(|| tracing::info!("the inbox stores what arrives")),
        }
    }

    fn finish(mut self, closing: Vec<oneshot::Sender<Result<(), InboxError>>>) {
        // Nobody should take a file for complete that is not there. The last connection that closes removes the log itself.
        let looked = self.place.files.look();
        self.checkpointer.stop();
        let moved = match &self.connection {
            Some(connection) => checkpoint::truncate(connection),
            None => Ok(()),
        };
        let moved = looked.and(moved);
        // Before the answers: who was told that it is closed may remove the file.
        drop(self.connection);
        for answer in closing {
            // Who asked may have gone.
            let _gone = answer.send(moved.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use super::{PANICS_IN_A_ROW, start};
    use crate::{
        InboxConfig, InboxError, LastCommit, WriterState,
        health::Gauges,
        queue::Queue,
        store::Room,
        writer::{Work, tables::Tables},
    };

    /// Names a source, and then may panic.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Naming {
        Sound(&'static str),
        Panicking(&'static str),
    }

    impl Work for Naming {
        /// How many sources there are.
        type Outcome = i64;
        const ROOM: Room = Room::Ordinary;

        fn bytes(&self) -> usize {
            1
        }

        fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<i64> {
            let (Self::Sound(name) | Self::Panicking(name)) = self;
            tables.memory.sources.id(tables.connection, name)?;
            assert!(matches!(self, Self::Sound(_)), "this panic is part of a test");
            tables.connection.query_row("SELECT count(*) FROM source", [], |row| row.get(0))
        }
    }

    struct Started {
        queue: Queue,
        gauges: Arc<Gauges>,
        _directory: tempfile::TempDir,
    }

    impl Started {
        fn new() -> Self {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("inbox.db");
            let (queue, receiver) = Queue::new(Duration::from_secs(10));
            let gauges = Arc::new(Gauges::new());
            start(&path, InboxConfig::default(), receiver, Arc::clone(&gauges)).unwrap();
            Self { queue, gauges, _directory: directory }
        }

        async fn check(&self, work: Naming, expected: Result<i64, &str>) {
            let said = self.queue.run(work).await;
            assert_eq!(said.as_ref().map_err(InboxError::code), expected.as_ref().map_err(|e| *e));
        }
    }

    #[tokio::test]
    async fn a_panic_fails_its_batch_undoes_it_and_no_more() {
        let started = Started::new();
        started.check(Naming::Sound("one"), Ok(1)).await;
        started.check(Naming::Panicking("two"), Err("defect")).await;
        let health = started.gauges.health(started.queue.writer(), 0, 0);
        assert_eq!(health.last_commit, LastCommit::Failed("defect"));
        // Had the id of "two" been remembered, the file would hold one source.
        started.check(Naming::Sound("two"), Ok(2)).await;
        assert_eq!(started.queue.writer(), WriterState::Running);
        started.queue.close().await.unwrap();
    }

    #[tokio::test]
    async fn panics_with_a_commit_between_them_are_survived_however_many() {
        let started = Started::new();
        for _ in 0..PANICS_IN_A_ROW {
            started.check(Naming::Panicking("two"), Err("defect")).await;
            started.check(Naming::Sound("one"), Ok(1)).await;
        }
        assert_eq!(started.queue.writer(), WriterState::Running);
    }

    #[tokio::test]
    async fn one_panic_after_the_other_ends_the_writer_and_shows() {
        let started = Started::new();
        for _ in 0..PANICS_IN_A_ROW {
            started.check(Naming::Panicking("one"), Err("defect")).await;
        }
        started.check(Naming::Sound("one"), Err("closed")).await;
        while started.queue.writer() == WriterState::Running {
            tokio::task::yield_now().await;
        }
    }
}
