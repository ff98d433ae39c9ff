//! What the monitoring of a stream saw (event type 328, 监播). Document 267/88050; its sample is not known to us.

/// Something seen in a stream that is watched.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Monitoring {
    /// The customer's APPID.
    pub appid: Option<u64>,
    /// The customer's number in an older manner.
    pub bizid: Option<i64>,
    /// `general_callback`.
    pub interface: Option<String>,
    /// What was seen: a break, few pictures, an error of the format, speech, text.
    pub event_name: Option<String>,
    /// When, Unix **milliseconds**.
    pub event_time: Option<i64>,
    /// More about it, a text left as it is.
    pub event_msg: Option<String>,
    /// Stream name.
    pub stream_id: Option<String>,
}
