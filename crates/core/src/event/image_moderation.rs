//! What a moderation of pictures found (event type 317). Documents 267/38084 and 267/47029.

use super::{
    lenient::{self, JsonText},
    secret_text::SecretText,
};
use crate::UnixSeconds;

/// A picture of the stream and what was found in it. Its names mix two manners (`streamId` beside `stream_param`), and it has
/// neither `stream_id` nor `channel_id`. Lists that are `null` are empty here, a score alone is a list of one.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct ImageModeration {
    /// The customer's APPID.
    pub appid: u64,
    /// Push domain. Other events call it `domain`.
    pub app: String,
    /// Push path, the AppName.
    pub appname: String,
    /// Stream name. Other events call it `stream_id`.
    #[serde(rename = "streamId")]
    pub stream_id: String,
    /// The stream name once more.
    #[serde(rename = "channelId")]
    pub channel_id: Option<String>,
    /// Query of the push address. **May hold credentials.**
    pub stream_param: Option<SecretText>,
    /// Where the picture is. Never fetched by livehook.
    pub img: Option<String>,
    /// What was found, as numbers.
    #[serde(rename = "type", default, deserialize_with = "lenient::one_or_more_numbers")]
    pub kinds: Vec<f64>,
    /// How sure, 0 to 100, as the table spells it; see [`Self::scores`].
    #[serde(default, deserialize_with = "lenient::one_or_more_numbers")]
    pub score: Vec<f64>,
    /// How sure, as the sample spells it.
    #[serde(default, deserialize_with = "lenient::one_or_more_numbers")]
    pub socre: Vec<f64>,
    /// `Block`, `Review` or `Pass`.
    pub suggestion: Option<String>,
    /// What it is.
    pub label: Option<String>,
    /// What it is, more closely.
    #[serde(rename = "subLabel")]
    pub sub_label: Option<String>,
    /// When the picture was taken.
    #[serde(rename = "screenshotTime")]
    pub screenshot_time: Option<UnixSeconds>,
    /// When the callback was sent.
    #[serde(rename = "sendTime")]
    pub send_time: Option<UnixSeconds>,
    /// Text in the picture. Hostile text as far as a page or terminal is concerned.
    #[serde(rename = "ocrMsg")]
    pub ocr_msg: Option<String>,
    /// What kind of scene it is.
    #[serde(rename = "labelResults", default, deserialize_with = "lenient::list")]
    pub label_results: Vec<LabelResult>,
    /// What things are in it.
    #[serde(rename = "objectResults", default, deserialize_with = "lenient::list")]
    pub object_results: Vec<JsonText>,
    /// What is written in it.
    #[serde(rename = "ocrResults", default, deserialize_with = "lenient::list")]
    pub ocr_results: Vec<JsonText>,
    /// Which pictures of the customer's libraries it is like.
    #[serde(rename = "libResults", default, deserialize_with = "lenient::list")]
    pub lib_results: Vec<JsonText>,
    /// 1 where something was found, else 0. In the sample, in no table.
    #[serde(rename = "HitFlag")]
    pub hit_flag: Option<i64>,
    /// In the sample, in no table.
    pub level: Option<i64>,
    /// In the sample, in no table.
    #[serde(rename = "faceDetails")]
    pub face_details: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "abductionRisk")]
    pub abduction_risk: Option<JsonText>,
    /// Of an older version, still sent.
    pub tid: Option<JsonText>,
    /// Of an older version, still sent.
    pub confidence: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "normalScore")]
    pub normal_score: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "hotScore")]
    pub hot_score: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "pornScore")]
    pub porn_score: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "terrorScore")]
    pub terror_score: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "polityScore")]
    pub polity_score: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "illegalScore")]
    pub illegal_score: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "similarScore")]
    pub similar_score: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "abuseScore")]
    pub abuse_score: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "teenagerScore")]
    pub teenager_score: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "adScore")]
    pub ad_score: Option<JsonText>,
    /// Of an older version, still sent.
    #[serde(rename = "customScore")]
    pub custom_score: Option<JsonText>,
}

impl ImageModeration {
    /// How sure, 0 to 100, whichever way it is spelt. Empty when nothing is said of it.
    #[must_use]
    pub fn scores(&self) -> &[f64] {
        if self.score.is_empty() { &self.socre } else { &self.score }
    }
}

/// What kind of scene a picture is.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct LabelResult {
    /// 1 where something was found, else 0.
    pub hit_flag: Option<i64>,
    /// What was looked for.
    pub scene: Option<String>,
    /// `Block`, `Review` or `Pass`.
    pub suggestion: Option<String>,
    /// What it is. `label` in the table, `Label` in the sample.
    #[serde(alias = "label")]
    pub label: Option<String>,
    /// What it is, more closely.
    pub sub_label: Option<String>,
    /// How sure, 0 to 100.
    pub score: Option<f64>,
    /// What speaks for it.
    #[serde(default, deserialize_with = "lenient::list")]
    pub details: Vec<LabelDetail>,
}

/// What speaks for a label.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct LabelDetail {
    /// Its number.
    pub id: Option<i64>,
    /// Its name.
    pub name: Option<String>,
    /// How sure, 0 to 100.
    pub score: Option<f64>,
}
