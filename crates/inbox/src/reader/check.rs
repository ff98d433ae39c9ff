//! Whether the file is sound, by SQLite's word and by ours.

use std::{error::Error as _, fmt::Display};

use livehook_core::{ContentKey, Envelope};
use rusqlite::Row;

use super::{Reader, rows, salvage::is_of_the_content};
use crate::{InboxError, Order, RecordId};

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
    /// `Busy`. Damage is no error here, but a problem that was found.
    pub fn check(&self) -> Result<Checked, InboxError> {
        let mut checked = Checked::default();
        self.check_file(&mut checked)?;
        self.check_keys(&mut checked)?;
        Ok(checked)
    }

    fn check_file(&self, checked: &mut Checked) -> Result<(), InboxError> {
        let found = self.each_row("PRAGMA integrity_check", |row| {
            match row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)? {
                "ok" => {}
                // One finding may have several lines, and the first of them says nothing.
                problem => problem
                    .lines()
                    .filter(|line| !line.starts_with("***"))
                    .for_each(|line| checked.problem(line)),
            }
            Ok(())
        });
        told(found, "SQLite's check of the file", checked)?;
        let found = self.each_row("PRAGMA foreign_key_check", |row| {
            let record: Option<i64> = row.get(1)?;
            checked.problem(format_args!(
                "record {}: its source does not exist",
                record.unwrap_or_default()
            ));
            Ok(())
        });
        told(found, "the check of the records' sources", checked)
    }

    fn each_row(
        &self,
        sql: &str,
        mut visit: impl FnMut(&Row<'_>) -> Result<(), InboxError>,
    ) -> Result<(), InboxError> {
        let mut statement = self.connection.prepare(sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            visit(row)?;
        }
        Ok(())
    }

    fn check_keys(&self, checked: &mut Checked) -> Result<(), InboxError> {
        let mut last = None;
        let walked = self.each_row(KEYS_AND_BODIES_IN_ORDER, |row| {
            check_key(row, checked)?;
            last = RecordId::new(row.get(0)?);
            Ok(())
        });
        match walked {
            Err(error) if is_of_the_content(&error) => {}
            other => return other,
        }
        let (mut unreadable, mut first) = (0_u64, None);
        let mut statement = self.connection.prepare(KEY_AND_BODY)?;
        for id in self.ids_beyond(last, Order::OldestFirst) {
            let mut found = statement.query([id])?;
            let read = found.next().map_err(InboxError::from);
            match read.and_then(|row| row.map_or(Ok(()), |row| check_key(row, checked))) {
                Ok(()) => {}
                Err(error) if is_of_the_content(&error) => {
                    unreadable += 1;
                    first = first.or(Some(id));
                }
                Err(error) => return Err(error),
            }
        }
        if let Some(first) = first {
            checked.problem(format_args!(
                "records that cannot be read: {unreadable}, the first is {first}"
            ));
        }
        Ok(())
    }
}

const KEYS_AND_BODIES_IN_ORDER: &str =
    "SELECT id, content_key, body FROM record WHERE body IS NOT NULL ORDER BY id";
const KEY_AND_BODY: &str =
    "SELECT id, content_key, body FROM record WHERE body IS NOT NULL AND id = ?1";

/// Whether the record's key is that of its body.
fn check_key(row: &Row<'_>, checked: &mut Checked) -> Result<(), InboxError> {
    let id: i64 = row.get(0)?;
    let body = row.get_ref(2)?.as_bytes().map_err(rusqlite::Error::from)?;
    let key = rows::content_key(row, 1)?;
    checked.records += 1;
    match Envelope::read(body) {
        Err(refusal) => {
            checked.problem(format_args!("record {id}: its body is no callback: {refusal}"));
        }
        Ok(envelope) if Some(ContentKey::of(&envelope)) != key => {
            checked.problem(format_args!("record {id}: its body has another content key"));
        }
        Ok(_) => {}
    }
    Ok(())
}

/// Damage that ends a check is what the check found.
fn told(
    found: Result<(), InboxError>,
    what: &str,
    checked: &mut Checked,
) -> Result<(), InboxError> {
    match found {
        Err(error) if is_of_the_content(&error) => {
            let fault = error.source().map_or_else(|| error.to_string(), ToString::to_string);
            checked.problem(format_args!("{what} could not go on: {fault}"));
            Ok(())
        }
        other => other,
    }
}
