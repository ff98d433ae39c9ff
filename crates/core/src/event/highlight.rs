//! Smart Highlight (event type 349, 高光切片): clips that an AI cut from a live stream. Documents 267/74672 and 267/125915.

pub(crate) mod wire;

use super::{Decoded, Event, Undecodable, UnknownFields};
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
    let mut unknown_fields = UnknownFields::default();
    let mut json = serde_json::Deserializer::from_str(body);
    let read = serde_ignored::deserialize(&mut json, |path| {
        if !is_of_the_envelope(&path) {
            unknown_fields.add(|| dotted(&path));
        }
    });
    let wire: wire::Highlight = read.map_err(|_| explain_misfit(body))?;
    if wire.items.len() > MAX_HIGHLIGHT_ITEMS {
        let problem =
            format!("holds {} clips; at most {MAX_HIGHLIGHT_ITEMS} are typed", wire.items.len());
        return Err(Undecodable::new("items", &problem));
    }
    Ok(Decoded { event: Event::Highlight(wire.into()), unknown_fields })
}

/// Reads a misfit once more, this time keeping track of the path, which would be a waste on sound callbacks.
fn explain_misfit(body: &str) -> Undecodable {
    let mut json = serde_json::Deserializer::from_str(body);
    match serde_path_to_error::deserialize::<_, wire::Highlight>(&mut json) {
        Ok(_) => Undecodable::new(".", "does not fit"),
        Err(error) => {
            let path = error.path().to_string();
            // serde_json adds "at line 1 column 17"; the path says it better.
            let problem = error.into_inner().to_string();
            let problem =
                problem.rsplit_once(" at line ").map_or(problem.as_str(), |(before, _)| before);
            Undecodable::new(&path, problem)
        }
    }
}

/// Whether this is `t` or `sign`: ignored here because the envelope has read them, not because no document names them.
fn is_of_the_envelope(path: &serde_ignored::Path<'_>) -> bool {
    use serde_ignored::Path;
    matches!(path, Path::Map { parent: Path::Root, key } if matches!(key.as_str(), "t" | "sign"))
}

/// `items[0].mood` from serde_ignored's `items.0.mood`.
fn dotted(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path;
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, index } => format!("{}[{index}]", dotted(parent)),
        Path::Map { parent, key } => match dotted(parent) {
            parent if parent.is_empty() => key.clone(),
            parent => format!("{parent}.{key}"),
        },
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => dotted(parent),
    }
}
