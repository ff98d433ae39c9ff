//! Removes what is done and no longer wanted, a step at a time: first the record, much later its content key.

use rusqlite::params;

use livehook_core::{KeyId, UnixSeconds};

use super::{Progress, STEP_ROWS, delivery::key_until, job::Work, tables::Tables};
use crate::{RecordId, UnixMillis, reader::Cutoff, store::Room, submission::Proven};

/// Forgets done records up to the cutoff. Answers how many, and the bytes of their bodies.
#[derive(Debug)]
pub(crate) struct Forget {
    pub(crate) cutoff: Cutoff,
    pub(crate) now: UnixMillis,
}

impl Work for Forget {
    type Outcome = (u64, u64, Progress);
    const ROOM: Room = Room::WithReserve;

    fn bytes(&self) -> usize {
        size_of::<Self>()
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<Self::Outcome> {
        let candidates = self.candidates(tables)?;
        let mut bytes = 0_u64;
        for candidate in &candidates {
            let (first, last) = candidate.id.clip_ids();
            tables
                .connection
                .prepare_cached("DELETE FROM clip WHERE id BETWEEN ?1 AND ?2")?
                .execute([first, last])?;
            let sql = "UPDATE record SET state = 0, body = NULL, undecodable = NULL, stream_id = NULL, \
                       changed_at = ?1, key_until = ?2 WHERE id = ?3";
            tables.connection.prepare_cached(sql)?.execute(params![
                self.now.0,
                candidate.key_until,
                candidate.id.number()
            ])?;
            bytes = bytes.saturating_add(candidate.bytes);
        }
        let records = u64::try_from(candidates.len()).unwrap_or(u64::MAX);
        Ok((records, bytes, Progress::after(candidates.len())))
    }
}

/// By the index's name, since SQLite would rather sort.
const CANDIDATES: &str = "SELECT id, body_bytes, last_received_at, key_id, t FROM record INDEXED BY record_done \
     WHERE state = 1 AND (changed_at, body_bytes, id) <= (?1, ?2, ?3) \
     ORDER BY changed_at, body_bytes, id LIMIT ?4";

struct Candidate {
    id: RecordId,
    bytes: u64,
    key_until: i64,
}

impl Forget {
    fn candidates(&self, tables: &Tables<'_>) -> rusqlite::Result<Vec<Candidate>> {
        let mut statement = tables.connection.prepare_cached(CANDIDATES)?;
        let most = i64::try_from(STEP_ROWS).unwrap_or(i64::MAX);
        let Cutoff { changed_at, body_bytes, id } = self.cutoff;
        let rows = statement.query_map([changed_at, body_bytes, id, most], |row| {
            let proven = match (row.get::<_, Option<String>>(3)?, row.get::<_, Option<i64>>(4)?) {
                (Some(key_id), Some(t)) => {
                    Some(Proven { key_id: KeyId::new(&key_id), t: UnixSeconds(t) })
                }
                _ => None,
            };
            Ok(Candidate {
                id: RecordId::of_row(row.get(0)?)?,
                bytes: row.get::<_, i64>(1)?.unsigned_abs(),
                key_until: key_until(UnixMillis(row.get(2)?), proven.as_ref()),
            })
        })?;
        rows.collect()
    }
}

/// The highest id stays, since SQLite would give it a second time.
const DROP: &str = "DELETE FROM record WHERE id IN (SELECT id FROM record INDEXED BY record_forgotten \
     WHERE state = 0 AND key_until < ?1 AND id < (SELECT max(id) FROM record) LIMIT ?2)";

/// Removes content keys whose time is over. Answers how many.
#[derive(Debug)]
pub(crate) struct DropKeys {
    pub(crate) now: UnixMillis,
}

impl Work for DropKeys {
    type Outcome = (u64, Progress);
    const ROOM: Room = Room::WithReserve;

    fn bytes(&self) -> usize {
        size_of::<Self>()
    }

    fn run(&self, tables: &mut Tables<'_>) -> rusqlite::Result<Self::Outcome> {
        let most = i64::try_from(STEP_ROWS).unwrap_or(i64::MAX);
        let dropped = tables.connection.prepare_cached(DROP)?.execute([self.now.0, most])?;
        Ok((u64::try_from(dropped).unwrap_or(u64::MAX), Progress::after(dropped)))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::store::tests::plan_of;

    #[track_caller]
    fn check(sql: &str, expected: &Expect) {
        expected.assert_eq(&plan_of(sql));
    }

    #[test]
    fn a_step_reads_no_more_than_it_removes() {
        check(
            super::CANDIDATES,
            &expect![[r#"
            SEARCH record USING INDEX record_done ((changed_at,body_bytes)<(?,?))
        "#]],
        );
        check(
            super::DROP,
            &expect![[r#"
            SEARCH record USING INTEGER PRIMARY KEY (rowid=?)
            LIST SUBQUERY 2
            SEARCH record USING COVERING INDEX record_forgotten (key_until<?)
            SCALAR SUBQUERY 1
            SEARCH record
        "#]],
        );
    }
}
