//! The summary of a stream, written by AI (event type 348). Documents 267/74671 and 267/125914.

use super::lenient;
use crate::UnixSeconds;

/// What happened in a stretch of a stream. Flat: one summary a callback.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// The customer's APPID.
    pub appid: Option<u64>,
    /// Push domain. Other events call it `app`.
    pub domain: Option<String>,
    /// Push path, the AppName. Other events call it `appname`.
    pub path: Option<String>,
    /// Stream name.
    pub stream_id: Option<String>,
    /// Where the stretch begins, Unix seconds.
    pub begin_time: Option<UnixSeconds>,
    /// Where it ends.
    pub end_time: Option<UnixSeconds>,
    /// A title, written by AI. Hostile text as far as a page or terminal is concerned.
    pub title: Option<String>,
    /// A summary, written by AI.
    pub summary: Option<String>,
    /// What mattered, written by AI.
    #[serde(default, deserialize_with = "lenient::list")]
    pub key_points: Vec<String>,
    /// Keywords, written by AI.
    #[serde(default, deserialize_with = "lenient::list")]
    pub key_words: Vec<String>,
}
