//! Smart Highlight (event type 349, 高光切片): clips that an AI cut from a live stream. Documents 267/74672 and 267/125915.

pub(crate) mod wire;

use super::{Decoded, Event, Undecodable, read::read};
use crate::UnixSeconds;

/// How many clips one callback may hold to be typed. No document gives a number; captures hold one.
pub const MAX_HIGHLIGHT_ITEMS: usize = 1_000;

/// A Smart Highlight callback. Which customer, which stream, and the clips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// The customer's APPID.
    pub appid: u64,
    /// Push domain. Other events call it `app`.
    pub domain: String,
    /// Push path, the AppName. Other events call it `appname`.
    pub path: String,
    /// Stream name.
    pub stream_id: String,
    /// The clips, at most [`MAX_HIGHLIGHT_ITEMS`]. May be empty.
    pub clips: Vec<Clip>,
}

/// One clip of a [`Highlight`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clip {
    /// When the clip begins in the stream's time. Long past when the callback arrives: do not compare it with `t`.
    pub begin_time: UnixSeconds,
    /// When it ends.
    pub end_time: UnixSeconds,
    /// A title, written by AI in any language. Hostile text as far as a page or terminal is concerned.
    pub title: String,
    /// A summary, written by AI.
    pub summary: String,
    /// Where the clip is stored. Text from outside: never fetched by livehook, and often private.
    pub video_store_url: String,
    /// Where the cover picture is stored; empty in the sample and in captures.
    pub cover_url: String,
    /// Keywords, written by AI.
    pub key_words: Vec<String>,
}

impl Highlight {
    /// The callback's JSON, compact and in alphabetical order as captures have it, without `t` and `sign`.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&wire::Highlight::from(self.clone()))
            .expect("texts and integers always serialise")
    }
}

/// Reads the body of a callback whose event type is 349.
pub(super) fn decode(body: &str) -> Result<Decoded, Undecodable> {
    let (wire, unknown_fields): (wire::Highlight, _) = read(body)?;
    if wire.items.len() > MAX_HIGHLIGHT_ITEMS {
        let problem =
            format!("holds {} clips; at most {MAX_HIGHLIGHT_ITEMS} are typed", wire.items.len());
        return Err(Undecodable::new("items", &problem));
    }
    Ok(Decoded { event: Event::Highlight(wire.into()), unknown_fields })
}
