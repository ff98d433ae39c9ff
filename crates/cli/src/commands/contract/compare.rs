//! `contract compare`: two reports of one receiver, and what changed between them.

use std::path::PathBuf;

use livehook_contract::report::{
    compare::{ChangeLine, ComparisonLine, compare},
    terminal::Detail,
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
    /// The earlier report, in JSON
    #[arg(value_name = "BEFORE")]
    before: PathBuf,
    /// The later one
    #[arg(value_name = "AFTER")]
    after: PathBuf,
}

pub(super) fn run(arguments: &CompareArguments, context: &Context) -> Result<Exit, Failure> {
    let (before, after) = (reports::read(&arguments.before)?, reports::read(&arguments.after)?);
    let comparison = compare(&before, &after);
    match context.format {
        Format::Json => {
            comparison
                .changes
                .iter()
                .try_for_each(|change| output::json(&ChangeLine::from(change)))?;
            output::json(&ComparisonLine::from(&comparison))?;
        }
        Format::Human => {
            let layout = reports::layout(Detail::Brief, context);
            context.print(&comparison.lines(&layout))?;
        }
    }
    Ok(if comparison.is_regression() { Exit::Unmet } else { Exit::Success })
}
