//! Errors while a stream is pushed (event type 321). Documents 267/53310 and 267/84046.

use super::{lenient, secret_text::SecretText};

/// All push errors of one interval. Versions before 2025 had fewer fields.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct PushError {
    /// The customer's APPID.
    pub appid: Option<u64>,
    /// Push domain. Other events call it `app`.
    pub domain: Option<String>,
    /// Push path, the AppName.
    pub path: Option<String>,
    /// Stream name.
    pub stream_id: Option<String>,
    /// Query of the push address. **May hold credentials.**
    pub stream_param: Option<SecretText>,
    /// Address of the pusher.
    pub user_ip: Option<String>,
    /// The id of the push: 64 bits as a text of digits.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub sequence: Option<String>,
    /// When the interval was counted, Unix **milliseconds**.
    pub data_time: Option<i64>,
    /// Length of the interval in milliseconds.
    pub report_interval: Option<i64>,
    /// Milliseconds.
    pub timeout: Option<i64>,
    /// The errors by their kind.
    #[serde(default, deserialize_with = "lenient::list")]
    pub abnormal_event: Vec<AbnormalEvent>,
    /// `general_callback` in the documents' sample, in no table.
    pub interface: Option<String>,
}

/// One kind of push error.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct AbnormalEvent {
    /// Which, 1 to 16.
    #[serde(rename = "type")]
    pub kind: Option<i64>,
    /// How often.
    pub count: Option<i64>,
    /// Each time.
    #[serde(default, deserialize_with = "lenient::list")]
    pub detail: Vec<AbnormalDetail>,
    /// The text `true`; missing in one element of the documents' sample.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub customer_visible: Option<String>,
    /// Empty in the sample.
    pub event_key: Option<String>,
    /// The kind in Chinese.
    pub type_desc_cn: Option<String>,
    /// The kind in English.
    pub type_desc_en: Option<String>,
}

/// One push error.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct AbnormalDetail {
    /// What was measured.
    pub desc: Option<String>,
    /// When, Unix **milliseconds**.
    pub occur_time: Option<i64>,
}
