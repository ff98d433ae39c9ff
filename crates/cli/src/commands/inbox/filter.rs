//! The conditions that list and export share.

use livehook_inbox::{Limit, Mark, Order, Query, RecordId, StateFilter};

use crate::{exit::Failure, text};

/// Which records.
#[derive(Debug, clap::Args)]
pub(super) struct FilterArguments {
    /// Only records in this state
    #[arg(long, value_enum, value_name = "STATE")]
    state: Option<State>,
    /// Only records with this mark
    #[arg(long, value_enum, value_name = "MARK")]
    mark: Option<MarkName>,
    /// Only this event type
    #[arg(long = "type", value_name = "NUMBER", allow_negative_numbers = true)]
    event_type: Option<i64>,
    /// Only this stream
    #[arg(long, value_name = "STREAM_ID")]
    stream: Option<String>,
    /// Only this source
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Only records with this text in a clip's title, summary or keywords
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// Only records that first arrived at this time (2026-01-31T08:00:00Z) or later
    #[arg(long, value_name = "TIME", value_parser = text::point_in_time)]
    since: Option<jiff::Timestamp>,
    /// Only records that first arrived before this time
    #[arg(long, value_name = "TIME", value_parser = text::point_in_time)]
    until: Option<jiff::Timestamp>,
    /// Only records after this id in the order asked for
    #[arg(long, value_name = "ID")]
    after: Option<RecordId>,
    /// At most so many; without it, all
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Newest first
    #[arg(long)]
    newest: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum State {
    Received,
    Done,
    Event,
    Quarantined,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum MarkName {
    Undecodable,
    Late,
    Conflict,
}

impl FilterArguments {
    pub(super) fn query(&self) -> Result<Query, Failure> {
        if let Some((since, until)) =
            self.since.zip(self.until).filter(|(since, until)| until <= since)
        {
            return Err(Failure::usage(format_args!(
                "--until {until} is not after --since {since}"
            )));
        }
        Ok(Query {
            state: self.state.map(|state| match state {
                State::Received => StateFilter::Received,
                State::Done => StateFilter::Done,
                State::Event => StateFilter::Event,
                State::Quarantined => StateFilter::Quarantined,
            }),
            source: self.source.clone(),
            event_type: self.event_type,
            stream_id: self.stream.clone(),
            mark: self.mark.map(|mark| match mark {
                MarkName::Undecodable => Mark::Undecodable,
                MarkName::Late => Mark::Late,
                MarkName::Conflict => Mark::Conflict,
            }),
            received_from: self.since.map(text::unix_millis),
            received_until: self.until.map(text::unix_millis),
            text: self.text.clone(),
            after: self.after,
            limit: self.limit.map_or(Limit::Unlimited, Limit::AtMost),
            order: if self.newest { Order::NewestFirst } else { Order::OldestFirst },
        })
    }

    /// Whether the newest come first, which a list that is followed cannot have.
    pub(super) const fn is_newest_first(&self) -> bool {
        self.newest
    }
}
