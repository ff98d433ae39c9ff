//! The quality of pictures crossed a threshold (event type 344). Document 267/73167.

use super::lenient;
use crate::UnixSeconds;

/// Pictures whose score crossed a threshold.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct EvaluationThreshold {
    /// The customer's APPID.
    pub appid: Option<u64>,
    /// Push domain. Other events call it `app`.
    pub domain: Option<String>,
    /// Push path, the AppName. Other events that say `domain` call it `path`.
    pub appname: Option<String>,
    /// Stream name.
    pub stream_id: Option<String>,
    /// When it was measured.
    pub event_time: Option<UnixSeconds>,
    /// The transcoding template; absent for reference scores.
    pub transcode_template_id: Option<i64>,
    /// The watermark template; absent for reference scores.
    pub watermark_template_id: Option<i64>,
    /// `Assessment`.
    pub function: Option<String>,
    /// The measure: `PSNR`, `SSIM`, `VMAF` or `VQA`.
    pub class: Option<String>,
    /// The pictures.
    #[serde(default, deserialize_with = "lenient::list")]
    pub frames: Vec<ScoredFrame>,
}

/// A picture and its score.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct ScoredFrame {
    /// In the measure's unit.
    pub score: Option<f64>,
    /// When it was shown, Unix **milliseconds**.
    pub time: Option<i64>,
}
