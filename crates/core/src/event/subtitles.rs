//! Live subtitles and interpretation (event type 338). Documents 267/73170 and 267/121711.

use super::lenient;
use crate::UnixSeconds;

/// What was said in a stream, and its translation.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Subtitles {
    /// The customer's APPID. Missing in the documents' sample.
    pub appid: Option<u64>,
    /// Stream name.
    pub stream_id: Option<String>,
    /// The stream name once more.
    pub channel_id: Option<String>,
    /// The task's id.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub task_id: Option<String>,
    /// The subtitles.
    #[serde(default)]
    pub data: SubtitleData,
}

/// The subtitles of one callback.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct SubtitleData {
    /// In the order of the stream.
    #[serde(default, deserialize_with = "lenient::list")]
    pub subtitle_tmp_res: Vec<Subtitle>,
}

/// One subtitle.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct Subtitle {
    /// What was said. Hostile text as far as a page or terminal is concerned.
    pub src_txt: Option<String>,
    /// Its translation, where one was asked for.
    pub dst_txt: Option<String>,
    /// Where it begins in the stream, in milliseconds.
    pub start_pts: Option<i64>,
    /// Where it ends.
    pub end_pts: Option<i64>,
    /// The same as Unix seconds. Missing in the documents' sample.
    pub start_unix_time: Option<UnixSeconds>,
    /// The same as Unix seconds.
    pub end_unix_time: Option<UnixSeconds>,
    /// Whether the text is final, as the table spells it; see [`Self::is_steady`].
    pub steady_state: Option<bool>,
    /// Whether the text is final, as the sample spells it.
    pub stead_state: Option<bool>,
}

impl Subtitle {
    /// Whether the text is final, whichever way the field is spelt.
    #[must_use]
    pub fn is_steady(&self) -> Option<bool> {
        self.steady_state.or(self.stead_state)
    }
}
