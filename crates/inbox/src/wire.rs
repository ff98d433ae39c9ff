//! Records as JSON. Command line and API print these same objects, so that a script can be moved from one to the other.
//!
//! Fields are never renamed or removed; new ones come at the end. Times are RFC 3339 in UTC with milliseconds.

use jiff::Timestamp;
use serde::Serialize;

use crate::{Marks, Record, RecordClip, Sender, State, Stored, UnixMillis};

/// A [`Record`] as JSON.
#[derive(Debug, Clone, Serialize)]
pub struct WireRecord<'a> {
    id: i64,
    source: &'a str,
    state: &'static str,
    marks: Vec<&'static str>,
    event_type: Option<i64>,
    stream_id: Option<&'a str>,
    content_key: String,
    deliveries: u64,
    received_at: String,
    last_received_at: String,
    changed_at: String,
    /// Why it is in quarantine.
    quarantine: Option<&'static str>,
    undecodable: Option<&'a str>,
    late_by: Option<u64>,
    /// Absent for an unverified sender, as is `t`.
    key_id: Option<&'a str>,
    t: Option<i64>,
    body_bytes: u64,
    clips: Vec<WireClip<'a>>,
}

/// A [`RecordClip`] as JSON, with the documents' names for its fields.
#[derive(Debug, Clone, Serialize)]
pub struct WireClip<'a> {
    begin_time: i64,
    end_time: i64,
    title: &'a str,
    summary: &'a str,
    key_words: &'a [String],
    video_store_url: &'a str,
    cov_img_store_url: &'a str,
}

/// A [`Stored`] as JSON: a line with the type `stored`.
#[derive(Debug, Clone, Serialize)]
pub struct WireStored<'a> {
    r#type: &'static str,
    id: i64,
    source: &'a str,
    marks: Vec<&'static str>,
    event_type: Option<i64>,
    stream_id: Option<&'a str>,
    content_key: String,
    received_at: String,
    clips: usize,
}

impl Record {
    /// The record as it is printed in JSON.
    #[must_use]
    pub fn wire(&self) -> WireRecord<'_> {
        let (key_id, t) = match &self.sender {
            Sender::Verified { key_id, t } => (Some(key_id.as_str()), Some(t.0)),
            Sender::Unverified => (None, None),
        };
        WireRecord {
            id: self.id.number(),
            source: &self.source,
            state: self.state.as_str(),
            marks: names(&self.marks),
            event_type: self.event_type,
            stream_id: self.stream_id.as_deref(),
            content_key: self.content_key.to_string(),
            deliveries: self.deliveries,
            received_at: rfc3339(self.received_at),
            last_received_at: rfc3339(self.last_received_at),
            changed_at: rfc3339(self.changed_at),
            quarantine: match self.state {
                State::Quarantined(reason) => Some(reason.as_str()),
                State::Received | State::Done => None,
            },
            undecodable: self.marks.undecodable.as_deref(),
            late_by: self.marks.late_by.map(|by| by.0),
            key_id,
            t,
            body_bytes: self.body_bytes,
            clips: self.clips.iter().map(RecordClip::wire).collect(),
        }
    }
}

impl RecordClip {
    /// The clip as it is printed in JSON.
    #[must_use]
    pub fn wire(&self) -> WireClip<'_> {
        WireClip {
            begin_time: self.begin_time.0,
            end_time: self.end_time.0,
            title: &self.title,
            summary: &self.summary,
            key_words: &self.key_words,
            video_store_url: &self.video_url,
            cov_img_store_url: &self.cover_url,
        }
    }
}

impl Stored {
    /// The `stored` line.
    #[must_use]
    pub fn wire(&self) -> WireStored<'_> {
        WireStored {
            r#type: "stored",
            id: self.id.number(),
            source: &self.source,
            marks: names(&self.marks),
            event_type: self.event_type,
            stream_id: self.stream_id.as_deref(),
            content_key: self.content_key.to_string(),
            received_at: rfc3339(self.received_at),
            clips: self.clips,
        }
    }
}

fn names(marks: &Marks) -> Vec<&'static str> {
    marks.set().map(crate::Mark::as_str).collect()
}

/// Times before the year -9999 or after 9999 are printed as that limit: a file may hold any number.
fn rfc3339(at: UnixMillis) -> String {
    let limit = if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
    format!("{:.3}", Timestamp::from_millisecond(at.0).unwrap_or(limit))
}
