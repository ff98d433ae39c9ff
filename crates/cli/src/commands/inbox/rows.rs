//! Records as rows for people, fitted into the width there is.

use livehook_inbox::{Mark, Record, State};

use crate::{
    output::{Paint, Style, Table},
    text,
};

/// The longest title or stream id in a table, in characters.
const CELL_CHARACTERS: usize = 48;

/// The places of the columns whose texts others chose, in a table for a narrow window.
const STREAM: usize = 4;
const CLIPS: usize = 6;

/// Records as lines. Where a width is known and they are wider, they say less, and long stream ids and titles lose their middle.
pub(super) fn lines(records: &[Record], width: Option<usize>, style: Style) -> Vec<String> {
    let whole = whole(records);
    match width {
        Some(width) if whole.width() > width => {
            narrow(records).lines_within(width, &[STREAM, CLIPS], style)
        }
        _ => whole.lines(style),
    }
}

fn whole(records: &[Record]) -> Table {
    let mut table =
        Table::new(["id", "received", "state", "type", "stream", "deliveries", "marks", "clips"]);
    for record in records {
        let state = match record.state {
            State::Quarantined(reason) => format!("quarantined ({})", reason.as_str()),
            State::Received | State::Done => record.state.as_str().to_owned(),
        };
        table.row([
            (record.id.to_string(), Some(Paint::Bold)),
            (text::rfc3339(record.received_at.0), Some(Paint::Faint)),
            (state, paint(record)),
            (event_type(record), None),
            (cut(stream(record)), None),
            (record.deliveries.to_string(), None),
            (marks(record).join(","), Some(Paint::Bad)),
            (cut(&titles(record)), None),
        ]);
    }
    table
}

/// Without what `inbox show` tells: milliseconds, and why a record is in quarantine. Marks of events stand by their state.
fn narrow(records: &[Record]) -> Table {
    let mut table = Table::new(["id", "received", "state", "type", "stream", "times", "clips"]);
    for record in records {
        let state = match record.state {
            State::Quarantined(_) => "quarantined".to_owned(),
            State::Received | State::Done => {
                [vec![record.state.as_str()], marks(record)].concat().join(",")
            }
        };
        table.row([
            (record.id.to_string(), Some(Paint::Bold)),
            (text::rfc3339_seconds(record.received_at.seconds()), Some(Paint::Faint)),
            (state, paint(record)),
            (event_type(record), None),
            (stream(record).to_owned(), None),
            (record.deliveries.to_string(), None),
            (titles(record), None),
        ]);
    }
    table
}

fn paint(record: &Record) -> Option<Paint> {
    matches!(record.state, State::Quarantined(_)).then_some(Paint::Bad)
}

fn event_type(record: &Record) -> String {
    record.event_type.map_or_else(|| "-".to_owned(), |number| number.to_string())
}

fn stream(record: &Record) -> &str {
    record.stream_id.as_deref().unwrap_or("-")
}

fn marks(record: &Record) -> Vec<&'static str> {
    record.marks.set().map(Mark::as_str).collect()
}

fn titles(record: &Record) -> String {
    let titles: Vec<_> = record.clips.iter().map(|clip| clip.title.as_str()).collect();
    titles.join(" · ")
}

/// A text short enough for a cell.
fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(CELL_CHARACTERS).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}
