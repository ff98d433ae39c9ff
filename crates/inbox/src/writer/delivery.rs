//! The statements that take a delivery. One INSERT decides whether its content is new. Known content is counted by an UPDATE
//! and, out of quarantine, promoted by another, both in the transaction of that INSERT.

use std::time::Duration;

use rusqlite::{OptionalExtension as _, params};

use super::{leave::leave, tables::Tables};
use crate::{
    RecordId, State, UnixMillis,
    submission::{Delivery, Proven},
};

/// How long a content key is kept after its last delivery and after its `t`, whatever retention removes.
///
/// Twice the default cap on how far ahead a `t` may lie: no signature that could replay the content is good any more.
pub const KEY_KEPT_FOR: Duration = Duration::from_hours(48);

pub(super) const INSERT: &str = include_str!("sql/insert.sql");
pub(super) const COUNT: &str = include_str!("sql/count.sql");
const PROMOTE: &str = include_str!("sql/promote.sql");

/// A record that a delivery met.
pub(super) struct Known {
    pub(super) id: RecordId,
    /// None: forgotten.
    pub(super) state: Option<State>,
}

/// Stores a delivery, unless its content is known.
pub(super) fn insert(
    tables: &mut Tables<'_>,
    source: i64,
    delivery: &Delivery,
    state: State,
    conflict: bool,
) -> rusqlite::Result<Option<RecordId>> {
    let proven = delivery.proven.as_ref();
    let inserted = tables.insert.execute(params![
        source,
        delivery.content_key.to_bytes(),
        state.number(),
        delivery.received_at.0,
        delivery.undecodable,
        late_by(delivery),
        conflict,
        delivery.event_type,
        delivery.stream_id,
        proven.map(|proven| proven.key_id.as_str()),
        proven.map(|proven| proven.t.0),
        body_bytes(delivery),
        delivery.body,
    ])?;
    match inserted {
        0 => Ok(None),
        _ => RecordId::of_row(tables.connection.last_insert_rowid()).map(Some),
    }
}

/// Counts a delivery, if its content is known.
pub(super) fn count(
    tables: &mut Tables<'_>,
    source: i64,
    delivery: &Delivery,
) -> rusqlite::Result<Option<Known>> {
    let key_until = key_until(delivery.received_at, delivery.proven.as_ref());
    let values =
        params![source, delivery.content_key.to_bytes(), delivery.received_at.0, key_until];
    let known = |row: &rusqlite::Row<'_>| {
        Ok(Known { id: RecordId::of_row(row.get(0)?)?, state: State::from_number(row.get(1)?) })
    };
    tables.count.query_row(values, known).optional()
}

/// Makes an event of a record in quarantine, by an accepted delivery of its content. Answers with the id that it has as an event.
pub(super) fn promote(
    tables: &Tables<'_>,
    was: RecordId,
    delivery: &Delivery,
    conflict: bool,
) -> rusqlite::Result<RecordId> {
    let id = leave(tables.connection, was)?;
    let proven = delivery.proven.as_ref();
    tables.connection.prepare_cached(PROMOTE)?.execute(params![
        id.number(),
        delivery.received_at.0,
        late_by(delivery),
        conflict,
        proven.map(|proven| proven.key_id.as_str()),
        proven.map(|proven| proven.t.0),
        body_bytes(delivery),
        delivery.body,
    ])?;
    Ok(id)
}

/// Until when a delivery's content key is needed, should its record be forgotten.
pub(super) fn key_until(received_at: UnixMillis, proven: Option<&Proven>) -> i64 {
    let good_until = proven.map_or(received_at, |proven| UnixMillis::from(proven.t));
    received_at.max(good_until).saturating_add(KEY_KEPT_FOR).0
}

fn late_by(delivery: &Delivery) -> Option<i64> {
    delivery.late_by.map(|by| i64::try_from(by.0).unwrap_or(i64::MAX))
}

fn body_bytes(delivery: &Delivery) -> i64 {
    i64::try_from(delivery.body.len()).unwrap_or(i64::MAX)
}
