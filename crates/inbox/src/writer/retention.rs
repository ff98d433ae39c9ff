//! Removes what is done and no longer wanted, a step at a time: first the record, much later its content key.

use super::{
    Progress, STEP_ROWS,
    forget::{self, Remains},
    job::Work,
    tables::Tables,
};
use crate::{UnixMillis, reader::Cutoff, store::Room};

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
        for remains in &candidates {
            forget::forget(tables, remains, self.now)?;
            bytes = bytes.saturating_add(remains.bytes);
        }
        let records = u64::try_from(candidates.len()).unwrap_or(u64::MAX);
        Ok((records, bytes, Progress::after(candidates.len())))
    }
}

/// By the index's name, since SQLite would rather sort.
const CANDIDATES: &str = "SELECT id, body_bytes, last_received_at, key_id, t FROM record INDEXED BY record_done \
     WHERE state = 1 AND (changed_at, body_bytes, id) <= (?1, ?2, ?3) \
     ORDER BY changed_at, body_bytes, id LIMIT ?4";

impl Forget {
    fn candidates(&self, tables: &Tables<'_>) -> rusqlite::Result<Vec<Remains>> {
        let mut statement = tables.connection.prepare_cached(CANDIDATES)?;
        let most = i64::try_from(STEP_ROWS).unwrap_or(i64::MAX);
        let Cutoff { changed_at, body_bytes, id } = self.cutoff;
        let rows = statement.query_map([changed_at, body_bytes, id, most], Remains::of)?;
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
