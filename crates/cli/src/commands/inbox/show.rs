//! `inbox show`: one record at length, or its bytes as received.

use std::path::Path;

use livehook_inbox::{Record, RecordId, Sender, State};

use super::{failure, list::shown, no_such, open};
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    output::{self, Format, for_terminal},
    text,
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct ShowArguments {
    /// The record
    id: RecordId,
    /// Print the body byte for byte as received, and nothing else
    #[arg(long)]
    raw: bool,
}

pub(super) fn run(
    arguments: &ShowArguments,
    path: &Path,
    context: &Context,
) -> Result<Exit, Failure> {
    let reader = open(path)?;
    let id = arguments.id;
    if arguments.raw {
        let body =
            reader.raw(id).map_err(|error| failure(path, &error))?.ok_or_else(|| no_such(id))?;
        output::bytes(&body)?;
        return Ok(Exit::Success);
    }
    let record =
        reader.get(id).map_err(|error| failure(path, &error))?.ok_or_else(|| no_such(id))?;
    match context.format {
        Format::Json => output::json(&record.wire())?,
        Format::Human => lines(&record).iter().try_for_each(|line| output::line(line))?,
    }
    Ok(Exit::Success)
}

fn lines(record: &Record) -> Vec<String> {
    let mut lines = vec![format!("record {}, source {}", record.id, record.source)];
    let mut field =
        |name: &str, value: String| lines.push(format!("  {name:<14}{}", for_terminal(&value)));
    field(
        "state",
        match record.state {
            State::Quarantined(reason) => format!(
                "quarantined ({}); `inbox release {}` makes it an event",
                reason.as_str(),
                record.id
            ),
            State::Received | State::Done => record.state.as_str().to_owned(),
        },
    );
    field(
        "event type",
        record.event_type.map_or_else(|| "none".to_owned(), |number| number.to_string()),
    );
    field("stream", record.stream_id.clone().unwrap_or_else(|| "none".to_owned()));
    field(
        "sender",
        match &record.sender {
            Sender::Verified { key_id, t } => {
                format!("key `{key_id}`, signed until {} (t = {t})", text::rfc3339_seconds(*t))
            }
            Sender::Unverified => "unverified: the source was in unsigned mode".to_owned(),
        },
    );
    field("received", shown(record.received_at));
    field(
        "deliveries",
        format!("{}, the last at {}", record.deliveries, shown(record.last_received_at)),
    );
    field("content key", record.content_key.to_string());
    field(
        "body",
        format!("{} bytes; `inbox show {} --raw` prints them", record.body_bytes, record.id),
    );
    if let Some(why) = &record.marks.undecodable {
        field("undecodable", why.clone());
    }
    if let Some(by) = record.marks.late_by {
        field("late", format!("by {by}"));
    }
    if record.marks.conflict {
        field("conflict", "a clip of it contradicts an earlier one with the same address; compare before you use it".to_owned());
    }
    for clip in &record.clips {
        let span = clip.end_time.after(clip.begin_time).map_or(0, |span| span.0);
        field(&format!("clip {}", clip.place + 1), clip.title.clone());
        field("", format!("{span} s from {}", text::rfc3339_seconds(clip.begin_time)));
        field("", clip.summary.clone());
        field("", clip.key_words.join(" · "));
        field("", clip.video_url.clone());
        if !clip.cover_url.is_empty() {
            field("", format!("cover {}", clip.cover_url));
        }
    }
    lines
}
