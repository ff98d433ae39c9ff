//! How a record is forgotten: its body and clips go, its content key stays until no signature can replay it.

use livehook_core::ContentKey;
use rusqlite::{Row, params};

use super::{delivery::key_until, tables::Tables};
use crate::{RecordId, UnixMillis, submission::Proven};

/// What is read of a record that is to be forgotten.
pub(super) const COLUMNS: &str = "id, body_bytes, last_received_at, key_id, t";

/// What matters of it from then on.
pub(super) struct Remains {
    pub(super) id: RecordId,
    /// The size of its body.
    pub(super) bytes: u64,
    key_until: i64,
}

impl Remains {
    /// From a row that begins with [`COLUMNS`].
    pub(super) fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let proven = Proven::from_columns(row.get(3)?, row.get(4)?);
        Ok(Self {
            id: RecordId::of_row(row.get(0)?)?,
            bytes: row.get::<_, i64>(1)?.unsigned_abs(),
            key_until: key_until(UnixMillis(row.get(2)?), proven.as_ref()),
        })
    }
}

/// Forgets a record.
pub(super) fn forget(
    tables: &Tables<'_>,
    remains: &Remains,
    now: UnixMillis,
) -> rusqlite::Result<()> {
    let (first, last) = remains.id.clip_ids();
    tables
        .connection
        .prepare_cached("DELETE FROM clip WHERE id BETWEEN ?1 AND ?2")?
        .execute([first, last])?;
    let sql = "UPDATE record SET state = 0, body = NULL, undecodable = NULL, stream_id = NULL, \
               changed_at = ?1, key_until = ?2 WHERE id = ?3";
    tables.connection.prepare_cached(sql)?.execute(params![
        now.0,
        remains.key_until,
        remains.id.number()
    ])?;
    Ok(())
}

/// Gives up the content key of a forgotten record as well: its content was never an event, so its next delivery must be new.
///
/// The row itself stays until keys are dropped, since a deleted newest row would have its id given again.
pub(super) fn give_up_key(
    tables: &Tables<'_>,
    id: RecordId,
    now: UnixMillis,
) -> rusqlite::Result<()> {
    // No content has this key: a hash that is all zeros and an id is nobody's.
    let mut nobodys = [0; ContentKey::BYTES];
    nobodys[ContentKey::BYTES - 8..].copy_from_slice(&id.number().to_be_bytes());
    tables
        .connection
        .prepare_cached("UPDATE record SET content_key = ?1, key_until = ?2 WHERE id = ?3")?
        .execute(params![nobodys, now.0, id.number()])?;
    Ok(())
}
