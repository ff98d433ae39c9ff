//! Moves the write-ahead log into the file, off the writer's path: a second thread with a connection of its own.
//!
//! The log can only begin anew when all of it was moved and no reader needs it. While appends never pause, the second thread
//! is always a little behind, so from [`LOG_PAGES_MOST`] on the writer moves the rest itself before it goes on.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rusqlite::Connection;

use super::words::say;
use crate::InboxError;

/// From how many pages on that are not moved yet the second thread is woken: 4 MiB.
const PAGES_WORTH_MOVING: i64 = 1_000;

/// How many pages the log may have before the writer lends a hand: 32 MiB.
const LOG_PAGES_MOST: i64 = 8_000;

/// From how many pages on it is said that somebody keeps the log from beginning anew: 128 MiB.
const LOG_PAGES_HELD: i64 = 4 * LOG_PAGES_MOST;

/// After how long without being woken the thread cuts the log to nothing, so that a quiet inbox is one file and little else.
const IDLE: Duration = Duration::from_secs(5);

/// The second thread.
pub(super) struct Checkpointer {
    wake: SyncSender<()>,
    /// Held by whoever moves pages.
    moving: Arc<Mutex<()>>,
    thread: JoinHandle<()>,
}

impl Checkpointer {
    /// Starts the thread. The connection is its own.
    pub(super) fn start(connection: Connection) -> std::io::Result<Self> {
        let moving = Arc::new(Mutex::new(()));
        // One wake-up in store is enough, however many commits there were meanwhile.
        let (wake, woken) = sync_channel(1);
        let shared = Arc::clone(&moving);
        let thread = thread::Builder::new()
            .name("livehook-checkpoints".to_owned())
            .spawn(move || run(&connection, &shared, &woken))?;
        Ok(Self { wake, moving, thread })
    }

    /// To be called by the writer between two transactions. Answers how many pages the log has, as far as it can be told.
    pub(super) fn after_commit(&self, writer: &Connection) -> Option<i64> {
        let log = match Log::of(writer) {
            Ok(log) => log,
            Err(error) => {
                warn(&error);
                return None;
            }
        };
        if log.pages >= LOG_PAGES_MOST {
            // Waits for the other thread to finish what it is at; little is left to do then.
            let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = move_pages(writer, Mode::Passive) {
                warn(&error);
            }
        } else if log.pages - log.moved >= PAGES_WORTH_MOVING {
            // Full: it was woken already.
            self.wake.try_send(()).ok();
        }
        Some(log.pages)
    }

    /// Ends the thread and closes its connection.
    pub(super) fn stop(self) {
        drop(self.wake);
        // A panic over there has been printed, and concerns nobody who waits.
        self.thread.join().ok();
    }
}

fn run(connection: &Connection, moving: &Mutex<()>, woken: &Receiver<()>) {
    let mut mode = Mode::Passive;
    loop {
        let next = match mode {
            Mode::Passive => woken.recv_timeout(IDLE),
            // Nothing to do until the next commits.
            Mode::Truncate => woken.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        mode = match next {
            Ok(()) => Mode::Passive,
            Err(RecvTimeoutError::Timeout) => Mode::Truncate,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let _moving = moving.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = move_pages(connection, mode) {
            warn(&error);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// As far as it goes without anybody waiting.
    Passive,
    /// All of it, and the log is cut to nothing. Keeps the writer out meanwhile, and waits for readers as long as the connection's
    /// busy time-out says.
    Truncate,
}

/// Moves all of the log and cuts it to nothing. A reader may keep that from happening; nothing is lost by it.
pub(super) fn truncate(connection: &Connection) -> Result<(), InboxError> {
    Ok(move_pages(connection, Mode::Truncate)?)
}

fn move_pages(connection: &Connection, mode: Mode) -> rusqlite::Result<()> {
    let sql = match mode {
        Mode::Passive => "PRAGMA wal_checkpoint(PASSIVE)",
        Mode::Truncate => "PRAGMA wal_checkpoint(TRUNCATE)",
    };
    connection.prepare_cached(sql)?.query_row([], |_| Ok(()))
}

/// How long the log is.
struct Log {
    pages: i64,
    moved: i64,
}

impl Log {
    fn of(connection: &Connection) -> rusqlite::Result<Self> {
        connection
            .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
            .query_row([], |row| Ok(Self { pages: row.get(1)?, moved: row.get(2)? }))
    }
}

/// Says once that the log grows, until it has begun anew.
#[derive(Debug, Default)]
pub(super) struct Growing(Told);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Told {
    #[default]
    No,
    Yes,
}

impl Growing {
    /// To be called after each commit.
    pub(super) fn look(&mut self, pages: i64) {
        let told = self.0;
        self.0 = told.next(pages);
        if told == Told::No && self.0 == Told::Yes {
            let mebibytes = pages / 256;
            say(|| {
                tracing::warn!(
                    mebibytes,
                    "the log beside the inbox grows: somebody has been reading the file for long, a backup or an open database tool; it cannot begin anew until that one is done"
                );
            });
        }
    }
}

impl Told {
    const fn next(self, pages: i64) -> Self {
        match self {
            _ if pages >= LOG_PAGES_HELD => Self::Yes,
            // Not at once when it is a little shorter.
            Self::Yes if pages >= LOG_PAGES_MOST => Self::Yes,
            Self::Yes | Self::No => Self::No,
        }
    }
}

/// Nobody waits for it: what was committed is on disk either way, and it is tried again after a later commit.
fn warn(error: &rusqlite::Error) {
    say(|| tracing::warn!(%error, "the inbox's log could not be moved into its file"));
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        time::{Duration, Instant},
    };

    use super::{Checkpointer, Growing, LOG_PAGES_HELD, LOG_PAGES_MOST, Told, truncate};
    use crate::{InboxConfig, store};

    #[test]
    fn the_log_stays_bounded_while_the_writer_never_pauses() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("inbox.db");
        let config = InboxConfig::default();
        let writer = store::open_for_writing(&path, &config).unwrap();
        let checkpointer = Checkpointer::start(store::open_beside(&path).unwrap()).unwrap();
        writer.execute_batch("CREATE TABLE load (bytes BLOB)").unwrap();
        // In all half as much again as the bound.
        for _ in 0..48 {
            writer.execute("INSERT INTO load VALUES (randomblob(1024 * 1024))", []).unwrap();
            assert!(checkpointer.after_commit(&writer).is_some_and(|pages| pages > 0));
        }
        let log = fs::metadata(path.with_file_name("inbox.db-wal")).unwrap().len();
        let bound = u64::try_from(LOG_PAGES_MOST).unwrap() * 4_096;
        // The transaction that passed the bound comes on top; a page in the log is a little longer than in the file.
        assert!(log < bound + 2 * 1024 * 1024, "the log has {log} bytes, {bound} is the bound");
        checkpointer.stop();
    }

    #[test]
    fn a_log_that_cannot_begin_anew_is_told_of_once() {
        let mut growing = Growing::default();
        for (pages, told) in [
            (LOG_PAGES_MOST, Told::No),
            (LOG_PAGES_HELD, Told::Yes),
            (LOG_PAGES_HELD - 1, Told::Yes),
            (LOG_PAGES_MOST - 1, Told::No),
        ] {
            growing.look(pages);
            assert_eq!(growing.0, told, "{pages}");
        }
    }

    #[test]
    fn a_reader_that_stays_makes_nobody_wait() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("inbox.db");
        let config =
            InboxConfig { busy_timeout: Duration::from_secs(60), ..InboxConfig::default() };
        let writer = store::open_for_writing(&path, &config).unwrap();
        let beside = store::open_beside(&path).unwrap();
        let reader =
            store::open_for_reading(&path, config.busy_timeout, store::Log::Leave).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM record").unwrap();
        writer.execute("INSERT INTO source (name) VALUES ('new')", []).unwrap();
        let begun = Instant::now();
        truncate(&beside).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(10), "it waited for {:?}", begun.elapsed());
    }
}
