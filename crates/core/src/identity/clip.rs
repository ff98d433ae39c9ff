//! The clip key: what identifies one clip, since a message may hold many and a redelivery could hold another set.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::{Clip, Highlight};

/// Identifies a clip within its source, by (appid, domain, path, stream id, address of the clip), and by its begin and end where
/// the address is empty. Two clips with one key and different texts are a conflict worth a word, never an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClipKey([u8; 32]);

impl ClipKey {
    /// The key of a clip of a highlight.
    #[must_use]
    pub fn of(highlight: &Highlight, clip: &Clip) -> Self {
        let mut hasher = Sha256::new();
        let mut part = |bytes: &[u8]| {
            // Each part is preceded by its length, so that no two lists of parts run together.
            hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(bytes);
        };
        part(b"clip v1");
        part(&highlight.appid.to_be_bytes());
        part(highlight.domain.as_bytes());
        part(highlight.path.as_bytes());
        part(highlight.stream_id.as_bytes());
        part(clip.video_store_url.as_bytes());
        if clip.video_store_url.is_empty() {
            part(&clip.begin_time.0.to_be_bytes());
            part(&clip.end_time.0.to_be_bytes());
        }
        Self(hasher.finalize().into())
    }

    /// The key as bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for ClipKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
