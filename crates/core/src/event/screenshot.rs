//! A screenshot was taken (event type 200). Document 267/38083.

use super::{lenient, secret_text::SecretText};
use crate::UnixSeconds;

/// A picture of the stream. It has neither `appid` nor `event_time`.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Screenshot {
    /// Push domain. Other events call it `domain`.
    pub app: Option<String>,
    /// Push path, the AppName.
    pub appname: Option<String>,
    /// Stream name.
    pub stream_id: Option<String>,
    /// The stream name once more.
    pub channel_id: Option<String>,
    /// Query of the push address. **May hold credentials.**
    pub stream_param: Option<SecretText>,
    /// When the picture was taken.
    pub create_time: Option<UnixSeconds>,
    /// Bytes.
    #[serde(default, deserialize_with = "lenient::optional_u64")]
    pub file_size: Option<u64>,
    /// Width of the picture.
    pub width: Option<i64>,
    /// Its height.
    pub height: Option<i64>,
    /// Path of the picture, without a host.
    pub pic_url: Option<String>,
    /// Its whole address. Text from outside: never fetched by livehook.
    pub pic_full_url: Option<String>,
    /// The task's id. In newer versions only.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub task_id: Option<String>,
}
