//! Finds where retention cuts: computed off the writer's path, since it may have to walk over everything that is done.

use super::Reader;
use crate::{InboxError, Retention, UnixMillis};

/// The newest record to go, and with it every done one that lies before it in the order of [`ORDER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cutoff {
    pub(crate) changed_at: i64,
    pub(crate) body_bytes: i64,
    pub(crate) id: i64,
}

/// The index `record_done` backwards, and by its name, since SQLite would rather sort: the one that was done last comes first.
const ORDER: &str = "SELECT changed_at, body_bytes, id FROM record INDEXED BY record_done WHERE state = 1 \
                     ORDER BY changed_at DESC, body_bytes DESC, id DESC";

impl Reader {
    /// Where `retention` cuts at `now`; `None` where it keeps all.
    pub(crate) fn retention_cutoff(
        &self,
        retention: Retention,
        now: UnixMillis,
    ) -> Result<Option<Cutoff>, InboxError> {
        if retention == Retention::default() {
            return Ok(None);
        }
        let mut statement = self.connection.prepare_cached(ORDER)?;
        let mut rows = statement.query([])?;
        let (mut records, mut bytes) = (0_u64, 0_u64);
        while let Some(row) = rows.next()? {
            let at = Cutoff { changed_at: row.get(0)?, body_bytes: row.get(1)?, id: row.get(2)? };
            records += 1;
            bytes = bytes.saturating_add(at.body_bytes.unsigned_abs());
            let too_old =
                retention.age.is_some_and(|age| at.changed_at <= now.saturating_sub(age).0);
            let too_many = retention.records.is_some_and(|most| records > most);
            let too_large = retention.bytes.is_some_and(|most| bytes > most);
            if too_old || too_many || too_large {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::store::tests::plan_of;

    #[test]
    fn the_walk_over_what_is_done_reads_one_index_and_sorts_nothing() {
        expect![[r#"
            SCAN record USING COVERING INDEX record_done
        "#]]
        .assert_eq(&plan_of(super::ORDER));
    }
}
