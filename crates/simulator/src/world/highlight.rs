//! One Smart Highlight callback as values, and as the JSON in which it travels.
//!
//! Deliberately not the reader's types: what is sent must not change when the reading of it does.

use livehook_core::Event;
use serde_json::{Value, json};

use super::{Language, Scene};

/// One callback, not yet signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HighlightEvent {
    /// The account.
    pub appid: u32,
    /// Push domain.
    pub domain: String,
    /// Push path (AppName).
    pub path: String,
    /// Stream name.
    pub stream_id: String,
    /// The clips, in the order in which they were played.
    pub items: Vec<Highlight>,
    /// Where the callback comes from. Not part of the body.
    pub session: SessionLabel,
}

/// One clip of a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// Start of the clip, Unix seconds.
    pub begin_time: i64,
    /// End of the clip, Unix seconds, 10 to 60 s after its start.
    pub end_time: i64,
    /// One line.
    pub title: String,
    /// A few sentences.
    pub summary: String,
    /// Four to six.
    pub key_words: Vec<String>,
    /// Address of the clip. Its host does not exist.
    pub video_store_url: String,
    /// Address of the cover image, or empty.
    pub cov_img_store_url: String,
}

/// What is known of the live session that a callback belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLabel {
    /// As it stands in the clips' addresses: `LIVE_`, 34 hex digits, a hyphen, its start in
    /// milliseconds.
    pub id: String,
    /// Language of the texts.
    pub language: Language,
    /// What it is about.
    pub scene: Scene,
}

impl HighlightEvent {
    /// The body without `t` and `sign`. Printed with `to_string`, it is compact and its keys are in
    /// alphabetical order, as in the bodies that were captured.
    pub fn to_json(&self) -> Value {
        // Written in alphabetical order, so that it stays so if another crate of the build switches
        // on serde_json's `preserve_order`.
        json!({
            "appid": self.appid,
            "domain": self.domain,
            "event_type": Event::HIGHLIGHT,
            "items": self.items.iter().map(Highlight::to_json).collect::<Vec<_>>(),
            "path": self.path,
            "stream_id": self.stream_id,
        })
    }
}

impl Highlight {
    fn to_json(&self) -> Value {
        json!({
            "begin_time": self.begin_time,
            "cov_img_store_url": self.cov_img_store_url,
            "end_time": self.end_time,
            "key_words": self.key_words,
            "summary": self.summary,
            "title": self.title,
            "video_store_url": self.video_store_url,
        })
    }
}
