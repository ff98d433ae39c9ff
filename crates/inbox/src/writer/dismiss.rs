//! Quarantined records are forgotten because an operator says so.

use super::{
    Progress, forget,
    job::Work,
    suspects::{self, Suspect},
    tables::Tables,
};
use crate::{Dismissed, Suspects, UnixMillis, store::Room};

/// Dismisses at most a step's worth. Answers which.
#[derive(Debug)]
pub(crate) struct DismissSome {
    pub(crate) which: Suspects,
    pub(crate) now: UnixMillis,
}

impl Work for DismissSome {
    type Outcome = (Dismissed, Progress);
    const ROOM: Room = Room::WithReserve;

    fn bytes(&self) -> usize {
        size_of::<Self>()
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<Self::Outcome> {
        let mut dismissed = Dismissed::default();
        for Suspect { remains, .. } in suspects::step(tables, self.which)? {
            forget::forget(tables, &remains, self.now)?;
            forget::give_up_key(tables, remains.id, self.now)?;
            dismissed.ids.push(remains.id);
            dismissed.bytes = dismissed.bytes.saturating_add(remains.bytes);
        }
        for id in &dismissed.ids {
            tables.memory.quarantine.remove(*id);
        }
        let progress = Progress::after(dismissed.ids.len());
        Ok((dismissed, progress))
    }
}
