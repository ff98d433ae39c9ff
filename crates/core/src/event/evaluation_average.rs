//! The average quality of pictures (event type 345, or 344 as in the sample). Documents 267/73168 and 267/122603.

use super::{evaluation_threshold::ScoredFrame, lenient};
use crate::UnixSeconds;

/// Scores of pictures and their average.
///
/// The documents' own sample is announced as 344, in every version and language. Which number is really sent is not known, so a
/// 344 that has an `average_score` is read as one of these, and [`Self::announced_as`] says so.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct EvaluationAverage {
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
    /// The average.
    pub average_score: Option<f64>,
    /// The best.
    pub max_score: Option<f64>,
    /// The worst.
    pub min_score: Option<f64>,
    /// Which event type the callback bears.
    #[serde(skip)]
    pub announced_as: AnnouncedAs,
}

/// The event type that an average bears.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AnnouncedAs {
    /// 345, as the tables have it.
    #[default]
    Average,
    /// 344, as the samples have it.
    Threshold,
}

impl AnnouncedAs {
    /// The number.
    #[must_use]
    pub const fn event_type(self) -> i64 {
        match self {
            Self::Average => 345,
            Self::Threshold => 344,
        }
    }
}

/// Whether the body of a 344 is an average.
pub(super) fn has_average(body: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Probe {
        average_score: Option<serde::de::IgnoredAny>,
    }
    serde_json::from_str::<Probe>(body).is_ok_and(|probe| probe.average_score.is_some())
}
