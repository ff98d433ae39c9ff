//! Reads an inbox through a connection of its own: it neither waits for the writer nor delays it, in this process or another's.
//!
//! Every method blocks while SQLite reads. None keeps a snapshot open while its caller does something else.

mod check;
mod pages;
mod retention;
mod rows;
mod salvage;

use std::{ops::ControlFlow, path::Path, time::Duration};

use rusqlite::{Connection, OptionalExtension as _};

pub use check::Checked;
pub(crate) use retention::Cutoff;

use crate::{
    DEFAULT_BUSY_TIMEOUT, InboxError, Limit, Order, QuarantineReason, Query, Record, RecordClip,
    RecordId, State, UnixMillis,
    store::{self, Log},
};

/// Reads an inbox. One at a time uses it; open more for more.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
}

/// How many records there are, by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Events that nobody has handled yet.
    pub received: u64,
    /// Events that were handled.
    pub done: u64,
    /// In quarantine because `t` had passed.
    pub expired: u64,
    /// In quarantine because `t` lay too far ahead.
    pub far_future: u64,
    /// Content keys that outlived their records.
    pub forgotten: u64,
}

impl Reader {
    /// Opens the inbox at `path` for reading. Another process may be serving it.
    ///
    /// It changes nothing, so the `-wal` and `-shm` files beside the inbox stay when it is the last to close; they are empty
    /// or belong to whoever died. The next one to write removes them.
    ///
    /// # Errors
    /// `CannotOpen` where there is no such file, `NotAnInbox`, `Older`, `Newer`, `Busy`, `Failing`.
    pub fn open(path: &Path) -> Result<Self, InboxError> {
        let connection = store::open_for_reading(path, DEFAULT_BUSY_TIMEOUT, Log::Leave)?;
        Ok(Self { connection })
    }

    /// Opens what this process has open for writing.
    pub(crate) fn open_beside(path: &Path, busy_timeout: Duration) -> Result<Self, InboxError> {
        Ok(Self { connection: store::open_for_reading(path, busy_timeout, Log::Remove)? })
    }

    /// Hands each record that fits to `visit`, until it breaks. Holds a few hundred in memory at a time; `visit` may take its
    /// time. What is stored meanwhile may be among them.
    ///
    /// # Errors
    /// `Unreadable` at a row this release never writes; `Busy`, `Damaged`, `Failing`.
    pub fn visit(
        &self,
        query: &Query,
        mut visit: impl FnMut(Record) -> ControlFlow<()>,
    ) -> Result<(), InboxError> {
        self.walk(rows::SELECT, query, |found| visit(found.record))
    }

    /// As [`Self::visit`], with each record's raw bytes.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub fn export(
        &self,
        query: &Query,
        mut visit: impl FnMut(Record, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), InboxError> {
        self.walk(rows::SELECT_WITH_BODY, query, |found| visit(found.record, &found.body))
    }

    /// The records that fit. Unlimited unless the query says otherwise: see [`Self::visit`].
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub fn list(&self, query: &Query) -> Result<Vec<Record>, InboxError> {
        let mut records = Vec::new();
        self.visit(query, |record| {
            records.push(record);
            ControlFlow::Continue(())
        })?;
        Ok(records)
    }

    /// The newest record that fits.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub fn latest(&self, query: &Query) -> Result<Option<Record>, InboxError> {
        let query = Query { order: Order::NewestFirst, limit: Limit::AtMost(1), ..query.clone() };
        Ok(self.list(&query)?.pop())
    }

    /// The record of this name, if there is one.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub fn get(&self, id: RecordId) -> Result<Option<Record>, InboxError> {
        let sql = format!("{} WHERE r.state <> 0 AND r.id = ?1", rows::SELECT);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut found = statement.query([id.number()])?;
        found.next()?.map(|row| rows::record(&self.connection, row)).transpose()
    }

    /// A record's body, byte for byte as received.
    ///
    /// # Errors
    /// `Busy`, `Damaged`, `Failing`.
    pub fn raw(&self, id: RecordId) -> Result<Option<Vec<u8>>, InboxError> {
        let sql = "SELECT body FROM record WHERE id = ?1 AND body IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement
            .query_row([id.number()], |row| Ok(row.get_ref(0)?.as_bytes()?.to_vec()))
            .optional()?)
    }

    /// The clips of a record, in the callback's order.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub fn clips(&self, id: RecordId) -> Result<Vec<RecordClip>, InboxError> {
        rows::clips(&self.connection, id)
    }

    /// How many records there are, by state.
    ///
    /// # Errors
    /// `Busy`, `Damaged`, `Failing`.
    pub fn counts(&self) -> Result<Counts, InboxError> {
        let sql = "SELECT state, count(*) FROM record GROUP BY state";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut counts = Counts::default();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let count = u64::try_from(row.get::<_, i64>(1)?).unwrap_or_default();
            match State::from_number(row.get(0)?) {
                Some(State::Received) => counts.received = count,
                Some(State::Done) => counts.done = count,
                Some(State::Quarantined(QuarantineReason::Expired)) => counts.expired = count,
                Some(State::Quarantined(QuarantineReason::FarFuture)) => counts.far_future = count,
                None => counts.forgotten = count,
            }
        }
        Ok(counts)
    }

    /// How many events nobody has handled yet. Takes longer the more there are.
    ///
    /// # Errors
    /// `Busy`, `Damaged`, `Failing`.
    pub fn unhandled(&self) -> Result<u64, InboxError> {
        let sql = "SELECT count(*) FROM record WHERE state = 4";
        let mut statement = self.connection.prepare_cached(sql)?;
        let count = statement.query_row([], |row| row.get::<_, i64>(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// The event that has waited longest to be handled, and when it first arrived.
    ///
    /// # Errors
    /// `Busy`, `Damaged`, `Failing`.
    pub fn oldest_unhandled(&self) -> Result<Option<(RecordId, UnixMillis)>, InboxError> {
        let sql = "SELECT id, received_at FROM record WHERE state = 4 ORDER BY id LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let oldest = statement
            .query_row([], |row| Ok((RecordId::of_row(row.get(0)?)?, UnixMillis(row.get(1)?))));
        Ok(oldest.optional()?)
    }
}
