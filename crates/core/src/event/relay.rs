//! A relay task, which pulls a stream and pushes it on (event type 314). Documents 267/42525 and 267/56208.

use super::{lenient, secret_text::SecretText};

/// What became of a relay task. A `TaskExit` in the documents names neither stream nor task, and none of them is the last word:
/// retries and migration emit it too.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Relay {
    /// The customer's APPID as the samples spell it; see [`Self::account`].
    pub appid: Option<u64>,
    /// The customer's APPID as the table spells it.
    #[serde(rename = "appId")]
    pub app_id: Option<u64>,
    /// `TaskStart`, `VodSourceFileStart`, `VodSourceFileFinish`, `TaskExit` or `TaskAlarm`.
    pub callback_event: Option<String>,
    /// A JSON array of addresses in a text, left as it is; in the samples with a line break behind it.
    pub source_urls: Option<String>,
    /// Where the stream is pushed to. **May hold credentials.**
    pub to_url: Option<SecretText>,
    /// Stream name.
    pub stream_id: Option<String>,
    /// The task's id.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub task_id: Option<String>,
    /// JSON in a text, by `callback_event`, left as it is. Its times are in milliseconds.
    pub msg: Option<String>,
    /// Unix seconds **as a text**; absent in the samples.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub event_time: Option<String>,
    /// `general_callback` in the samples, in no table.
    pub interface: Option<String>,
    /// `pullpush` in the samples, in no table.
    pub product_name: Option<String>,
    /// In two of four samples, in no table.
    pub callback_url: Option<String>,
}

impl Relay {
    /// The customer's APPID, whichever way it is spelt.
    #[must_use]
    pub fn account(&self) -> Option<u64> {
        self.appid.or(self.app_id)
    }
}
