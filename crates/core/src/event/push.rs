//! Push started and push interrupted (event types 1 and 0). Documents 267/38081 and 583/47025.

use super::{lenient, secret_text::SecretText};
use crate::UnixSeconds;

/// A stream began to be pushed, or ended. The same fields either way.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Push {
    /// The customer's APPID.
    pub appid: Option<u64>,
    /// Push domain. Other events call it `domain`.
    pub app: Option<String>,
    /// Push path, the AppName. Other events call it `path`.
    pub appname: Option<String>,
    /// Stream name.
    pub stream_id: Option<String>,
    /// The stream name once more.
    pub channel_id: Option<String>,
    /// When the message was produced.
    pub event_time: Option<UnixSeconds>,
    /// The id of one push, equal on its start and its end: 64 bits as a text of digits.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub sequence: Option<String>,
    /// Address of the node that took the stream in.
    pub node: Option<String>,
    /// Address of the pusher.
    pub user_ip: Option<String>,
    /// Query of the push address. **Holds credentials** (`txSecret`, `txTime`).
    pub stream_param: Option<SecretText>,
    /// How long the push lasted, in milliseconds, as a text of digits. Only at the end.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub push_duration: Option<String>,
    /// Why: 1 to 4 and 35 are a client that stopped.
    pub errcode: Option<i64>,
    /// The same in words. On success `ok`, or empty, or another text, by version.
    pub errmsg: Option<String>,
    /// Where the stream was taken in: 1 to 6 mainland China, 7 to 200 elsewhere. Since 2021.
    pub set_id: Option<i64>,
    /// Width of the picture, 0 where unknown. Since 2021.
    pub width: Option<i64>,
    /// Its height.
    pub height: Option<i64>,
    /// In the documents' sample and in captures of every year, in no table.
    pub idc_id: Option<i64>,
}
