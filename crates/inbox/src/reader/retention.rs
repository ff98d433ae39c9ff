//! Finds where retention cuts: computed off the writer's path, since it may have to walk over everything that is done.

use livehook_core::UnixSeconds;

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

/// How many of the newest records are looked at for a word on the time. More than a burst of late ones in quarantine.
const NEWEST: i64 = 1_024;

/// The columns before a record's body, so that no body is read.
const NEWEST_EVENTS: &str = "SELECT received_at, t FROM record WHERE id > (SELECT max(id) FROM record) - ?1 AND state IN (0, 1, 4)";

impl Reader {
    /// When the newest events arrived, as far as their senders' clocks bear that out: one that was signed did not arrive after its
    /// `t`, whatever our own clock said. `None` where there is none among the newest records.
    ///
    /// # Errors
    /// `Busy`, `Damaged`, `Failing`.
    pub fn newest_event_at(&self) -> Result<Option<UnixMillis>, InboxError> {
        let mut statement = self.connection.prepare_cached(NEWEST_EVENTS)?;
        let mut rows = statement.query([NEWEST])?;
        let (mut signed, mut unsigned) = (None, None);
        while let Some(row) = rows.next()? {
            let arrived = UnixMillis(row.get(0)?);
            match row.get::<_, Option<i64>>(1)? {
                Some(t) => signed = signed.max(Some(arrived.min(UnixSeconds(t).into()))),
                None => unsigned = unsigned.max(Some(arrived)),
            }
        }
        Ok(signed.or(unsigned))
    }

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
