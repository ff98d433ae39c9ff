//! Moves the write-ahead log into the file.

use rusqlite::Connection;

use crate::InboxError;

/// Moves all of it and cuts the log to nothing. Readers of old pages may keep that from happening; nothing is lost by it.
pub(super) fn truncate(connection: &Connection) -> Result<(), InboxError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}
