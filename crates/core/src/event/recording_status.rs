//! A recording began, paused, went on, failed or ended (event type 332). Documents 267/58590 and 267/102192.

use super::lenient;
use crate::UnixSeconds;

/// The state of a recording. It has neither `channel_id` nor `app`.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct RecordingStatus {
    /// The customer's APPID.
    pub appid: Option<u64>,
    /// Push domain. Other events call it `app`.
    pub domain: Option<String>,
    /// Push path, the AppName. Other events that say `domain` call it `path`.
    pub appname: Option<String>,
    /// Stream name; of recordings of a relay, its **task id**.
    pub stream_id: Option<String>,
    /// When it happened.
    pub event_time: Option<UnixSeconds>,
    /// What, as the sample spells it; see [`Self::what`].
    pub record_event: Option<String>,
    /// What, as one of the tables spells it.
    pub recordevent: Option<String>,
    /// JSON in a text, left as it is; over-escaped in the sample.
    pub record_detail: Option<String>,
    /// The recording's id. Exceeds 2^53.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub session_id: Option<String>,
    /// The callback's number. Exceeds 2^53.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub seq: Option<String>,
    /// The task's id, for tasks of the API only.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub task_id: Option<String>,
}

impl RecordingStatus {
    /// `record_start_succeeded`, `record_start_failed`, `record_paused`, `record_resumed`, `record_error` or `record_ended`,
    /// whichever way its field is spelt.
    #[must_use]
    pub fn what(&self) -> Option<&str> {
        self.record_event.as_deref().or(self.recordevent.as_deref())
    }
}
