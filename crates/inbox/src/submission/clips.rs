//! The clips of a highlight as rows, and the digest by which two of one clip key are told apart.

use livehook_core::{Clip, ClipKey, Highlight};
use sha2::{Digest as _, Sha256};

/// A clip as it will be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewClip {
    pub(crate) key: ClipKey,
    pub(crate) content: ClipContent,
    pub(crate) begin_time: i64,
    pub(crate) end_time: i64,
    pub(crate) title: String,
    pub(crate) summary: String,
    /// A JSON array of texts.
    pub(crate) key_words: String,
    pub(crate) video_url: String,
    pub(crate) cover_url: String,
}

impl NewClip {
    /// Takes the highlight apart: its texts are moved, not copied.
    pub(super) fn all_of(highlight: Highlight) -> Vec<Self> {
        let keys: Vec<_> =
            highlight.clips.iter().map(|clip| ClipKey::of(&highlight, clip)).collect();
        keys.into_iter().zip(highlight.clips).map(|(key, clip)| Self::new(key, clip)).collect()
    }

    fn new(key: ClipKey, clip: Clip) -> Self {
        let key_words = serde_json::to_string(&clip.key_words).expect("texts always serialise");
        let (begin_time, end_time) = (clip.begin_time.0, clip.end_time.0);
        let texts =
            [&clip.title, &clip.summary, &key_words, &clip.video_store_url, &clip.cover_url];
        Self {
            key,
            content: ClipContent::of(begin_time, end_time, texts.map(String::as_str)),
            begin_time,
            end_time,
            title: clip.title,
            summary: clip.summary,
            key_words,
            video_url: clip.video_store_url,
            cover_url: clip.cover_url,
        }
    }

    pub(super) fn text_bytes(&self) -> usize {
        [&self.title, &self.summary, &self.key_words, &self.video_url, &self.cover_url]
            .map(String::len)
            .iter()
            .sum()
    }
}

/// A digest of all of a clip but its key. Wide enough that nobody finds two clips that share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClipContent([u8; 16]);

impl ClipContent {
    /// The texts are title, summary, keywords, address of the clip, address of the cover.
    pub(crate) fn of(begin_time: i64, end_time: i64, texts: [&str; 5]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(begin_time.to_be_bytes());
        hasher.update(end_time.to_be_bytes());
        for text in texts {
            // Each text is preceded by its length, so that no two lists of texts run together.
            hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(text);
        }
        let mut digest = [0; 16];
        digest.copy_from_slice(&hasher.finalize()[..16]);
        Self(digest)
    }
}
