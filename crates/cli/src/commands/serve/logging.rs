//! Where log lines go: stderr, as text for people or as JSON beside JSON results.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use super::log_lines::{LastLines, LogLines};
use crate::{
    exit::Failure,
    output::Format,
    settings::{Environment, nearest},
};

/// The levels, from nothing to everything. Their numbers are taken too.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// What logs while serving.
const TARGETS: [&str; 5] =
    ["livehook", "livehook_core", "livehook_inbox", "livehook_receiver", "hyper"];

/// Starts logging for the whole process, until what it returns is dropped. Called once.
pub(super) fn start(
    filter: &str,
    format: Format,
    environment: &Environment,
) -> Result<LastLines, Failure> {
    check_words(filter)?;
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

/// Refuses a word that is neither a level nor something that logs. As a filter it would be a target that nobody has: a mistyped
/// level would silence everything.
fn check_words(filter: &str) -> Result<(), Failure> {
    for word in filter.split(',').map(str::trim) {
        let bare = !word.is_empty() && !word.contains(['=', '[']);
        let root = word.split("::").next().unwrap_or(word);
        let level = LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word));
        if !bare
            || level
            || TARGETS.contains(&root)
            || matches!(word, "0" | "1" | "2" | "3" | "4" | "5")
        {
            continue;
        }
        let failure = Failure::usage(format_args!(
            "log filter `{filter}`: `{word}` is neither a level nor a part that logs"
        ));
        let typed = word.to_ascii_lowercase();
        return Err(match nearest(&typed, LEVELS.into_iter().chain(TARGETS)) {
            Some(near) => failure.hint(format_args!("did you mean `{near}`?")),
            None => {
                failure.hint("write error, warn, info or debug, or `info,livehook_receiver=debug`")
            }
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_words;

    #[test]
    fn a_word_alone_is_a_level_or_a_part_that_logs() {
        for filter in [
            "info",
            "WARN",
            "off",
            "3",
            "info,livehook_receiver=debug",
            "livehook_inbox",
            "warn, livehook_receiver::observe",
            "other=debug",
            "[span]=info",
            "",
        ] {
            assert!(check_words(filter).is_ok(), "{filter}");
        }
        for filter in ["inof", "info,livehook_reciever", "verbose", "6"] {
            assert!(check_words(filter).is_err(), "{filter}");
        }
    }
}
