//! `inbox check`: is the file sound, and does every record still have the key of its content?

use std::path::Path;

use serde_json::json;

use super::{failure, open};
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    output::{self, Format},
    text,
};

pub(super) fn run(path: &Path, context: &Context) -> Result<Exit, Failure> {
    let reader = open(path)?;
    let checked = reader.check().map_err(|error| failure(path, &error))?;
    let counts = reader.counts().map_err(|error| failure(path, &error))?;
    let sound = checked.problem_count == 0;
    match context.format {
        Format::Json => output::json(&json!({
            "type": "checked",
            "sound": sound,
            "records": checked.records,
            "problems": checked.problems,
            "problem_count": checked.problem_count,
            "counts": {
                "received": counts.received,
                "done": counts.done,
                "quarantined_expired": counts.expired,
                "quarantined_far_future": counts.far_future,
                "forgotten": counts.forgotten,
            },
        }))?,
        Format::Human => {
            output::line(&format!(
                "{}: {} received, {} done, {} quarantined (expired), {} quarantined (far future); {} keys outlive their records",
                text::counted(checked.records, "record"),
                counts.received,
                counts.done,
                counts.expired,
                counts.far_future,
                counts.forgotten
            ))?;
            for problem in &checked.problems {
                output::line(&format!("problem: {problem}"))?;
            }
            output::line(if sound {
                "sound"
            } else {
                "not sound: keep a copy of the file before anything else"
            })?;
        }
    }
    Ok(if sound { Exit::Success } else { Exit::Unmet })
}
