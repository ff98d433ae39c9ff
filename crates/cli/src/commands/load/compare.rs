//! `load compare`: runs held against runs, be it that they were measured before or are now.

mod both;

use std::path::PathBuf;

use livehook_load::{
    compare::{self, Change, CompareError, Comparison, Sides, ndjson},
    measurement::Measurement,
};

use self::both::{BothArguments, Held};
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
    #[arg(value_name = "BEFORE", required_unless_present = "url", conflicts_with_all = ["url", "rate", "arrivals", "closed", "retry_plan"])]
    before: Vec<PathBuf>,
    /// Later runs; three or more on each side can be told from noise: `a1.json a2.json a3.json --with b1.json b2.json b3.json`
    #[arg(long, value_name = "AFTER", num_args = 1.., conflicts_with = "url")]
    with: Vec<PathBuf>,
    #[command(flatten)]
    both: BothArguments,
}

pub(super) fn run(arguments: &CompareArguments, context: &Context) -> Result<Exit, Failure> {
    let compared = match &arguments.both.against {
        Some(against) => match both::hold(&arguments.both, against, context)? {
            Ok(Held::Whole(comparison)) => Ok(comparison),
            Ok(Held::Interrupted) => {
                output::note("interrupted; nothing is compared");
                return Ok(Exit::Interrupted);
            }
            Err(error) => Err(error),
        },
        None => of_files(arguments)?,
    };
    let comparison = match compared {
        Ok(comparison) => comparison,
        Err(error @ CompareError::NoRun { .. }) => {
            output::note(&format!("error: {error}"));
            output::note("hint: `load` with the same plan says what made a run invalid");
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
    Ok(match (comparison.verdict(), comparison.sides) {
        (Change::Worse, _) => Exit::Unmet,
        // Measured just now, only to be told: most runs were invalid.
        (Change::Unknown, Sides::Receivers) => Exit::InvalidRun,
        (Change::Unknown | Change::Better | Change::SameWithinNoise, _) => Exit::Success,
    })
}

/// Runs that were measured before.
fn of_files(arguments: &CompareArguments) -> Result<Result<Comparison, CompareError>, Failure> {
    let (before, after) = match (arguments.before.as_slice(), arguments.with.as_slice()) {
        ([before, after], []) => (std::slice::from_ref(before), std::slice::from_ref(after)),
        ([], []) => {
            return Err(Failure::usage("nothing to hold this receiver against")
                .hint("name another one: --against http://127.0.0.1:8081/callbacks/css"));
        }
        (_, []) => {
            return Err(Failure::usage("no later runs to hold these against")
                .hint("put them behind --with"));
        }
        sides => sides,
    };
    Ok(compare::compare(&read(before)?, &read(after)?))
}

fn read(files: &[PathBuf]) -> Result<Vec<Measurement>, Failure> {
    files.iter().map(|file| reports::read(file)).collect()
}
