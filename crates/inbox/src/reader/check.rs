//! Whether the file is sound, by SQLite's word and by ours.

use std::fmt::Display;

use livehook_core::{ContentKey, Envelope};

use super::{Reader, rows};
use crate::InboxError;

/// How many problems are told one by one. More are only counted.
const PROBLEMS_TOLD: usize = 100;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct Checked {
    /// How many records were looked at.
    pub records: u64,
    /// The first problems, in words.
    pub problems: Vec<String>,
    /// How many there are in all. 0: the inbox is sound.
    pub problem_count: u64,
}

impl Checked {
    fn problem(&mut self, problem: impl Display) {
        self.problem_count += 1;
        if self.problems.len() < PROBLEMS_TOLD {
            self.problems.push(problem.to_string());
        }
    }
}

impl Reader {
    /// Has SQLite check the file, then makes each record's content key anew from its body. Reads everything.
    ///
    /// # Errors
    /// `Busy`, `Failing`; `Damaged` where the damage keeps SQLite from going on.
    pub fn check(&self) -> Result<Checked, InboxError> {
        let mut checked = Checked::default();
        self.check_file(&mut checked)?;
        self.check_keys(&mut checked)?;
        Ok(checked)
    }

    fn check_file(&self, checked: &mut Checked) -> Result<(), InboxError> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check")?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            match row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)? {
                "ok" => {}
                problem => checked.problem(problem),
            }
        }
        let mut statement = self.connection.prepare("PRAGMA foreign_key_check")?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let record: Option<i64> = row.get(1)?;
            checked.problem(format_args!(
                "record {}: its source does not exist",
                record.unwrap_or_default()
            ));
        }
        Ok(())
    }

    fn check_keys(&self, checked: &mut Checked) -> Result<(), InboxError> {
        let sql = "SELECT id, content_key, body FROM record WHERE body IS NOT NULL ORDER BY id";
        let mut statement = self.connection.prepare(sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            checked.records += 1;
            let id: i64 = row.get(0)?;
            let body = row.get_ref(2)?.as_bytes().map_err(rusqlite::Error::from)?;
            match Envelope::read(body) {
                Err(refusal) => {
                    checked
                        .problem(format_args!("record {id}: its body is no callback: {refusal}"));
                }
                Ok(envelope) if Some(ContentKey::of(&envelope)) != rows::content_key(row, 1)? => {
                    checked.problem(format_args!("record {id}: its body has another content key"));
                }
                Ok(_) => {}
            }
        }
        Ok(())
    }
}
