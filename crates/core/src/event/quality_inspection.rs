//! The inspection of a stream saw a defect (event type 343). Documents 267/73166 and 267/122602.

use crate::UnixSeconds;

/// A defect of picture or sound.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[non_exhaustive]
pub struct QualityInspection {
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
    /// `QualityControl`.
    pub function: Option<String>,
    /// What was seen: `Blur`, `Silence`, `DtsJitter`, `QRCode/Barcode/AppletCode` and others.
    pub class: Option<String>,
    /// How bad.
    pub score: Option<f64>,
}
