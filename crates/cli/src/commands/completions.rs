//! `completions`: a script that teaches a shell our commands.

use clap::CommandFactory as _;

use crate::{
    arguments::Arguments,
    exit::{Exit, Failure},
    output,
};

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(before_help = "Example: livehook completions bash > /etc/bash_completion.d/livehook")]
pub(crate) struct CompletionsArguments {
    /// Which shell
    shell: clap_complete::Shell,
}

pub(crate) fn run(arguments: &CompletionsArguments) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "livehook", &mut script);
    output::bytes(&script)?;
    Ok(Exit::Success)
}
