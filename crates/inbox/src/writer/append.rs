//! Admitted callbacks: new ones are stored, known ones counted, and what lay in quarantine is promoted.

use super::{clips, delivery, job::Work, tables::Tables};
use crate::{
    Appended, Marks, NewEvent, RecordId, State, Stored, store::Room, submission::Delivery,
};

impl Work for NewEvent {
    type Outcome = Appended;
    const ROOM: Room = Room::Ordinary;

    fn bytes(&self) -> usize {
        self.delivery.bytes()
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<Appended> {
        let Self { delivery } = self;
        let source = tables.memory.sources.id(tables.connection, &delivery.source)?;
        let conflict = tables.memory.clips.contradicts(source, clips::identities(&delivery.clips));
        if let Some(id) = delivery::insert(tables, source, delivery, State::Received, conflict)? {
            clips::insert(tables, id, &delivery.clips)?;
            tables.memory.clips.reach(id);
            is_event_now(tables, source, delivery);
            return Ok(Appended::Stored(stored(delivery, id, conflict)));
        }
        // It conflicted, so there is a row.
        let known = delivery::count(tables, source, delivery)?
            .ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        match known.state {
            Some(State::Quarantined(_)) => {
                let id = delivery::promote(tables, known.id, delivery, conflict)?;
                tables.memory.quarantine.remove(known.id);
                tables.memory.clips.reach(id);
                is_event_now(tables, source, delivery);
                Ok(Appended::Promoted(stored(delivery, id, conflict)))
            }
            Some(State::Received | State::Done) | None => Ok(Appended::Duplicate(known.id)),
        }
    }
}

/// What is remembered of each new event.
fn is_event_now(tables: &mut Tables<'_>, source: i64, delivery: &Delivery) {
    tables.memory.clips.remember(source, clips::identities(&delivery.clips));
    tables.memory.signatures.count(source, delivery);
}

fn stored(delivery: &Delivery, id: RecordId, conflict: bool) -> Stored {
    let undecodable = delivery.undecodable.clone();
    Stored {
        id,
        source: delivery.source.clone(),
        marks: Marks { undecodable, late_by: delivery.late_by, conflict },
        event_type: delivery.event_type,
        stream_id: delivery.stream_id.clone(),
        content_key: delivery.content_key,
        clips: delivery.clips.len(),
        received_at: delivery.received_at,
    }
}
