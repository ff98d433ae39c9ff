//! A record leaves quarantine as an event, and gets an event's id: the next one, so that whoever follows events by their ids meets it.

use rusqlite::{Connection, params};

use crate::{RecordId, id::CLIP_BITS};

const RECORD: &str =
    "UPDATE record SET id = (SELECT max(id) + 1 FROM record) WHERE id = ?1 RETURNING id";
const CLIPS: &str = "UPDATE clip SET id = id + ?3 WHERE id BETWEEN ?1 AND ?2";

/// Answers with the new id.
pub(super) fn leave(connection: &Connection, was: RecordId) -> rusqlite::Result<RecordId> {
    let id = connection.prepare_cached(RECORD)?.query_row([was.number()], |row| row.get(0))?;
    let id = RecordId::of_row(id)?;
    let (first, last) = was.clip_ids();
    let further = (id.number() - was.number()) << CLIP_BITS;
    connection.prepare_cached(CLIPS)?.execute(params![first, last, further])?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::store::tests::plan_of;

    #[test]
    fn only_one_record_and_its_clips_are_read() {
        expect![[r#"
            SEARCH record USING INTEGER PRIMARY KEY (rowid=?)
            SCALAR SUBQUERY 1
            SEARCH record
        "#]]
        .assert_eq(&plan_of(super::RECORD));
        expect![[r#"
            SEARCH clip USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)
        "#]]
        .assert_eq(&plan_of(super::CLIPS));
    }
}
