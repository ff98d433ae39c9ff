//! `inbox check`: is the file sound, and does every record still have the key of its content?

use std::path::Path;

use livehook_inbox::{Checked, Counts, InboxError, Reader};
use serde_json::json;

use super::failure;
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    output::{self, Format, for_terminal},
    text,
};

pub(super) fn run(path: &Path, context: &Context) -> Result<Exit, Failure> {
    let (checked, counts) = look(path)?;
    let sound = checked.problem_count == 0;
    match context.format {
        Format::Json => output::json(&json!({
            "type": "checked",
            "sound": sound,
            "records": checked.records,
            "problems": checked.problems,
            "problem_count": checked.problem_count,
            "counts": counts.map(|counts| json!({
                "received": counts.received,
                "done": counts.done,
                "quarantined_expired": counts.expired,
                "quarantined_far_future": counts.far_future,
                "forgotten": counts.forgotten,
            })),
        }))?,
        Format::Human => {
            let records = text::counted(checked.records, "record");
            output::line(&counts.map_or_else(
                || format!("{records} could be read"),
                |counts| {
                    format!(
                        "{records}: {} received, {} done, {} quarantined (expired), {} quarantined (far future); {} keys outlive their records",
                        counts.received,
                        counts.done,
                        counts.expired,
                        counts.far_future,
                        counts.forgotten
                    )
                },
            ))?;
            for problem in &checked.problems {
                output::line(&format!("problem: {}", for_terminal(problem)))?;
            }
            output::line(if sound { "sound" } else { "not sound" })?;
        }
    }
    if !sound {
        output::note(&format!(
            "hint: stop `serve`, and keep a copy of {0}, {0}-wal and {0}-shm before anything else",
            path.display()
        ));
        output::note(
            "hint: `inbox export` prints every record that can still be read; a new inbox takes what comes from now on",
        );
    }
    Ok(if sound { Exit::Success } else { Exit::Unmet })
}

/// What is found. Damage at the very beginning is a finding, too; no counts then.
fn look(path: &Path) -> Result<(Checked, Option<Counts>), Failure> {
    let reader = match Reader::open(path) {
        Ok(reader) => reader,
        Err(InboxError::Damaged(fault)) => {
            let problems = vec![format!("the file cannot be opened: {fault}")];
            return Ok((Checked { records: 0, problems, problem_count: 1 }, None));
        }
        Err(error) => return Err(failure(path, &error)),
    };
    let checked = reader.check().map_err(|error| failure(path, &error))?;
    match reader.counts() {
        Ok(counts) => Ok((checked, Some(counts))),
        Err(_) if checked.problem_count > 0 => Ok((checked, None)),
        Err(error) => Err(failure(path, &error)),
    }
}
