//! Quarantined records become events because an operator says so.

use rusqlite::params;

use super::{Progress, STEP_ROWS, clips, job::Work, tables::Tables};
use crate::{RecordId, Release, UnixMillis, store::Room};

/// Releases at most a step's worth. Answers which.
#[derive(Debug)]
pub(crate) struct ReleaseSome {
    pub(crate) which: Release,
    pub(crate) now: UnixMillis,
}

impl Work for ReleaseSome {
    type Outcome = (Vec<RecordId>, Progress);
    const ROOM: Room = Room::WithReserve;

    fn bytes(&self) -> usize {
        size_of::<Self>()
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<Self::Outcome> {
        let mut released = Vec::new();
        for (id, source) in self.candidates(tables)? {
            let clips = clips::stored_identities(tables.connection, id)?;
            let conflict = tables.memory.clips.contradicts(source, clips.iter().copied());
            let sql = "UPDATE record SET state = 4, changed_at = ?1, conflict = ?2 WHERE id = ?3";
            tables.connection.prepare_cached(sql)?.execute(params![
                self.now.0,
                conflict,
                id.number()
            ])?;
            tables.memory.clips.remember(source, clips);
            tables.memory.quarantine.remove(id);
            released.push(id);
        }
        let progress = Progress::after(released.len());
        Ok((released, progress))
    }
}

impl ReleaseSome {
    /// Ids and sources, oldest first.
    fn candidates(&self, tables: &Tables<'_>) -> rusqlite::Result<Vec<(RecordId, i64)>> {
        let (sql, from, until) = match self.which {
            Release::One(id) => (
                "SELECT id, source_id FROM record WHERE id BETWEEN ?1 AND ?2 AND state IN (2, 3) LIMIT ?3",
                id.number(),
                id.number(),
            ),
            Release::Between { from, until } => (
                "SELECT id, source_id FROM record INDEXED BY record_by_state \
                 WHERE state IN (2, 3) AND received_at >= ?1 AND received_at < ?2 ORDER BY id LIMIT ?3",
                from.0,
                until.0,
            ),
        };
        let mut statement = tables.connection.prepare_cached(sql)?;
        let most = i64::try_from(STEP_ROWS).unwrap_or(i64::MAX);
        let rows = statement.query_map([from, until, most], |row| {
            Ok((RecordId::of_row(row.get(0)?)?, row.get(1)?))
        })?;
        rows.collect()
    }
}
