//! Quarantined records become events because an operator says so.

use rusqlite::params;

use super::{
    Progress, clips,
    job::Work,
    leave::leave,
    suspects::{self, Suspect},
    tables::Tables,
};
use crate::{ReleasedRecord, Suspects, UnixMillis, store::Room};

/// Releases at most a step's worth. Answers which.
#[derive(Debug)]
pub(crate) struct ReleaseSome {
    pub(crate) which: Suspects,
    pub(crate) now: UnixMillis,
}

impl Work for ReleaseSome {
    type Outcome = (Vec<ReleasedRecord>, Progress);
    const ROOM: Room = Room::WithReserve;

    fn bytes(&self) -> usize {
        size_of::<Self>()
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<Self::Outcome> {
        let mut released = Vec::new();
        for Suspect { source, remains } in suspects::step(tables, self.which)? {
            let was = remains.id;
            let clips = clips::stored_identities(tables.connection, was)?;
            let conflict = tables.memory.clips.contradicts(source, clips.iter().copied());
            let id = leave(tables.connection, was)?;
            let sql = "UPDATE record SET state = 4, changed_at = ?1, conflict = ?2 WHERE id = ?3";
            tables.connection.prepare_cached(sql)?.execute(params![
                self.now.0,
                conflict,
                id.number()
            ])?;
            tables.memory.clips.remember(source, clips);
            tables.memory.clips.reach(id);
            tables.memory.quarantine.remove(was);
            released.push(ReleasedRecord { was, id });
        }
        let progress = Progress::after(released.len());
        Ok((released, progress))
    }
}
