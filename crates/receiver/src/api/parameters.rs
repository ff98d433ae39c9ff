//! Query parameters: each known, at most once, and readable; anything else is an error that names what was probably meant.
//! A mistyped filter that is ignored would answer a question nobody asked.

use std::time::Duration;

use livehook_inbox::{Limit, Mark, Order, Query, RecordId, StateFilter, UnixMillis};

use super::{ApiFailure, DEFAULT_LIST, MAX_LIST};
use crate::{quote::quoted, span};

/// After which record to begin.
#[derive(Debug, Clone, Copy)]
pub(super) enum After {
    /// After none: at the first there is or will be.
    Nothing,
    /// After this one.
    Record(RecordId),
}

impl After {
    /// The record, as a query takes it.
    pub(super) const fn record(self) -> Option<RecordId> {
        match self {
            Self::Nothing => None,
            Self::Record(id) => Some(id),
        }
    }
}

/// The parameters of a request, all of them known.
#[derive(Debug)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Takes pairs whose names are all in `known`.
    pub(super) fn known(
        pairs: Vec<(String, String)>,
        known: &'static [&'static str],
    ) -> Result<Self, ApiFailure> {
        for (place, (name, _)) in pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(ApiFailure::BadQuery(unknown(name, known)));
            }
            if pairs[..place].iter().any(|(earlier, _)| earlier == name) {
                return Err(ApiFailure::BadQuery(format!("`{name}` stands twice; write it once")));
            }
        }
        Ok(Self(pairs))
    }

    /// The value of a parameter, read by `read`, if it is there.
    pub(super) fn read<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ApiFailure> {
        let Some((_, value)) = self.0.iter().find(|(own, _)| own == name) else { return Ok(None) };
        let unreadable = || {
            ApiFailure::BadQuery(format!(
                "`{name}={}` cannot be read; write {expected}",
                quoted(value)
            ))
        };
        read(value).map(Some).ok_or_else(unreadable)
    }

    fn text(&self, name: &str) -> Result<Option<String>, ApiFailure> {
        self.read(name, "a text", |text| (!text.is_empty()).then(|| text.to_owned()))
    }

    /// The conditions that several paths share: `state`, `source`, `type`, `stream`, `mark`, `after`.
    pub(super) fn conditions(&self) -> Result<Query, ApiFailure> {
        Ok(Query {
            state: self.read("state", "received, done, event or quarantined", state)?,
            source: self.text("source")?,
            event_type: self.read("type", "an event type such as 349", |text| text.parse().ok())?,
            stream_id: self.text("stream")?,
            mark: self.read("mark", "undecodable, late or conflict", mark)?,
            after: self.after()?.and_then(After::record),
            ..Query::default()
        })
    }

    /// Where to begin, if that is asked for.
    pub(super) fn after(&self) -> Result<Option<After>, ApiFailure> {
        self.read("after", "a record id, or 0 for all", |text| match text {
            "0" => Some(After::Nothing),
            id => id.parse().ok().map(After::Record),
        })
    }

    /// A span up to `most`.
    pub(super) fn span(&self, name: &str, most: Duration) -> Result<Option<Duration>, ApiFailure> {
        let expected = format!("a span up to {} s such as `500ms`, `5s` or `5`", most.as_secs());
        self.read(name, &expected, |text| {
            let seconds = || text.parse().ok().map(Duration::from_secs);
            span::read(text).or_else(seconds).filter(|span| *span <= most)
        })
    }

    /// All of them, as a list takes them.
    pub(super) fn list(&self) -> Result<Query, ApiFailure> {
        let limit = self.read("limit", &format!("a number from 1 to {MAX_LIST}"), |text| {
            text.parse().ok().filter(|limit| (1..=MAX_LIST).contains(limit))
        })?;
        const TIME: &str = "Unix seconds or a time such as 2026-01-31T12:00:00Z";
        Ok(Query {
            received_from: self.read("from", TIME, time)?,
            received_until: self.read("until", TIME, time)?,
            text: self.text("text")?,
            limit: Limit::AtMost(limit.unwrap_or(DEFAULT_LIST)),
            order: self.read("order", "oldest or newest", order)?.unwrap_or_default(),
            ..self.conditions()?
        })
    }
}

fn unknown(name: &str, known: &[&str]) -> String {
    /// Below this nothing is likely to have been meant.
    const LIKELY: f64 = 0.6;
    let likeness = |known: &str| strsim::jaro_winkler(name, known);
    let nearest = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let name = quoted(name);
    match nearest {
        Some(nearest) if likeness(nearest) >= LIKELY => {
            format!("there is no parameter `{name}` here; did you mean `{nearest}`?")
        }
        _ => format!("there is no parameter `{name}` here; there are: {}", known.join(", ")),
    }
}

fn state(text: &str) -> Option<StateFilter> {
    match text {
        "received" => Some(StateFilter::Received),
        "done" => Some(StateFilter::Done),
        "event" => Some(StateFilter::Event),
        "quarantined" => Some(StateFilter::Quarantined),
        _ => None,
    }
}

fn mark(text: &str) -> Option<Mark> {
    [Mark::Undecodable, Mark::Late, Mark::Conflict].into_iter().find(|mark| mark.as_str() == text)
}

fn order(text: &str) -> Option<Order> {
    match text {
        "oldest" => Some(Order::OldestFirst),
        "newest" => Some(Order::NewestFirst),
        _ => None,
    }
}

fn time(text: &str) -> Option<UnixMillis> {
    if let Ok(seconds) = text.parse() {
        return Some(livehook_core::UnixSeconds(seconds).into());
    }
    text.parse::<jiff::Timestamp>().ok().map(|at| UnixMillis(at.as_millisecond()))
}
