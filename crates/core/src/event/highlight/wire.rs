//! The JSON of a Smart Highlight callback, field for field in alphabetical order. Only this file knows the documents' spelling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::UnixSeconds;

/// A Smart Highlight callback (event type 349) of Tencent Cloud live streaming.
///
/// Source: Tencent Cloud documents 267/74672 (international) and 267/125915 (China), December 2025. What the documents do not
/// say is marked as an assumption in the field's description. Unknown fields are allowed.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Smart Highlight callback (event_type 349)")]
pub(crate) struct Highlight {
    /// The customer's APPID.
    appid: u64,
    /// Push domain.
    domain: String,
    /// Always 349.
    #[schemars(range(min = 349, max = 349))]
    event_type: i64,
    /// The clips. Assumption: an empty array and up to 1000 clips are allowed; the documents give no bound.
    #[schemars(length(max = 1000))]
    pub(super) items: Vec<Item>,
    /// Push path (AppName).
    path: String,
    /// MD5 of the callback key followed by `t`, as 32 hex digits. Absent when the template has no key.
    #[serde(default, skip_serializing)]
    #[expect(
        dead_code,
        reason = "judged by the envelope; named here so that it is no unknown field, and for the schema"
    )]
    #[schemars(with = "Option<String>", regex(pattern = "^[0-9a-fA-F]{32}$"))]
    sign: serde::de::IgnoredAny,
    /// Stream name.
    stream_id: String,
    /// Unix second at which the signature expires, 10 minutes after signing. Absent when the template has no key.
    #[serde(default, skip_serializing)]
    #[expect(
        dead_code,
        reason = "judged by the envelope; named here so that it is no unknown field, and for the schema"
    )]
    #[schemars(with = "Option<i64>")]
    t: serde::de::IgnoredAny,
}

/// One clip.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Item {
    /// Beginning of the clip, Unix seconds.
    begin_time: i64,
    /// Cover picture. Empty in the documented sample.
    #[serde(default)]
    cov_img_store_url: String,
    /// End of the clip, Unix seconds.
    end_time: i64,
    /// Keywords.
    #[serde(default)]
    key_words: Vec<String>,
    /// Summary.
    #[serde(default)]
    summary: String,
    /// Title.
    #[serde(default)]
    title: String,
    /// Address of the clip.
    video_store_url: String,
}

impl From<Highlight> for super::Highlight {
    fn from(wire: Highlight) -> Self {
        let clips = wire.items.into_iter().map(super::Clip::from).collect();
        Self {
            appid: wire.appid,
            domain: wire.domain,
            path: wire.path,
            stream_id: wire.stream_id,
            clips,
        }
    }
}

impl From<super::Highlight> for Highlight {
    fn from(highlight: super::Highlight) -> Self {
        Self {
            appid: highlight.appid,
            domain: highlight.domain,
            event_type: super::Event::HIGHLIGHT,
            items: highlight.clips.into_iter().map(Item::from).collect(),
            path: highlight.path,
            sign: serde::de::IgnoredAny,
            stream_id: highlight.stream_id,
            t: serde::de::IgnoredAny,
        }
    }
}

impl From<Item> for super::Clip {
    fn from(item: Item) -> Self {
        Self {
            begin_time: UnixSeconds(item.begin_time),
            end_time: UnixSeconds(item.end_time),
            title: item.title,
            summary: item.summary,
            video_store_url: item.video_store_url,
            cover_url: item.cov_img_store_url,
            key_words: item.key_words,
        }
    }
}

impl From<super::Clip> for Item {
    fn from(clip: super::Clip) -> Self {
        Self {
            begin_time: clip.begin_time.0,
            cov_img_store_url: clip.cover_url,
            end_time: clip.end_time.0,
            key_words: clip.key_words,
            summary: clip.summary,
            title: clip.title,
            video_store_url: clip.video_store_url,
        }
    }
}
