//! What a moderation of the sound found (event type 315). Documents 267/58643 and 267/94421.

use super::lenient;
use crate::UnixSeconds;

/// A stretch of sound and what was found in it. By default only what is suspicious is sent. Lists that are `null` are empty
/// here.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct AudioModeration {
    /// The customer's APPID.
    pub appid: u64,
    /// Push domain. Other events call it `app`.
    pub domain: String,
    /// Push path, the AppName.
    pub path: Option<String>,
    /// Stream name.
    pub stream_id: String,
    /// The stream name once more.
    pub channel_id: String,
    /// Obsolete.
    pub bizid: Option<i64>,
    /// 1 where something was found, else 0.
    #[serde(rename = "HitFlag")]
    pub hit_flag: Option<i64>,
    /// How sure, 0 to 100.
    #[serde(rename = "Score")]
    pub score: Option<f64>,
    /// What it is, more closely.
    #[serde(rename = "SubTag")]
    pub sub_tag: Option<String>,
    /// The task's id.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub task_id: Option<String>,
    /// 2 when done.
    pub status: Option<i64>,
    /// What was said. Hostile text as far as a page or terminal is concerned.
    pub asr_text: Option<String>,
    /// Where the sound is. Never fetched by livehook.
    pub cdn_url: Option<String>,
    /// Seconds.
    pub duration: Option<f64>,
    /// What it is.
    pub label: Option<String>,
    /// What it is, more closely.
    pub sub_label: Option<String>,
    /// `Block`, `Review` or `Pass`.
    pub suggestion: Option<String>,
    /// The request's id.
    pub request_id: Option<String>,
    /// The stretch's number. Exceeds 32 bits in the documents' sample.
    #[serde(default, deserialize_with = "lenient::optional_u64")]
    pub seq: Option<u64>,
    /// Languages heard.
    #[serde(default, deserialize_with = "lenient::list")]
    pub language_results: Vec<AudioFinding>,
    /// Moans heard.
    #[serde(default, deserialize_with = "lenient::list")]
    pub moan_results: Vec<AudioFinding>,
    /// What else was recognised.
    #[serde(default, deserialize_with = "lenient::list")]
    pub recognition_results: Vec<AudioFinding>,
    /// Speakers recognised.
    #[serde(default, deserialize_with = "lenient::list")]
    pub speaker_results: Vec<AudioFinding>,
    /// What the text holds.
    #[serde(default, deserialize_with = "lenient::list")]
    pub text_results: Vec<AudioFinding>,
    /// Intermediate results.
    pub data: Option<AudioData>,
    /// `general_callback` in the documents' sample, in no table.
    pub interface: Option<String>,
}

/// Something found in the sound or in its text. The documents have a structure for each list; this one has the members of all,
/// so that one that moves is still read.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct AudioFinding {
    /// What it is: a kind of content, a language, a speaker.
    pub label: Option<String>,
    /// The same, more closely.
    pub sub_label: Option<String>,
    /// How sure, 0 to 100.
    pub score: Option<f64>,
    /// `Block`, `Review` or `Pass`.
    pub suggestion: Option<String>,
    /// Where in the stretch it begins.
    pub start_time: Option<f64>,
    /// Where it ends.
    pub end_time: Option<f64>,
    /// The words that were found.
    #[serde(default, deserialize_with = "lenient::list")]
    pub keywords: Vec<String>,
    /// The customer's library that names them.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub lib_id: Option<String>,
    /// Its name.
    pub lib_name: Option<String>,
    /// Its kind.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub lib_type: Option<String>,
    /// Where the words stand.
    #[serde(default, deserialize_with = "lenient::list")]
    pub hit_infos: Vec<HitInfo>,
    /// What was recognised, one by one.
    #[serde(default, deserialize_with = "lenient::list")]
    pub tags: Vec<FindingTag>,
}

/// One thing that was recognised.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct FindingTag {
    /// What.
    pub name: Option<String>,
    /// How sure, 0 to 100.
    pub score: Option<f64>,
    /// Where in the stretch it begins.
    pub start_time: Option<f64>,
    /// Where it ends.
    pub end_time: Option<f64>,
}

/// Where a word of a library stands in a text.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct HitInfo {
    /// How it was found.
    #[serde(rename = "Type")]
    pub kind: Option<String>,
    /// The word.
    pub keyword: Option<String>,
    /// The library.
    pub lib_name: Option<String>,
    /// The places.
    #[serde(default, deserialize_with = "lenient::list")]
    pub positions: Vec<HitPosition>,
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct HitPosition {
    /// Where it begins.
    pub start: Option<i64>,
    /// Where it ends.
    pub end: Option<i64>,
}

/// Intermediate results of a moderation.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct AudioData {
    /// What was said, piece by piece.
    #[serde(default, deserialize_with = "lenient::list")]
    pub asr_tmp_full_results: Vec<AsrResult>,
}

/// A piece of what was said.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct AsrResult {
    /// Where it begins and ends in the stream.
    #[serde(default, deserialize_with = "lenient::list")]
    pub appearing_point: Vec<f64>,
    /// How sure.
    pub confidence: Option<f64>,
    /// Its id; empty in the sample.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub id: Option<String>,
    /// The same places as a text.
    pub periods: Option<String>,
    /// Where the sound is. Never fetched by livehook.
    pub url: Option<String>,
    /// In the documents' sample, in no table.
    pub create_time: Option<UnixSeconds>,
}
