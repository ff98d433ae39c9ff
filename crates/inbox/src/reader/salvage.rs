//! Reads around what is damaged: where a walk fails, records are asked for one by one, and those that cannot be read are counted.

use std::ops::{ControlFlow, RangeInclusive};

use rusqlite::params_from_iter;

use super::{Reader, pages::Found, rows};
use crate::{InboxError, Limit, Order, Query, Record, RecordId, query::Statement};

/// How many ids beyond a damaged place are asked for, where the file cannot even say which is the last.
const IDS_BLINDLY: i64 = 100_000;

/// How many ids are asked for in all. Some minutes of work.
const IDS_MOST: i64 = 10_000_000;

impl Reader {
    /// As [`Self::visit`], but goes on where records cannot be read. Answers how many those were, as far as the file lets one count.
    ///
    /// # Errors
    /// `Busy`.
    pub fn visit_readable(
        &self,
        query: &Query,
        mut visit: impl FnMut(Record) -> ControlFlow<()>,
    ) -> Result<u64, InboxError> {
        self.walk_readable(rows::SELECT, query, |found| visit(found.record))
    }

    /// As [`Self::visit_readable`], with each record's raw bytes.
    ///
    /// # Errors
    /// As [`Self::visit_readable`].
    pub fn export_readable(
        &self,
        query: &Query,
        mut visit: impl FnMut(Record, &[u8]) -> ControlFlow<()>,
    ) -> Result<u64, InboxError> {
        self.walk_readable(rows::SELECT_WITH_BODY, query, |found| visit(found.record, &found.body))
    }

    fn walk_readable(
        &self,
        select: &str,
        query: &Query,
        mut visit: impl FnMut(Found) -> ControlFlow<()>,
    ) -> Result<u64, InboxError> {
        let (mut last, mut visited) = (query.after, 0);
        let walked = self.walk(select, query, |found| {
            last = Some(found.record.id);
            visited += 1;
            visit(found)
        });
        match walked {
            Err(error) if is_of_the_content(&error) => {}
            other => return other.map(|()| 0),
        }
        let left = match query.limit {
            Limit::Unlimited => u64::MAX,
            Limit::AtMost(most) => most.saturating_sub(visited),
        };
        let ids = self.ids_beyond(last, query.order);
        let ids: Box<dyn Iterator<Item = i64>> = match query.order {
            Order::OldestFirst => Box::new(ids),
            Order::NewestFirst => Box::new(ids.rev()),
        };
        self.one_by_one(select, query, left, ids, visit)
    }

    fn one_by_one(
        &self,
        select: &str,
        query: &Query,
        mut left: u64,
        ids: impl Iterator<Item = i64>,
        mut visit: impl FnMut(Found) -> ControlFlow<()>,
    ) -> Result<u64, InboxError> {
        let mut unreadable = 0;
        for id in ids.filter_map(RecordId::new) {
            if left == 0 {
                break;
            }
            match self.find(select, query, id) {
                Ok(None) => {}
                Ok(Some(found)) => {
                    left -= 1;
                    if visit(found).is_break() {
                        break;
                    }
                }
                Err(error) if is_of_the_content(&error) => unreadable += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(unreadable)
    }

    /// One record, if it fits.
    fn find(&self, select: &str, query: &Query, id: RecordId) -> Result<Option<Found>, InboxError> {
        let Statement { sql, parameters } = Statement::of_one(select, query, id);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(parameters))?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let body = rows::body(row)?.to_vec();
        Ok(Some(Found { record: rows::record(&self.connection, row)?, body }))
    }

    /// The ids that may follow in this order, in ascending order.
    pub(super) fn ids_beyond(&self, last: Option<RecordId>, order: Order) -> RangeInclusive<i64> {
        let last = last.map(RecordId::number);
        let highest = || {
            let sql = "SELECT max(id) FROM record";
            let found = self.connection.query_row(sql, [], |row| row.get::<_, Option<i64>>(0));
            found.ok().flatten().unwrap_or_else(|| last.unwrap_or(0).saturating_add(IDS_BLINDLY))
        };
        match order {
            Order::OldestFirst => {
                let first = last.map_or(1, |last| last + 1);
                first..=highest().min(first.saturating_add(IDS_MOST))
            }
            Order::NewestFirst => {
                let first = last.map_or_else(highest, |last| last - 1);
                first.saturating_sub(IDS_MOST).max(1)..=first
            }
        }
    }
}

/// Whether it says something of what is in the file, and another place may be sound.
pub(super) const fn is_of_the_content(error: &InboxError) -> bool {
    matches!(
        error,
        InboxError::Damaged(_)
            | InboxError::Unreadable { .. }
            // What cannot be read from the disk, or is of a type that we never write.
            | InboxError::Failing(_)
            | InboxError::Rejected(_)
    )
}
