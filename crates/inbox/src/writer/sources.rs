//! Names of sources to their row ids.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _};

/// The ids known so far. There are as many as the operator configured paths.
#[derive(Debug, Default)]
pub(super) struct SourceIds(HashMap<String, i64>);

impl SourceIds {
    /// The id of a source, which is given one when it is new.
    pub(super) fn id(&mut self, connection: &Connection, name: &str) -> rusqlite::Result<i64> {
        if let Some(id) = self.0.get(name) {
            return Ok(*id);
        }
        let known = connection
            .prepare_cached("SELECT id FROM source WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        let id = match known {
            Some(id) => id,
            None => connection
                .prepare_cached("INSERT INTO source (name) VALUES (?1) RETURNING id")?
                .query_row([name], |row| row.get(0))?,
        };
        self.0.insert(name.to_owned(), id);
        Ok(id)
    }
}
