//! `contract`: judges any receiver by cases that say what a sound one does. The cases and their judging are the library's; here it is
//! asked for, watched, told and kept.
//!
//! Read [`arguments`] for what may be typed and [`target`] for what it means; [`mod@run`] is the way of a run.

mod anyway;
mod arguments;
mod compare;
mod explain;
mod github;
mod init;
mod last;
mod list;
mod matrix;
mod observe;
mod perform;
mod profile;
mod progress;
mod replay;
mod reports;
mod run;
mod select;
mod target;

use super::Context;
use crate::exit::{Exit, Failure};

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "Example: livehook contract run --url http://127.0.0.1:8349/callbacks/css --level must",
    after_help = "Exit codes: 0 it conforms, 1 a case failed or was left undetermined, or what is right is refused, 2 wrong usage, 3 unreachable or a case could not \
                  be tried, 4 nothing selected, 130 interrupted."
)]
pub(crate) struct ContractArguments {
    #[command(subcommand)]
    command: ContractCommand,
}

#[derive(Debug, clap::Subcommand)]
enum ContractCommand {
    /// Run cases against a receiver and say what is wrong with it
    #[command(
        before_help = "Example: livehook contract run --url http://127.0.0.1:8349/callbacks/css --key-file callback.key"
    )]
    Run(Box<run::RunArguments>),
    /// List the cases: what is asked of a receiver
    #[command(before_help = "Example: livehook contract list time --level must")]
    List(arguments::SelectionArguments),
    /// Say all that is known of a case: what is sent, why, and how to mend it
    #[command(before_help = "Example: livehook contract explain css/deliver/highlight")]
    Explain(explain::ExplainArguments),
    /// Run one case again and say whether it is fixed
    #[command(before_help = "Example: livehook contract replay css/deliver/highlight")]
    Replay(Box<replay::ReplayArguments>),
    /// Hold two reports against each other; exit 1 when the later one is worse
    #[command(before_help = "Example: livehook contract compare before.json after.json")]
    Compare(compare::CompareArguments),
    /// Put the reports of several receivers side by side
    #[command(
        before_help = "Example: livehook contract matrix flask.json express.json --html matrix.html"
    )]
    Matrix(matrix::MatrixArguments),
    /// Write a commented profile: what is true of a receiver and cannot be seen from outside
    #[command(before_help = "Example: livehook contract init")]
    Init(init::InitArguments),
}

pub(crate) fn run(arguments: ContractArguments, context: &Context) -> Result<Exit, Failure> {
    match arguments.command {
        ContractCommand::Run(arguments) => run::run(*arguments, context),
        ContractCommand::List(arguments) => list::run(&arguments, context),
        ContractCommand::Explain(arguments) => explain::run(&arguments, context),
        ContractCommand::Replay(arguments) => replay::run(*arguments, context),
        ContractCommand::Compare(arguments) => compare::run(&arguments, context),
        ContractCommand::Matrix(arguments) => matrix::run(&arguments, context),
        ContractCommand::Init(arguments) => init::run(&arguments),
    }
}
