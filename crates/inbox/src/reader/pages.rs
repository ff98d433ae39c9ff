//! Reads what fits a query page by page, and hands on between the pages.
//!
//! A slow listener would otherwise hold a snapshot open, and the log beside the file could not be cut for as long.

use std::ops::ControlFlow;

use rusqlite::params_from_iter;

use super::{Reader, rows};
use crate::{InboxError, Limit, Query, Record, query::Statement};

/// How many records are read at a time.
const PAGE_RECORDS: u64 = 256;

/// From how many bytes of bodies on a page has enough.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// A record, with its body where that was asked for.
pub(super) struct Found {
    pub(super) record: Record,
    pub(super) body: Vec<u8>,
}

/// Some of what fits a query.
struct Page {
    found: Vec<Found>,
    end: PageEnd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PageEnd {
    /// There may be more.
    Full,
    /// Nothing more fits.
    Exhausted,
}

impl Reader {
    /// Hands what fits to `visit`, until it breaks.
    pub(super) fn walk(
        &self,
        select: &str,
        query: &Query,
        mut visit: impl FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), InboxError> {
        let mut left = match query.limit {
            Limit::Unlimited => u64::MAX,
            Limit::AtMost(most) => most,
        };
        let mut query = query.clone();
        loop {
            query.limit = Limit::AtMost(left.min(PAGE_RECORDS));
            let page = self.page(select, &query)?;
            query.after = page.found.last().map(|found| found.record.id);
            for found in page.found {
                left -= 1;
                if visit(found).is_break() {
                    return Ok(());
                }
            }
            if page.end == PageEnd::Exhausted || left == 0 {
                return Ok(());
            }
        }
    }

    fn page(&self, select: &str, query: &Query) -> Result<Page, InboxError> {
        let Statement { sql, parameters } = Statement::new(select, query);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(parameters))?;
        let mut page = Page { found: Vec::new(), end: PageEnd::Full };
        let mut bytes = 0;
        while let Some(row) = rows.next()? {
            let body = rows::body(row)?.to_vec();
            bytes += body.len();
            page.found.push(Found { record: rows::record(&self.connection, row)?, body });
            if bytes >= PAGE_BYTES {
                return Ok(page);
            }
        }
        if Limit::AtMost(u64::try_from(page.found.len()).unwrap_or(u64::MAX)) != query.limit {
            page.end = PageEnd::Exhausted;
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::rows;
    use crate::{Order, Query, StateFilter, query::Statement, store::tests::plan_of};

    #[track_caller]
    fn check(query: &Query, expected: &Expect) {
        expected.assert_eq(&plan_of(&Statement::new(rows::SELECT, query).sql));
    }

    #[test]
    fn the_newest_event_is_found_without_sorting_the_others() {
        let state = Some(StateFilter::Event);
        let order = Order::NewestFirst;
        check(
            &Query { state, order, event_type: Some(349), ..Query::default() },
            &expect![[r#"
                SCAN r
                SEARCH s USING INTEGER PRIMARY KEY (rowid=?)
            "#]],
        );
    }

    #[test]
    fn what_waits_to_be_handled_is_found_without_a_look_at_what_is_done() {
        let state = Some(StateFilter::Received);
        check(
            &Query { state, ..Query::default() },
            &expect![[r#"
            SEARCH r USING INDEX record_by_state (state=?)
            SEARCH s USING INTEGER PRIMARY KEY (rowid=?)
        "#]],
        );
    }

    #[test]
    fn the_records_of_a_source_come_in_their_order() {
        check(
            &Query { source: Some("default".to_owned()), ..Query::default() },
            &expect![[r#"
            SCAN r
            SEARCH s USING INTEGER PRIMARY KEY (rowid=?)
        "#]],
        );
    }
}
