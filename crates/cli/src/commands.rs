//! One module a command. A command turns arguments and settings into one call of a library, and its outcome into lines and an exit code.

pub(crate) mod bench;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod contract;
pub(crate) mod demo;
pub(crate) mod explain;
pub(crate) mod inbox;
mod judging;
pub(crate) mod key;
pub(crate) mod load;
mod observing;
mod retrying;
pub(crate) mod serve;
pub(crate) mod sign;
mod signals;
pub(crate) mod simulate;
pub(crate) mod verify;

use std::{fs, io::Read as _};

use livehook_display::Line;

use crate::{
    arguments::{Arguments, Command},
    exit::{Exit, Failure},
    output::{self, Format},
    settings::{Environment, Layers},
};

/// What every command gets.
pub(crate) struct Context {
    pub(crate) format: Format,
    pub(crate) layers: Layers,
}

impl Context {
    /// Prints lines of the library's.
    fn print(&self, lines: &[Line]) -> Result<(), Failure> {
        output::lines(lines, self.layers.environment.no_color())
    }
}

pub(crate) fn run(arguments: Arguments, environment: Environment) -> Result<Exit, Failure> {
    let layers = if arguments.command.reads_settings() || arguments.config.is_some() {
        Layers::load(environment, arguments.config.as_deref())?
    } else {
        Layers::without_file(environment)
    };
    let context = Context { format: arguments.format, layers };
    match arguments.command {
        Command::Demo(_) => demo::run(&context),
        Command::Serve(arguments) => serve::run(*arguments, &context),
        Command::Simulate(arguments) => simulate::run(*arguments, &context),
        Command::Contract(arguments) => contract::run(arguments, &context),
        Command::Load(arguments) => load::run(*arguments, &context),
        Command::Sign(arguments) => sign::run(&arguments, &context),
        Command::Verify(arguments) => verify::run(&arguments, &context),
        Command::Explain(arguments) => explain::run(&arguments, &context),
        Command::Inbox(arguments) => inbox::run(arguments, &context),
        Command::Key(arguments) => key::run(&arguments, &context),
        Command::Config(arguments) => config::run(&arguments, &context),
        Command::Bench(arguments) => bench::run(&arguments, &context),
        Command::Completions(arguments) => completions::run(&arguments),
    }
}

/// A runtime on this thread: one-shot commands need no more, and a server does best with one.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::environment(format_args!("cannot start the runtime: {error}")))
}

/// The most bytes of a callback file that are read; the receiver takes 1 MiB.
const MAX_INPUT_BYTES: u64 = 16 << 20;

/// Reads a callback's bytes from a file or, for `-`, stdin.
pub(crate) fn read_input(file: &str) -> Result<Vec<u8>, Failure> {
    let cannot =
        |error: std::io::Error| Failure::usage(format_args!("cannot read {file}: {error}"));
    let mut bytes = Vec::new();
    let read = if file == "-" {
        std::io::stdin().take(MAX_INPUT_BYTES + 1).read_to_end(&mut bytes)
    } else {
        fs::File::open(file).map_err(cannot)?.take(MAX_INPUT_BYTES + 1).read_to_end(&mut bytes)
    };
    read.map_err(cannot)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_INPUT_BYTES {
        return Err(Failure::usage(format_args!(
            "{file} has more than {MAX_INPUT_BYTES} bytes; no callback has"
        )));
    }
    Ok(bytes)
}
