//! Finds the quarantined records that an operator means, a step's worth at a time.

use super::{
    STEP_ROWS,
    forget::{COLUMNS, Remains},
    tables::Tables,
};
use crate::Suspects;

/// A record in quarantine.
pub(super) struct Suspect {
    pub(super) source: i64,
    pub(super) remains: Remains,
}

/// A step's worth of those that are meant and are still in quarantine, oldest first.
pub(super) fn step(tables: &Tables<'_>, which: Suspects) -> rusqlite::Result<Vec<Suspect>> {
    let (condition, from, until) = match which {
        Suspects::One(id) => ("FROM record WHERE id BETWEEN ?1 AND ?2", id.number(), id.number()),
        Suspects::Between { from, until } => (
            "FROM record INDEXED BY record_by_state WHERE received_at >= ?1 AND received_at < ?2",
            from.0,
            until.0,
        ),
    };
    let sql =
        format!("SELECT {COLUMNS}, source_id {condition} AND state IN (2, 3) ORDER BY id LIMIT ?3");
    let mut statement = tables.connection.prepare_cached(&sql)?;
    let most = i64::try_from(STEP_ROWS).unwrap_or(i64::MAX);
    let rows = statement.query_map([from, until, most], |row| {
        Ok(Suspect { source: row.get("source_id")?, remains: Remains::of(row)? })
    })?;
    rows.collect()
}
