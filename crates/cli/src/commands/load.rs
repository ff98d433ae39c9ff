//! `load`: callbacks at a planned rate, each signed as it is sent, and how long a receiver takes for them. How is the library's; here it
//! is asked for, watched, told and kept.
//!
//! Read [`arguments`] for what may be typed and [`target`] for what it means; [`mod@run`] is the way of a run.

mod arguments;
mod compare;
mod export;
mod find;
mod merge;
mod observe;
mod perform;
mod progress;
mod protocol;
mod reports;
mod retries;
mod run;
mod target;

use super::Context;
use crate::exit::{Exit, Failure};

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    before_help = "Example: livehook load --url http://127.0.0.1:8349/callbacks/css --rate 200/s --duration 10s --expect 'p99<50ms'",
    after_help = "Exit codes: 0 every threshold was met, and of each class something went as it should, 1 a threshold was missed or cannot be told, \
                  nothing of a class went as it should, or events were lost, doubled or invented, 2 wrong usage, 3 unreachable, 5 the run is not \
                  valid (the generator was late or stood still: that voids latency and rate) and nothing else failed, 130 interrupted (what was measured is told)."
)]
pub(crate) struct LoadArguments {
    #[command(flatten)]
    run: run::RunArguments,
    #[command(subcommand)]
    command: Option<LoadCommand>,
}

#[derive(Debug, clap::Subcommand)]
enum LoadCommand {
    /// Hold runs or receivers against each other; exit 1 when one is worse beyond noise
    #[command(
        before_help = "Example: livehook load compare --url http://127.0.0.1:8081/css --against http://127.0.0.1:8080/css --rate 500/s"
    )]
    Compare(Box<compare::CompareArguments>),
    /// Add up the shards of one plan
    #[command(
        before_help = "Example: livehook load merge shard-1.json shard-2.json --expect 'p99<50ms'"
    )]
    Merge(merge::MergeArguments),
    /// Print the plan for another tool
    #[command(
        before_help = "Example: livehook load export k6 --url http://127.0.0.1:8349/callbacks/css --rate 200/s"
    )]
    Export(export::ExportArguments),
}

pub(crate) fn run(arguments: LoadArguments, context: &Context) -> Result<Exit, Failure> {
    match arguments.command {
        None => run::run(arguments.run, context),
        Some(LoadCommand::Compare(arguments)) => compare::run(&arguments, context),
        Some(LoadCommand::Merge(arguments)) => merge::run(&arguments, context),
        Some(LoadCommand::Export(arguments)) => export::run(*arguments.command, context),
    }
}
