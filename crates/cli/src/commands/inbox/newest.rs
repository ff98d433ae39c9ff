//! How much `inbox list` shows to somebody who said nothing about it: on a terminal the newest records, to a program all.

use std::io::IsTerminal as _;

use livehook_inbox::{Limit, Order, Query};

use crate::output::Format;

/// How many records a terminal gets. All of an inbox would scroll for minutes.
const ON_A_TERMINAL: u64 = 50;

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct AllArguments {
    /// All records; without it, a terminal gets the newest 50, and a pipe all
    #[arg(long, conflicts_with = "limit")]
    all: bool,
}

/// Who reads the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// A person before a terminal.
    Person,
    /// A program, or a file. What it gets does not depend on where it runs.
    Program,
}

impl Audience {
    pub(super) fn of_stdout(format: Format) -> Self {
        let is_person = format == Format::Human && std::io::stdout().is_terminal();
        if is_person { Self::Person } else { Self::Program }
    }
}

impl AllArguments {
    /// The query for the newest records and for one more, by which is seen that there are others; nothing where all that was asked for is
    /// shown.
    pub(super) fn newest(&self, query: &Query, audience: Audience) -> Option<Query> {
        let said_how_much = self.all || query.limit != Limit::Unlimited || query.after.is_some();
        if said_how_much || audience == Audience::Program {
            return None;
        }
        let limit = Limit::AtMost(ON_A_TERMINAL + 1);
        Some(Query { limit, order: Order::NewestFirst, ..query.clone() })
    }
}

/// What was found by [`AllArguments::newest`].
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Newest<T> {
    /// At most 50, in the order that was asked for.
    pub(super) records: Vec<T>,
    /// Whether there are others.
    pub(super) others: Others,
}

/// Whether something was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    LeftOut,
    None,
}

impl<T> Newest<T> {
    /// Takes what was found, newest first. The usual order is kept, so that the newest stands last, just above the prompt.
    pub(super) fn of(mut found: Vec<T>, order: Order) -> Self {
        let most = usize::try_from(ON_A_TERMINAL).unwrap_or(usize::MAX);
        let others = if found.len() > most { Others::LeftOut } else { Others::None };
        found.truncate(most);
        if order == Order::OldestFirst {
            found.reverse();
        }
        Self { records: found, others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(all: bool, query: &Query, audience: Audience, expected: Option<Limit>) {
        let newest = AllArguments { all }.newest(query, audience);
        assert_eq!(newest.map(|query| query.limit), expected);
    }

    #[test]
    fn a_terminal_gets_the_newest_unless_somebody_said_how_much() {
        let plain = Query::default();
        check(false, &plain, Audience::Person, Some(Limit::AtMost(51)));
        check(true, &plain, Audience::Person, None);
        let of_a_stream = Query { stream_id: Some("room1".to_owned()), ..Query::default() };
        check(false, &of_a_stream, Audience::Person, Some(Limit::AtMost(51)));
        let limited = Query { limit: Limit::AtMost(1000), ..Query::default() };
        check(false, &limited, Audience::Person, None);
        let page = Query { after: livehook_inbox::RecordId::new(7), ..Query::default() };
        check(false, &page, Audience::Person, None);
    }

    #[test]
    fn a_program_gets_all() {
        check(false, &Query::default(), Audience::Program, None);
    }

    #[test]
    fn the_newest_stand_in_the_order_asked_for_and_what_is_left_out_is_known() {
        let newest = Newest::of((1..=51).rev().collect(), Order::OldestFirst);
        assert_eq!(newest.records, (2..=51).collect::<Vec<_>>());
        assert_eq!(newest.others, Others::LeftOut);
        let newest = Newest::of(vec![2, 1], Order::NewestFirst);
        assert_eq!(newest, Newest { records: vec![2, 1], others: Others::None });
    }
}
