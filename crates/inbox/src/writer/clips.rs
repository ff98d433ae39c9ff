//! Clip rows, and what tells two clips apart.

mod ledger;

use rusqlite::{Connection, Row, params};

pub use ledger::CLIP_KEYS_REMEMBERED;
pub(super) use ledger::ClipLedger;

use super::tables::Tables;
use crate::{
    RecordId,
    submission::{ClipContent, NewClip},
};

pub(super) const INSERT: &str = "INSERT INTO clip (id, clip_key, begin_time, end_time, title, summary, key_words, video_url, cover_url) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// What tells clips apart: the key, and a digest of all the rest.
pub(super) type Identity = (ClipName, ClipContent);

/// As much of a clip key as is remembered: nobody finds two clips that share half of a SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ClipName([u8; 16]);

impl ClipName {
    fn of(clip_key: &[u8; 32]) -> Self {
        let mut name = [0; 16];
        name.copy_from_slice(&clip_key[..16]);
        Self(name)
    }
}

pub(super) fn identities(clips: &[NewClip]) -> impl ExactSizeIterator<Item = Identity> {
    clips.iter().map(|clip| (ClipName::of(clip.key.as_bytes()), clip.content))
}

pub(super) fn insert(
    tables: &mut Tables<'_>,
    id: RecordId,
    clips: &[NewClip],
) -> rusqlite::Result<()> {
    let (first, last) = id.clip_ids();
    for (row_id, clip) in (first..=last).zip(clips) {
        tables.clip.execute(params![
            row_id,
            clip.key.as_bytes(),
            clip.begin_time,
            clip.end_time,
            clip.title,
            clip.summary,
            clip.key_words,
            clip.video_url,
            clip.cover_url,
        ])?;
    }
    Ok(())
}

/// The identities of a stored record's clips.
pub(super) fn stored_identities(
    connection: &Connection,
    id: RecordId,
) -> rusqlite::Result<Vec<Identity>> {
    let sql = "SELECT clip_key, begin_time, end_time, title, summary, key_words, video_url, cover_url \
               FROM clip WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(<[i64; 2]>::from(id.clip_ids()), identity)?;
    rows.collect()
}

/// From a row that begins with the columns of [`stored_identities`].
fn identity(row: &Row<'_>) -> rusqlite::Result<Identity> {
    let text = |column| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str()?);
    let texts = [text(3)?, text(4)?, text(5)?, text(6)?, text(7)?];
    let name = ClipName::of(&row.get(0)?);
    Ok((name, ClipContent::of(row.get(1)?, row.get(2)?, texts)))
}
