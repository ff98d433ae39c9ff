//! Something went wrong in a recording (event type 341). Documents 267/68622 and 267/117052.

use super::lenient;
use crate::UnixSeconds;

/// Errors of a recording, equal ones merged, up to two minutes late.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct RecordingException {
    /// The customer's APPID.
    pub appid: Option<u64>,
    /// Push domain. In the documents' sample, in no table.
    pub domain: Option<String>,
    /// Push path, the AppName. In the documents' sample, in no table.
    pub path: Option<String>,
    /// Stream name.
    pub stream_id: Option<String>,
    /// The recording's id.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub session_id: Option<String>,
    /// `ts` and others.
    pub file_format: Option<String>,
    /// `info`, `warning` or `error`.
    pub exception_level: Option<String>,
    /// When it happened.
    pub timestamp: Option<UnixSeconds>,
    /// What it was.
    pub exception: Option<ExceptionDetail>,
    /// `general_callback` in the documents' sample, in no table.
    pub interface: Option<String>,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct ExceptionDetail {
    /// Which error: **negative**, -8 to -201.
    #[serde(rename = "type")]
    pub kind: Option<i64>,
    /// How often.
    pub occurs: Option<i64>,
    /// What it was, in words.
    pub desc: Option<String>,
}
