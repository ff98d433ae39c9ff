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
}

/// Whether there may be more beyond the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Unread,
    None,
}

impl Backlog {
    pub(super) const fn new() -> Self {
        Self { page: VecDeque::new(), after: None, rest: Rest::Unread }
    }

    /// The next id. It may be one that was begun before: after [`Self::look_again`] those come once more.
    pub(super) async fn next(
        &mut self,
        readers: &Arc<Readers>,
    ) -> Result<Option<RecordId>, InboxError> {
        if self.page.is_empty() && self.rest == Rest::Unread {
            let query = Query {
                state: Some(StateFilter::Received),
                after: self.after,
                limit: Limit::AtMost(PAGE),
                ..Query::default()
            };
            let read = readers.read(move |reader| reader.list(&query)).await?;
            self.page.extend(read.iter().map(|record| record.id));
            self.after = self.page.back().copied().or(self.after);
            if (self.page.len() as u64) < PAGE {
                self.rest = Rest::None;
            }
        }
        Ok(self.page.pop_front())
    }

    /// An event was stored; its id lies ahead.
    pub(super) fn arrived(&mut self) {
        self.rest = Rest::Unread;
    }

    /// Begins from the oldest again, since something may have changed behind.
    pub(super) fn look_again(&mut self) {
        self.page.clear();
        self.after = None;
        self.rest = Rest::Unread;
    }
}
