//! What a job writes to: the statements of the connection, prepared once a batch, and what the writer remembers beside the file.

use rusqlite::{CachedStatement, Connection};

use super::{
    clips::{self, ClipLedger},
    delivery,
    quarantine::QuarantineLedger,
    signatures::SignatureLedger,
    sources::SourceIds,
};

/// What the writer remembers beside the file. All of it can be read from the file again.
pub(crate) struct Memory {
    pub(super) sources: SourceIds,
    pub(super) clips: ClipLedger,
    pub(crate) quarantine: QuarantineLedger,
    pub(super) signatures: SignatureLedger,
    /// SQLite's counter of other connections' commits when the file was last looked at.
    data_version: i64,
    trust: Trust,
}

/// Whether what is remembered can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// Yes.
    Kept,
    /// No: a panic left it half changed. It is to be read from the file again.
    Lost,
}

impl Memory {
    pub(super) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        // The counter first: what another process commits after it is read again, by `refresh`.
        let data_version = data_version(connection)?;
        let mut clips = ClipLedger::default();
        clips.catch_up(connection)?;
        Ok(Self {
            sources: SourceIds::default(),
            clips,
            quarantine: QuarantineLedger::load(connection)?,
            signatures: SignatureLedger::default(),
            data_version,
            trust: Trust::Kept,
        })
    }

    /// To be called at the beginning of a transaction: another process may have stored events, or released some.
    pub(super) fn refresh(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        if self.trust == Trust::Lost {
            *self = Self::load(connection)?;
        }
        let version = data_version(connection)?;
        if version == self.data_version && !self.quarantine.is_stale() {
            return Ok(());
        }
        let quarantine = QuarantineLedger::load(connection)?;
        if version != self.data_version {
            self.clips.catch_up(connection)?;
        }
        self.quarantine = quarantine;
        self.data_version = version;
        Ok(())
    }

    /// What was remembered since the last commit is true now.
    pub(super) fn committed(&mut self) {
        self.clips.committed();
        self.quarantine.committed();
    }

    /// One job failed and was undone. It remembered nothing but perhaps a source that it was the first to name.
    pub(super) fn job_undone(&mut self) {
        self.sources = SourceIds::default();
    }

    /// What was remembered since the last commit never happened.
    pub(super) fn rolled_back(&mut self) {
        self.sources = SourceIds::default();
        self.clips.rolled_back();
        self.quarantine.rolled_back();
    }

    /// The connection is another one: its counter begins anew.
    pub(super) fn reopened(&mut self) {
        self.data_version = -1;
    }

    /// A panic may have left anything half changed.
    pub(super) const fn distrust(&mut self) {
        self.trust = Trust::Lost;
    }
}

fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))
}

/// What a job writes to.
pub(crate) struct Tables<'c> {
    pub(super) connection: &'c Connection,
    pub(super) memory: &'c mut Memory,
    pub(super) insert: CachedStatement<'c>,
    pub(super) count: CachedStatement<'c>,
    pub(super) clip: CachedStatement<'c>,
}

impl<'c> Tables<'c> {
    pub(super) fn new(
        connection: &'c Connection,
        memory: &'c mut Memory,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            connection,
            memory,
            insert: connection.prepare_cached(delivery::INSERT)?,
            count: connection.prepare_cached(delivery::COUNT)?,
            clip: connection.prepare_cached(clips::INSERT)?,
        })
    }
}
