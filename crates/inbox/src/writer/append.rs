//! The one statement that decides whether an admitted callback is new.

use std::time::Duration;

use rusqlite::params;

use super::{clips, job::Work, tables::Tables};
use crate::{
    Appended, Marks, NewEvent, RecordId, Stored, UnixMillis,
    store::Room,
    submission::{Delivery, Proven},
};

/// How long a content key is kept after its last delivery and after its `t`, whatever retention removes.
///
/// Twice the default cap on how far ahead a `t` may lie: no signature that could replay the content is good any more.
pub const KEY_KEPT_FOR: Duration = Duration::from_hours(48);

/// The states by number: see the migration.
pub(super) const SQL: &str = include_str!("append.sql");

impl Work for NewEvent {
    type Outcome = Appended;
    const ROOM: Room = Room::Ordinary;

    fn bytes(&self) -> usize {
        self.delivery.bytes()
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<Appended> {
        let delivery = &self.delivery;
        let source = tables.memory.sources.id(tables.connection, &delivery.source)?;
        let conflict = tables.memory.clips.contradicts(source, clips::identities(&delivery.clips));
        let row = bind_append(tables, delivery, source, conflict)?;
        if row.deliveries == 1 {
            clips::insert(tables, row.id, &delivery.clips)?;
        }
        if row.promoted_at_delivery == Some(row.deliveries) {
            tables.memory.quarantine.remove(row.id);
        } else if row.deliveries > 1 {
            return Ok(Appended::Duplicate(row.id));
        }
        tables.memory.clips.remember(source, clips::identities(&delivery.clips));
        tables.memory.signatures.count(source, delivery);
        let stored = stored(delivery, row.id, conflict);
        Ok(if row.deliveries == 1 { Appended::Stored(stored) } else { Appended::Promoted(stored) })
    }
}

struct AppendedRow {
    id: RecordId,
    deliveries: i64,
    promoted_at_delivery: Option<i64>,
}

fn bind_append(
    tables: &mut Tables<'_>,
    delivery: &Delivery,
    source: i64,
    conflict: bool,
) -> rusqlite::Result<AppendedRow> {
    let proven = delivery.proven.as_ref();
    let values = params![
        source,
        delivery.content_key.to_bytes(),
        delivery.received_at.0,
        delivery.undecodable,
        late_by(delivery),
        conflict,
        delivery.event_type,
        delivery.stream_id,
        proven.map(|proven| proven.key_id.as_str()),
        proven.map(|proven| proven.t.0),
        i64::try_from(delivery.body.len()).unwrap_or(i64::MAX),
        delivery.body,
        key_until(delivery.received_at, proven),
    ];
    tables.append.query_row(values, |row| {
        Ok(AppendedRow {
            id: record_id(row.get(0)?)?,
            deliveries: row.get(1)?,
            promoted_at_delivery: row.get(2)?,
        })
    })
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

pub(super) fn late_by(delivery: &Delivery) -> Option<i64> {
    delivery.late_by.map(|by| i64::try_from(by.0).unwrap_or(i64::MAX))
}

/// Until when a delivery's content key is needed, should its record be forgotten.
pub(super) fn key_until(received_at: UnixMillis, proven: Option<&Proven>) -> i64 {
    let good_until = proven.map_or(received_at, |proven| UnixMillis::from(proven.t));
    received_at.max(good_until).saturating_add(KEY_KEPT_FOR).0
}

/// The id in a row of our own table.
pub(super) fn record_id(number: i64) -> rusqlite::Result<RecordId> {
    RecordId::new(number).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, number))
}
