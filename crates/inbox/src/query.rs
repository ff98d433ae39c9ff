//! What to list: conditions that all hold, an order, and a limit. Knows which SQL they are, and no more of the store.

use rusqlite::types::Value;

use crate::{Mark, QuarantineReason, RecordId, State, UnixMillis};

/// Which records to list. The default lists all, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those in this state.
    pub state: Option<StateFilter>,
    /// Only those of the source with this name.
    pub source: Option<String>,
    /// Only those of this event type.
    pub event_type: Option<i64>,
    /// Only those of this stream, letter for letter.
    pub stream_id: Option<String>,
    /// Only those with this mark.
    pub mark: Option<Mark>,
    /// Only those that first arrived at this point or later.
    pub received_from: Option<UnixMillis>,
    /// Only those that first arrived before this point.
    pub received_until: Option<UnixMillis>,
    /// Only those with this text in a clip's title, summary or keywords. Letters A to Z match in either case.
    pub text: Option<String>,
    /// Only those that come after this one in the order asked for. Events can be followed by it, those among them that come out of
    /// quarantine: they get a new id then.
    pub after: Option<RecordId>,
    /// How many.
    pub limit: Limit,
    /// In which order.
    pub order: Order,
}

/// States as one asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StateFilter {
    /// Events that nobody has handled yet.
    Received,
    /// Events that were handled.
    Done,
    /// Events, handled or not.
    Event,
    /// What is in quarantine, for whatever reason.
    Quarantined,
}

impl StateFilter {
    const fn states(self) -> &'static [State] {
        use QuarantineReason::{Expired, FarFuture};
        match self {
            Self::Received => &[State::Received],
            Self::Done => &[State::Done],
            Self::Event => &[State::Received, State::Done],
            Self::Quarantined => &[State::Quarantined(Expired), State::Quarantined(FarFuture)],
        }
    }

    fn sql(self) -> String {
        let numbers: Vec<_> =
            self.states().iter().map(|state| state.number().to_string()).collect();
        // Events are nearly all there is: walked by id they need no sorting, which the `+` tells SQLite. The others are found by state.
        let column = if self == Self::Event { "+r.state" } else { "r.state" };
        format!("{column} IN ({})", numbers.join(", "))
    }
}

/// How many to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Limit {
    /// All.
    #[default]
    Unlimited,
    /// At most so many.
    AtMost(u64),
}

/// In which order to list. Ids are given in the order of first arrival.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By ascending id.
    #[default]
    OldestFirst,
    /// By descending id.
    NewestFirst,
}

/// A statement and its parameters.
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) parameters: Vec<Value>,
}

impl Statement {
    /// `select` ends before its `WHERE` and calls the records `r` and their sources `s`.
    pub(crate) fn new(select: &str, query: &Query) -> Self {
        Self::of(select, query, None)
    }

    /// The same for one record alone: it fits or it does not. Its place and the limit do not count.
    pub(crate) fn of_one(select: &str, query: &Query, id: RecordId) -> Self {
        Self::of(select, &Query { after: None, limit: Limit::AtMost(1), ..query.clone() }, Some(id))
    }

    fn of(select: &str, query: &Query, one: Option<RecordId>) -> Self {
        let mut conditions = vec!["r.state <> 0".to_owned()];
        let mut parameters = Vec::new();
        let mut with = |condition: &str, value: Value| {
            parameters.push(value);
            // `?#` may stand in it several times, for the one value.
            conditions.push(condition.replace('#', &parameters.len().to_string()));
        };
        if let Some(one) = one {
            with("r.id = ?#", one.number().into());
        }
        if let Some(source) = &query.source {
            with("s.name = ?#", source.clone().into());
        }
        if let Some(event_type) = query.event_type {
            with("r.event_type = ?#", event_type.into());
        }
        if let Some(stream_id) = &query.stream_id {
            with("r.stream_id = ?#", stream_id.clone().into());
        }
        if let Some(UnixMillis(from)) = query.received_from {
            with("r.received_at >= ?#", from.into());
        }
        if let Some(UnixMillis(until)) = query.received_until {
            with("r.received_at < ?#", until.into());
        }
        if let Some(text) = &query.text {
            with(TEXT, like(text).into());
        }
        if let Some(after) = query.after {
            let condition = match query.order {
                Order::OldestFirst => "r.id > ?#",
                Order::NewestFirst => "r.id < ?#",
            };
            with(condition, after.number().into());
        }
        conditions.extend(query.state.map(StateFilter::sql));
        conditions.extend(query.mark.map(|mark| mark_sql(mark).to_owned()));
        let order = match query.order {
            Order::OldestFirst => "r.id",
            Order::NewestFirst => "r.id DESC",
        };
        let limit = match query.limit {
            Limit::Unlimited => -1,
            Limit::AtMost(records) => i64::try_from(records).unwrap_or(i64::MAX),
        };
        parameters.push(limit.into());
        let conditions = conditions.join(" AND ");
        let place = parameters.len();
        let sql = format!("{select} WHERE {conditions} ORDER BY {order} LIMIT ?{place}");
        Self { sql, parameters }
    }
}

/// A clip's row id begins with its record's, so its rows lie together.
const TEXT: &str = r"EXISTS (SELECT 1 FROM clip AS c WHERE c.id BETWEEN r.id << 10 AND (r.id << 10) | 1023
 AND (c.title LIKE ?# ESCAPE '\' OR c.summary LIKE ?# ESCAPE '\' OR c.key_words LIKE ?# ESCAPE '\'))";

const fn mark_sql(mark: Mark) -> &'static str {
    match mark {
        Mark::Undecodable => "r.undecodable IS NOT NULL",
        Mark::Late => "r.late_by IS NOT NULL",
        Mark::Conflict => "r.conflict = 1",
    }
}

/// A pattern that matches the text itself, wherever it stands.
fn like(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
