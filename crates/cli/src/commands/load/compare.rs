//! `load compare`: runs held against runs.

use std::path::PathBuf;

use livehook_load::{
    compare::{self, CompareError, ndjson},
    measurement::Measurement,
};

use super::reports;
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    output::{self, Format},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct CompareArguments {
    /// Earlier runs, in JSON; without --with, one earlier run and one later
    #[arg(value_name = "BEFORE", required = true)]
    before: Vec<PathBuf>,
    /// Later runs; three or more on each side can be told from noise
    #[arg(long, value_name = "AFTER", num_args = 1..)]
    with: Vec<PathBuf>,
}

pub(super) fn run(arguments: &CompareArguments, context: &Context) -> Result<Exit, Failure> {
    let (before, after) = match (arguments.before.as_slice(), arguments.with.as_slice()) {
        ([before, after], []) => (std::slice::from_ref(before), std::slice::from_ref(after)),
        (_, []) => {
            return Err(Failure::usage("no later runs to hold these against")
                .hint("put them behind --with"));
        }
        sides => sides,
    };
    let (before, after) = (read(before)?, read(after)?);
    let comparison = match compare::compare(&before, &after) {
        Ok(comparison) => comparison,
        Err(error @ CompareError::NoRun { .. }) => {
            output::note(&format!("error: {error}"));
            return Ok(Exit::InvalidRun);
        }
        Err(error) => return Err(Failure::usage(error)),
    };
    match context.format {
        Format::Json => output::bytes(ndjson(&comparison).as_bytes())?,
        Format::Human => {
            context.print(&compare::lines(&comparison, &reports::layout(context)))?;
        }
    }
    Ok(if comparison.is_regression() { Exit::Unmet } else { Exit::Success })
}

fn read(files: &[PathBuf]) -> Result<Vec<Measurement>, Failure> {
    files.iter().map(|file| reports::read(file)).collect()
}
