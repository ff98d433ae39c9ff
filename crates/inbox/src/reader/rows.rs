//! Rows to records. What a release never writes is an error here, not a guess.

use livehook_core::{ContentKey, Seconds, UnixSeconds};
use rusqlite::{Connection, Row};

use crate::{
    InboxError, Marks, Record, RecordClip, RecordId, Sender, State, UnixMillis, id::CLIP_BITS,
    submission::Proven,
};

/// The columns of a record in the order [`record`] reads them. CROSS JOIN: records are walked in their order, and each asks for
/// its source, never the other way round, which would sort them all.
macro_rules! select {
    ($more:literal) => {
        concat!(
            "SELECT r.id, s.name, r.state, r.undecodable, r.late_by, r.conflict, r.event_type, r.stream_id, r.content_key,",
            " r.key_id, r.t, r.deliveries, r.received_at, r.last_received_at, r.changed_at, r.body_bytes",
            $more,
            " FROM record AS r CROSS JOIN source AS s ON s.id = r.source_id"
        )
    };
}

pub(super) const SELECT: &str = select!(", ''");
pub(super) const SELECT_WITH_BODY: &str = select!(", r.body");
const BODY: usize = 16;

pub(super) fn record(connection: &Connection, row: &Row<'_>) -> Result<Record, InboxError> {
    let id = RecordId::of_row(row.get(0)?)?;
    let unreadable = |what| InboxError::Unreadable { id, what };
    let sender = match Proven::from_columns(row.get(9)?, row.get(10)?) {
        Some(Proven { key_id, t }) => Sender::Verified { key_id, t },
        None => Sender::Unverified,
    };
    let natural =
        |column, what| u64::try_from(row.get::<_, i64>(column)?).map_err(|_| unreadable(what));
    let late_by = row.get::<_, Option<i64>>(4)?.map(|by| Seconds(by.unsigned_abs()));
    let marks = Marks { undecodable: row.get(3)?, late_by, conflict: row.get(5)? };
    Ok(Record {
        id,
        source: row.get(1)?,
        state: State::from_number(row.get(2)?).ok_or_else(|| unreadable("state"))?,
        marks,
        event_type: row.get(6)?,
        stream_id: row.get(7)?,
        content_key: content_key(row, 8)?.ok_or_else(|| unreadable("content key"))?,
        sender,
        deliveries: natural(11, "number of deliveries")?,
        received_at: UnixMillis(row.get(12)?),
        last_received_at: UnixMillis(row.get(13)?),
        changed_at: UnixMillis(row.get(14)?),
        body_bytes: natural(15, "size")?,
        clips: clips(connection, id)?,
    })
}

/// The raw bytes in a row of [`SELECT_WITH_BODY`]; none in one of [`SELECT`].
pub(super) fn body<'a>(row: &'a Row<'_>) -> Result<&'a [u8], InboxError> {
    Ok(row.get_ref(BODY)?.as_bytes().map_err(rusqlite::Error::from)?)
}

pub(super) fn content_key(row: &Row<'_>, column: usize) -> Result<Option<ContentKey>, InboxError> {
    let bytes = row.get_ref(column)?.as_blob().map_err(rusqlite::Error::from)?;
    Ok(bytes.try_into().ok().map(ContentKey::from_bytes))
}

pub(super) fn clips(connection: &Connection, id: RecordId) -> Result<Vec<RecordClip>, InboxError> {
    let sql = "SELECT id, begin_time, end_time, title, summary, key_words, video_url, cover_url \
               FROM clip WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(<[i64; 2]>::from(id.clip_ids()))?;
    let mut clips = Vec::new();
    while let Some(row) = rows.next()? {
        let place = row.get::<_, i64>(0)? & ((1 << CLIP_BITS) - 1);
        let key_words = row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?;
        clips.push(RecordClip {
            place: u16::try_from(place).expect("ten bits fit in sixteen"),
            begin_time: UnixSeconds(row.get(1)?),
            end_time: UnixSeconds(row.get(2)?),
            title: row.get(3)?,
            summary: row.get(4)?,
            key_words: serde_json::from_str(key_words)
                .map_err(|_| InboxError::Unreadable { id, what: "list of keywords" })?,
            video_url: row.get(6)?,
            cover_url: row.get(7)?,
        });
    }
    Ok(clips)
}
