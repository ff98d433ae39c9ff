//! Words or pictures erased from a stream (event type 347). Documents 267/73169 and 267/121710.

use super::lenient;
use crate::UnixSeconds;

/// What was said in a stream, and which words of it were erased.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct SmartErasing {
    /// The customer's APPID. Missing in the documents' sample.
    pub appid: Option<u64>,
    /// Stream name.
    pub stream_id: Option<String>,
    /// The stream name once more.
    pub channel_id: Option<String>,
    /// The task's id.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub task_id: Option<String>,
    /// The stretches.
    #[serde(default)]
    pub data: ErasingData,
}

/// The stretches of one callback.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct ErasingData {
    /// In the order of the stream.
    #[serde(default, deserialize_with = "lenient::list")]
    pub subtitle_tmp_res: Vec<ErasedStretch>,
}

/// A stretch of the stream.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct ErasedStretch {
    /// What was said. Hostile text as far as a page or terminal is concerned.
    pub src_txt: Option<String>,
    /// Where it begins in the stream, in milliseconds.
    pub start_pts: Option<i64>,
    /// Where it ends.
    pub end_pts: Option<i64>,
    /// The same as Unix seconds.
    pub start_unix_time: Option<UnixSeconds>,
    /// The same as Unix seconds.
    pub end_unix_time: Option<UnixSeconds>,
    /// The words erased.
    #[serde(default, deserialize_with = "lenient::list")]
    pub keywords_info: Vec<ErasedWord>,
}

/// A word that was erased.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct ErasedWord {
    /// Which.
    pub word: Option<String>,
    /// Where it begins **in the sound**, in milliseconds: no Unix time, unlike the field of this name in 349.
    pub begin_time: Option<i64>,
    /// Where it ends.
    pub end_time: Option<i64>,
}
