//! Finds out whether a callback could be stored now: commits a row that needs pages of its own, and then takes it away again.
//!
//! Two transactions, since pages that are freed in the one that took them are never written, and a full disk would not show.

use rusqlite::params;

use super::{job::Work, tables::Tables};
use crate::store::Room;

/// More than fits into a page beside anything else, so that a full file cannot have room for it by chance.
const BYTES: usize = 4 * 1024;

/// What a callback needs beside its own bytes, generously: pages of indexes that are written with it.
const MARGIN_BYTES: usize = 32 * 1024;

/// What was refused counts for no more than this.
pub(super) const REFUSED_BYTES_MOST: usize = 1024 * 1024;

const INSERT: &str = "INSERT INTO clip (id, clip_key, begin_time, end_time, title, summary, key_words, video_url, cover_url) \
     VALUES (?1, zeroblob(32), 0, 0, '', ?2, '[]', '', '')";
/// Ids of clips are positive. Whatever a process that ended in between left goes with it.
const DELETE: &str = "DELETE FROM clip WHERE id < 0";
const LOWEST: &str = "SELECT min(coalesce(min(id), 0), 0) FROM clip";

/// Writes the row.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    /// How many bytes a callback had that found no room; 0 where none did.
    pub(crate) refused_bytes: usize,
}

impl Work for Heartbeat {
    type Outcome = ();
    const ROOM: Room = Room::Ordinary;

    fn bytes(&self) -> usize {
        match self.refused_bytes {
            0 => BYTES,
            refused => refused.min(REFUSED_BYTES_MOST) + MARGIN_BYTES,
        }
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<()> {
        let lowest: i64 =
            tables.connection.prepare_cached(LOWEST)?.query_row([], |row| row.get(0))?;
        // Not the id of the last row: by a change there the writer sees that something was stored.
        let id = if tables.connection.last_insert_rowid() == lowest - 1 {
            lowest - 2
        } else {
            lowest - 1
        };
        let filling = "h".repeat(self.bytes());
        tables.connection.prepare_cached(INSERT)?.execute(params![id, filling])?;
        Ok(())
    }
}

/// Takes it away.
#[derive(Debug)]
pub(crate) struct HeartbeatOver;

impl Work for HeartbeatOver {
    type Outcome = ();
    const ROOM: Room = Room::WithReserve;

    fn bytes(&self) -> usize {
        size_of::<Self>()
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<()> {
        tables.connection.prepare_cached(DELETE)?.execute([])?;
        Ok(())
    }
}
