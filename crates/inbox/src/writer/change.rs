//! Changes of state that an application or an operator asks for.

use rusqlite::params;

use super::{job::Work, tables::Tables};
use crate::{RecordId, State, UnixMillis, store::Room};

/// What is to become of some records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StateChange {
    /// Received becomes done.
    Done,
    /// Done becomes received.
    Requeued,
}

/// Changes the state of those that have the state it starts from. Answers how many had.
#[derive(Debug)]
pub(crate) struct ChangeState {
    pub(crate) change: StateChange,
    /// At most a step's worth.
    pub(crate) ids: Vec<RecordId>,
    pub(crate) now: UnixMillis,
}

impl Work for ChangeState {
    type Outcome = usize;
    const ROOM: Room = Room::WithReserve;

    fn bytes(&self) -> usize {
        self.ids.len() * size_of::<RecordId>()
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<usize> {
        let (from, to) = match self.change {
            StateChange::Done => (State::Received, State::Done),
            StateChange::Requeued => (State::Done, State::Received),
        };
        let sql = "UPDATE record SET state = ?1, changed_at = ?2 WHERE id = ?3 AND state = ?4";
        let mut statement = tables.connection.prepare_cached(sql)?;
        let mut changed = 0;
        for id in &self.ids {
            changed +=
                statement.execute(params![to.number(), self.now.0, id.number(), from.number()])?;
        }
        Ok(changed)
    }
}
