//! The JSON of a Smart Highlight callback, field for field in alphabetical order. Only this file knows the documents' spelling.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::UnixSeconds;

/// A Smart Highlight callback (event type 349) of Tencent Cloud live streaming.
///
/// Source: Tencent Cloud documents 267/74672 (international) and 267/125915 (China), December 2025. What the documents do not
/// say is marked as an assumption in the field's description. Unknown fields are allowed.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(
    title = "Smart Highlight callback (event_type 349)",
    extend("dependentRequired" = { "t": ["sign"], "sign": ["t"] })
)]
pub(crate) struct Highlight {
    /// The customer's APPID.
    appid: u64,
    /// Push domain. Other events call it `app`.
    domain: String,
    /// Always 349.
    #[schemars(extend("const" = super::Event::HIGHLIGHT))]
    event_type: i64,
    /// The clips. Assumption: an empty array and up to 1000 clips are allowed; the documents give no bound.
    #[schemars(length(max = 1000))]
    pub(super) items: Vec<Item>,
    /// Push path, the AppName. Other events call it `appname`.
    path: String,
    /// MD5 of the callback key followed by the digits of `t`, nothing between them, as 32 hex digits; lower case in every
    /// sample, upper case is accepted. It covers neither the body nor the path. Both or neither of `t` and `sign` are there:
    /// neither when the callback template has no key. `null` is not absent, but wrong.
    #[serde(default, skip_serializing)]
    #[expect(dead_code, reason = "judged by the envelope; named here for the schema")]
    #[schemars(with = "String", regex(pattern = "^[0-9a-fA-F]{32}$"))]
    sign: serde::de::IgnoredAny,
    /// Stream name.
    stream_id: String,
    /// Unix second at which the signature expires, 10 minutes after signing; good until and including that second. An
    /// integer, or (in documents until 2020) a text of its decimal digits. Absent when the callback template has no key.
    #[serde(default, skip_serializing)]
    #[expect(dead_code, reason = "judged by the envelope; named here for the schema")]
    #[schemars(schema_with = "t_schema")]
    t: serde::de::IgnoredAny,
}

/// `t` in its two types. The text's pattern is canonical like the integer, but does not show the bound of 64 bits.
fn t_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "oneOf": [
            { "type": "integer", "minimum": 0, "maximum": i64::MAX },
            { "type": "string", "pattern": "^(0|[1-9][0-9]{0,18})$" },
        ],
    })
}

/// One clip of a highlight.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Item {
    /// Beginning of the clip in the stream, Unix seconds. Long past when the callback arrives.
    begin_time: i64,
    /// Address of the cover picture. Empty in the documented sample. Assumption: this and the texts may be absent.
    #[serde(default)]
    cov_img_store_url: String,
    /// End of the clip, Unix seconds.
    end_time: i64,
    /// Keywords, written by AI in any language.
    #[serde(default)]
    key_words: Vec<String>,
    /// Summary, written by AI in any language.
    #[serde(default)]
    summary: String,
    /// Title, written by AI in any language.
    #[serde(default)]
    title: String,
    /// Address of the clip, often in a private bucket. The form of its name changes: do not parse it.
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
