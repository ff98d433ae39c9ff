//! One transaction for many jobs, and what becomes of it when something fails.

use std::path::PathBuf;

use rusqlite::{Connection, ErrorCode};

use super::{
    checkpoint,
    files::{Files, Seen},
    job::Job,
    tables::{Memory, Tables},
    words::say,
};
use crate::{
    InboxConfig, InboxError,
    store::{self, Room},
};

/// Where the file is and how it is opened.
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) config: InboxConfig,
    pub(super) files: Files,
}

/// Whether a batch put rows into the file: only that shows that there is room for more. What is known already is counted, and
/// what is handled is marked, in a full one too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Growth {
    /// It did, with ordinary room.
    Rows,
    /// It changed or removed rows, or had more room than a callback has.
    Nothing,
}

/// Whether each job has a savepoint of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Isolation {
    /// No: cheaper, and right as long as no job fails.
    Together,
    /// Yes: one that fails is undone alone.
    EachAlone,
}

impl Place {
    /// Runs and commits a batch of jobs with equal room. After an error nothing of it is promised, and the connection may be gone.
    pub(super) fn commit(
        &mut self,
        connection: &mut Option<Connection>,
        memory: &mut Memory,
        batch: &mut [Box<dyn Job>],
    ) -> Result<Growth, InboxError> {
        if connection.is_none() || self.files.seen() == Seen::Astray {
            // To open it would make a new file; and nothing is to be written that has to be taken back.
            self.files.look()?;
        }
        let open = match connection.take() {
            Some(open) => open,
            None => {
                memory.reopened();
                store::open_for_writing(&self.path, &self.config)?
            }
        };
        let room = batch.first().map_or(Room::Ordinary, |job| job.room());
        store::limit(&open, &self.config, room)?;
        let last_row = open.last_insert_rowid();
        let mut done = transact(&open, memory, batch, Isolation::Together);
        if done.as_ref().is_err_and(is_of_one_row) {
            done = transact(&open, memory, batch, Isolation::EachAlone);
        }
        done?;
        let grown = room == Room::Ordinary && open.last_insert_rowid() != last_row;
        let looked = self.look_after(&open);
        // Kept where a file is astray: moved back, it holds everything.
        *connection = Some(open);
        looked.map(|()| if grown { Growth::Rows } else { Growth::Nothing })
    }

    fn look_after(&mut self, open: &Connection) -> Result<(), InboxError> {
        let looked = self.files.look();
        if matches!(looked, Err(InboxError::LogVanished)) {
            // What was acknowledged is in the lost log, which is open yet. Nothing is lost unless a reader is in the way.
            checkpoint::truncate(open).ok();
        }
        looked
    }
}

fn transact(
    connection: &Connection,
    memory: &mut Memory,
    batch: &mut [Box<dyn Job>],
    isolation: Isolation,
) -> rusqlite::Result<()> {
    // Immediate: what is read within is what is written upon, whoever else writes.
    execute(connection, "BEGIN IMMEDIATE")?;
    let done =
        run_all(connection, memory, batch, isolation).and_then(|()| execute(connection, "COMMIT"));
    match done {
        Ok(()) => memory.committed(),
        Err(_) => {
            memory.rolled_back();
            // SQLite has rolled back by itself after some errors. Where this fails, the connection is closed, which does it too.
            if !connection.is_autocommit() {
                execute(connection, "ROLLBACK").ok();
            }
        }
    }
    done
}

fn run_all(
    connection: &Connection,
    memory: &mut Memory,
    batch: &mut [Box<dyn Job>],
    isolation: Isolation,
) -> rusqlite::Result<()> {
    memory.refresh(connection)?;
    let mut tables = Tables::new(connection, memory)?;
    for job in batch {
        match isolation {
            Isolation::Together => job.run(&mut tables)?,
            Isolation::EachAlone => run_alone(connection, &mut tables, job.as_mut())?,
        }
    }
    Ok(())
}

fn run_alone(
    connection: &Connection,
    tables: &mut Tables<'_>,
    job: &mut dyn Job,
) -> rusqlite::Result<()> {
    execute(connection, "SAVEPOINT job")?;
    match job.run(tables) {
        Ok(()) => {}
        Err(error) if is_of_one_row(&error) => {
            execute(connection, "ROLLBACK TO job")?;
            tables.memory.job_undone();
            say(|| tracing::warn!(%error, "a record was rejected by the store"));
            job.reject(error.into());
        }
        Err(error) => return Err(error),
    }
    execute(connection, "RELEASE job")
}

/// Whether an error says something of the one row, and nothing of the file or the transaction.
fn is_of_one_row(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        Some(code) => matches!(
            code,
            ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch
        ),
        // Not SQLite's: a value that could not be read or bound.
        None => true,
    }
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}
