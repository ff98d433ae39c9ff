//! The file: how it is opened, for writing and for reading, and brought up to date. Knows nothing of records.

use std::{fs, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use crate::{InboxConfig, InboxError};

/// Marks a file as an inbox, in SQLite's own header: "lvhk".
const APPLICATION_ID: i64 = 0x6c76_686b;

/// Bytes of a page. SQLite's default, said aloud because the file's limit is counted in pages.
pub(crate) const PAGE_BYTES: u64 = 4096;

/// What a full inbox may grow by in order to become less full. Enough to mark some 100,000 records done.
const RESERVE_BYTES: u64 = 4 * 1024 * 1024;

/// How many prepared statements a connection keeps. More than there are.
const STATEMENTS: usize = 64;

const STEPS: &[M<'static>] = &[M::up(include_str!("migrations/1-records.sql"))];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// The version of the schema that the migrations lead to.
const SCHEMA: i64 = 1;

/// Opens the file for the writer, creating it where there is none, and brings its schema up to date.
pub(crate) fn open_for_writing(
    path: &Path,
    config: &InboxConfig,
) -> Result<Connection, InboxError> {
    refuse_directory(path)?;
    create_private(path);
    // Without URI: a path that begins with `file:` is a path all the same.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(config.busy_timeout)?;
    refuse_foreign_file(&connection)?;
    durable(&connection)?;
    // Two processes may both find an empty file; the one that comes second finds the work done when it looks again.
    MIGRATIONS
        .to_latest(&mut connection)
        .or_else(|_| MIGRATIONS.to_latest(&mut connection))
        .map_err(migration_error)?;
    Ok(connection)
}

/// Opens another connection to what [`open_for_writing`] has just opened, for checkpoints. It never waits for anybody: a
/// checkpoint that waits for a reader would keep the writer waiting too.
pub(crate) fn open_beside(path: &Path) -> Result<Connection, InboxError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    durable(&connection)?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

/// How much of the file's limit a transaction may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// All of it.
    Ordinary,
    /// All of it and [`RESERVE_BYTES`]: marking and removing records takes room before it makes some.
    WithReserve,
}

/// Limits the growth of the file from now on.
pub(crate) fn limit(
    connection: &Connection,
    config: &InboxConfig,
    room: Room,
) -> rusqlite::Result<()> {
    let Some(bytes) = config.max_bytes else { return Ok(()) };
    let bytes = match room {
        Room::Ordinary => bytes,
        Room::WithReserve => bytes.saturating_add(RESERVE_BYTES),
    };
    let pages = i64::try_from(bytes / PAGE_BYTES).unwrap_or(i64::MAX);
    connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
}

/// What a connection that only reads may do with the log when it is the last one to close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    /// Nothing: the files are somebody else's.
    Leave,
    /// Move it into the file and remove it, as a writer does: the files are ours.
    Remove,
}

/// Opens the file for reading only. Another process may be writing it.
pub(crate) fn open_for_reading(
    path: &Path,
    busy_timeout: Duration,
    log: Log,
) -> Result<Connection, InboxError> {
    refuse_directory(path)?;
    let access = match log {
        Log::Leave => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Log::Remove => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(busy_timeout)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    if pragma(&connection, "application_id")? != APPLICATION_ID {
        return Err(InboxError::NotAnInbox);
    }
    match pragma(&connection, "user_version")? {
        SCHEMA => Ok(connection),
        found if found < SCHEMA => Err(InboxError::Older { found, known: SCHEMA }),
        found => Err(InboxError::Newer { found, known: SCHEMA }),
    }
}

/// Reads a pragma whose value is one number.
pub(crate) fn pragma(connection: &Connection, name: &str) -> Result<i64, InboxError> {
    Ok(connection.pragma_query_value(None, name, |row| row.get(0))?)
}

/// Makes an empty file for SQLite to fill, where there is none, that its owner alone may read: bodies hold what was told to us
/// alone. SQLite gives the files beside it the same mode. A file that exists keeps the mode its owner gave it.
fn create_private(path: &Path) {
    let mut options = fs::OpenOptions::new();
    // Never one that exists: to close it would give up the locks that others in this process hold on it.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Where this fails, the file exists or SQLite fails too and says it better.
    drop(options.open(path));
}

/// SQLite opens a directory like a file and then takes its disk for broken.
fn refuse_directory(path: &Path) -> Result<(), InboxError> {
    if path.is_dir() {
        return Err(rusqlite::Error::InvalidPath(path.to_owned()).into());
    }
    Ok(())
}

fn refuse_foreign_file(connection: &Connection) -> Result<(), InboxError> {
    match pragma(connection, "application_id")? {
        APPLICATION_ID => {}
        0 => {
            let objects: i64 =
                connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            if objects != 0 {
                return Err(InboxError::NotAnInbox);
            }
        }
        _ => return Err(InboxError::NotAnInbox),
    }
    match pragma(connection, "user_version")? {
        found if found > SCHEMA => Err(InboxError::Newer { found, known: SCHEMA }),
        _ => Ok(()),
    }
}

/// With these, a commit that returned survives a power cut.
fn durable(connection: &Connection) -> Result<(), InboxError> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    // Checkpoints have their own thread.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
    // The writer takes every source id from the table itself; `Reader::check` looks at them.
    connection.pragma_update(None, "foreign_keys", false)?;
    Ok(())
}

fn migration_error(error: rusqlite_migration::Error) -> InboxError {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        // The version was looked at before, and the migrations are a constant that a test validates.
        _ => InboxError::NotAnInbox,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{MIGRATIONS, SCHEMA};

    /// An inbox in memory.
    pub(crate) fn empty() -> rusqlite::Connection {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        MIGRATIONS.to_latest(&mut connection).unwrap();
        connection
    }

    /// How SQLite would go about a statement, a line for each of its loops.
    pub(crate) fn plan_of(sql: &str) -> String {
        let connection = empty();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut rows = statement.raw_query();
        let mut plan = String::new();
        while let Some(row) = rows.next().unwrap() {
            plan += &row.get::<_, String>(3).unwrap();
            plan.push('\n');
        }
        plan
    }

    #[test]
    fn the_migrations_are_sound_and_lead_to_the_schema_we_name() {
        MIGRATIONS.validate().unwrap();
        let connection = empty();
        assert_eq!(super::pragma(&connection, "user_version").unwrap(), SCHEMA);
        assert_eq!(super::pragma(&connection, "application_id").unwrap(), super::APPLICATION_ID);
    }
}
