//! The `livehook` binary: flags, settings, printing, exit codes, the clock, signals. What the commands do lives in the libraries.
//!
//! Read [`arguments`] for what may be typed, [`settings`] for how it becomes meant, `commands/` for one file or folder a command.

mod arguments;
mod clock;
mod commands;
mod exit;
mod files;
mod keys;
mod output;
mod settings;
mod text;

use std::{panic, process::ExitCode};

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::{arguments::Arguments, exit::Exit, settings::Environment};

fn main() -> ExitCode {
    let environment = Environment::of_process();
    let outcome = panic::catch_unwind(|| match parse(&environment) {
        Ok(arguments) => commands::run(arguments, environment),
        Err(usage) => {
            // clap prints help to stdout and errors to stderr by itself; a closed pipe is nobody's fault.
            drop(usage.print());
            Ok(if usage.use_stderr() { Exit::Usage } else { Exit::Success })
        }
    });
    match outcome {
        Ok(Ok(exit)) => exit.into(),
        Ok(Err(failure)) => {
            failure.print();
            failure.exit().into()
        }
        // The panic's own message has been printed by then.
        Err(_) => {
            output::note(
                "error: this is a defect of livehook; please report it with the lines above",
            );
            Exit::Defect.into()
        }
    }
}

fn parse(environment: &Environment) -> Result<Arguments, clap::Error> {
    let command = with_examples_for(
        Arguments::command().bin_name(environment.program_name()),
        environment.program_name(),
    );
    let matches = command.try_get_matches()?;
    Arguments::from_arg_matches(&matches)
}

/// The examples in the helps name the program as the user calls it: they are there to be copied.
fn with_examples_for(command: clap::Command, program: &'static str) -> clap::Command {
    let example = command
        .get_before_help()
        .map(|example| example.to_string().replace("livehook ", &format!("{program} ")));
    let command = match example {
        Some(example) => command.before_help(example),
        None => command,
    };
    command.mut_subcommands(|inner| with_examples_for(inner, program))
}
