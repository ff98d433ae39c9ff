//! What in the inbox has not been begun: a page of ids at a time, oldest first.

use std::{collections::VecDeque, sync::Arc};

use livehook_inbox::{InboxError, Limit, Query, RecordId, StateFilter};

use crate::readers::Readers;

/// How many ids are read at once.
const PAGE: u64 = 256;

/// Where in the inbox one stands.
#[derive(Debug)]
pub(super) struct Backlog {
    page: VecDeque<RecordId>,
    /// Everything up to here was begun, or is in `page`.
    after: Option<RecordId>,
    rest: Rest,
    /// The highest that was ever given out.
    highest: Option<RecordId>,
    /// Whether there may be more beyond that.
    fresh: Rest,
}

/// Whether there may be more beyond the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Unread,
    None,
}

impl Backlog {
    pub(super) const fn new() -> Self {
        Self {
            page: VecDeque::new(),
            after: None,
            rest: Rest::Unread,
            highest: None,
            fresh: Rest::Unread,
        }
    }

    /// The next id. It may be one that was begun before: after [`Self::look_again`] those come once more.
    pub(super) async fn next(
        &mut self,
        readers: &Arc<Readers>,
    ) -> Result<Option<RecordId>, InboxError> {
        if self.page.is_empty() && self.rest == Rest::Unread {
            self.page.extend(received(self.after, PAGE, readers).await?);
            self.after = self.page.back().copied().or(self.after);
            if (self.page.len() as u64) < PAGE {
                self.rest = Rest::None;
            }
        }
        let next = self.page.pop_front();
        self.highest = self.highest.max(next);
        Ok(next)
    }

    /// The next id above all that were ever given out.
    pub(super) async fn next_fresh(
        &mut self,
        readers: &Arc<Readers>,
    ) -> Result<Option<RecordId>, InboxError> {
        if self.fresh == Rest::None {
            return Ok(None);
        }
        let next = received(self.highest, 1, readers).await?.pop();
        self.highest = self.highest.max(next);
        if next.is_none() {
            self.fresh = Rest::None;
        }
        Ok(next)
    }

    /// An event was stored; its id lies ahead.
    pub(super) fn arrived(&mut self) {
        self.rest = Rest::Unread;
        self.fresh = Rest::Unread;
    }

    /// Begins from the oldest again, since something may have changed behind.
    pub(super) fn look_again(&mut self) {
        self.page.clear();
        self.after = None;
        self.rest = Rest::Unread;
        self.fresh = Rest::Unread;
    }
}

async fn received(
    after: Option<RecordId>,
    most: u64,
    readers: &Arc<Readers>,
) -> Result<Vec<RecordId>, InboxError> {
    let query = Query {
        state: Some(StateFilter::Received),
        after,
        limit: Limit::AtMost(most),
        ..Query::default()
    };
    let read = readers.read(move |reader| reader.list(&query)).await?;
    Ok(read.iter().map(|record| record.id).collect())
}
