//! Where log lines go: stderr, as text for people or as JSON beside JSON results.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use super::log_lines::{LastLines, LogLines};
use crate::{exit::Failure, output::Format, settings::Environment};

/// Starts logging for the whole process, until what it returns is dropped. Called once.
pub(super) fn start(
    filter: &str,
    format: Format,
    environment: &Environment,
) -> Result<LastLines, Failure> {
    let filter = EnvFilter::builder().parse(filter).map_err(|problem| {
        Failure::usage(format_args!("log filter `{filter}`: {problem}"))
            .hint("write error, warn, info or debug, or `info,livehook_receiver=debug`")
    })?;
    let colour = environment.no_color().is_none() && std::io::stderr().is_terminal();
    let (stderr, last_lines) = LogLines::start()?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(move || stderr.clone())
        // They would be told of with `eprintln!`, which panics where stderr cannot be written: in whichever task logged.
        .log_internal_errors(false)
        .with_ansi(colour);
    let started = match format {
        Format::Human => lines.try_init(),
        Format::Json => lines.json().flatten_event(true).try_init(),
    };
    started
        .map_err(|problem| Failure::environment(format_args!("cannot start logging: {problem}")))?;
    Ok(last_lines)
}
