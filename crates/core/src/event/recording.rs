//! A recording file was made (event type 100). Documents 267/38082 and 583/47026.

use super::{lenient, secret_text::SecretText};
use crate::UnixSeconds;

/// A file of a recording. It has no `event_time`.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Recording {
    /// The customer's APPID.
    pub appid: Option<u64>,
    /// Push domain. Missing in some captures.
    pub app: Option<String>,
    /// Push path, the AppName. Missing in some captures.
    pub appname: Option<String>,
    /// Stream name.
    pub stream_id: Option<String>,
    /// The stream name once more.
    pub channel_id: Option<String>,
    /// The file's id in VOD.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub file_id: Option<String>,
    /// The same in captures.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub record_file_id: Option<String>,
    /// The recording template's id; empty for tasks of the API.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub record_temp_id: Option<String>,
    /// `mp4`, `hls`, `flv`, `aac`. Upper case in the documents' table, lower case in their samples.
    pub file_format: Option<String>,
    /// The task's id, of meaning for tasks of the API only. Exceeds 2^53.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub task_id: Option<String>,
    /// When the recording began.
    pub start_time: Option<UnixSeconds>,
    /// The microseconds beside it.
    pub start_time_usec: Option<i64>,
    /// When it ended.
    pub end_time: Option<UnixSeconds>,
    /// The microseconds beside it.
    pub end_time_usec: Option<i64>,
    /// Seconds; differs from the end less the start on bad networks.
    pub duration: Option<i64>,
    /// Bytes. A text of digits in the table of 2016.
    #[serde(default, deserialize_with = "lenient::optional_u64")]
    pub file_size: Option<u64>,
    /// Query of the push address. **May hold credentials.** Absent for tasks of the API.
    pub stream_param: Option<SecretText>,
    /// Where the file is. Text from outside: never fetched by livehook.
    pub video_url: Option<String>,
    /// The first presentation time.
    pub media_start_time: Option<i64>,
    /// Kilobits a second; 0 for the source stream.
    pub record_bps: Option<i64>,
    /// JSON in a text (`video_codec`, `resolution`, `session_id`), left as it is: the documents warn not to rely on it.
    pub callback_ext: Option<String>,
    /// Gone from today's table, still sent in captures of 2019 and 2026.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub video_id: Option<String>,
}
