//! `inbox`: look into what was received, and move records by hand. Works beside a serving process.

mod change;
mod check;
mod filter;
mod list;
mod newest;
mod rows;
mod show;

use std::path::{Path, PathBuf};

use livehook_inbox::{InboxError, Reader, RecordId};

use super::Context;
use crate::exit::{Exit, Failure};

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(before_help = "Example: livehook inbox list --state received")]
pub(crate) struct InboxArguments {
    /// The inbox [env: LIVEHOOK_INBOX] [default: livehook-inbox.db]
    #[arg(long, global = true, value_name = "FILE")]
    inbox: Option<PathBuf>,
    #[command(subcommand)]
    command: InboxCommand,
}

#[derive(Debug, clap::Subcommand)]
enum InboxCommand {
    /// List records, oldest first; on a terminal the newest 50
    #[command(before_help = "Example: livehook inbox list --type 349 --text 秒杀 --limit 20")]
    List(list::ListArguments),
    /// Show one record: what it says, and what we know of its deliveries
    #[command(before_help = "Example: livehook inbox show 1 --raw")]
    Show(show::ShowArguments),
    /// Print records with their bodies, one JSON object a line
    #[command(before_help = "Example: livehook inbox export --type 349 > highlights.ndjson")]
    Export(list::ExportArguments),
    /// Make events of quarantined records: one, or all that arrived in a span of time
    #[command(before_help = "Example: livehook inbox release 12")]
    Release(change::SuspectsArguments),
    /// Forget quarantined records, to make room; what is delivered again is new
    #[command(before_help = "Example: livehook inbox dismiss --since 2026-01-31T08:00:00Z")]
    Dismiss(change::SuspectsArguments),
    /// Mark events as handled
    #[command(before_help = "Example: livehook inbox done 12 13")]
    Done(change::IdsArguments),
    /// Have handled events handled once more
    #[command(before_help = "Example: livehook inbox requeue 12 13")]
    Requeue(change::IdsArguments),
    /// Remove handled records by age, number or size; what is not handled stays
    #[command(before_help = "Example: livehook inbox prune --keep-for 30d")]
    Prune(change::PruneArguments),
    /// Check the file, and that every record still has the key of its content
    #[command(before_help = "Example: livehook inbox check")]
    Check,
}

pub(crate) fn run(arguments: InboxArguments, context: &Context) -> Result<Exit, Failure> {
    let path: PathBuf = context.layers.get_or_default("serve.inbox", arguments.inbox)?.value;
    match arguments.command {
        InboxCommand::List(arguments) => list::list(&arguments, &path, context),
        InboxCommand::Export(arguments) => list::export(&arguments, &path),
        InboxCommand::Show(arguments) => show::run(&arguments, &path, context),
        InboxCommand::Dismiss(arguments) => change::dismiss(&arguments, &path, context),
        InboxCommand::Release(arguments) => change::release(&arguments, &path, context),
        InboxCommand::Done(arguments) => change::done(arguments, &path, context),
        InboxCommand::Requeue(arguments) => change::requeue(arguments, &path, context),
        InboxCommand::Prune(arguments) => change::prune(&arguments, &path, context),
        InboxCommand::Check => check::run(&path, context),
    }
}

fn open(path: &Path) -> Result<Reader, Failure> {
    Reader::open(path).map_err(|error| failure(path, &error))
}

/// An inbox error as the command's end, with the file it is about.
pub(crate) fn failure(path: &Path, error: &InboxError) -> Failure {
    let source =
        std::error::Error::source(error).map_or_else(String::new, |source| format!(" ({source})"));
    let failure = Failure::environment(format_args!("{}: {error}{source}", path.display()));
    match error {
        InboxError::TooSmall { .. } => Failure::usage(format_args!("serve.inbox_max_size: {error}")),
        InboxError::CannotOpen(_) => failure.hint(why_not_opened(path)),
        // SQLite's readers take part in its shared memory, a file beside the inbox.
        InboxError::ReadOnly(_) => failure.hint(
            "reading needs to write beside the file, too: run as the user of `serve`, or look into a copy",
        ),
        _ => failure,
    }
}

/// As [`failure`], for one who would have made the file where there was none.
pub(crate) fn failure_to_serve(path: &Path, error: &InboxError) -> Failure {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let cannot_make =
        matches!(error, InboxError::CannotOpen(_)) && folder.is_dir() && !path.exists();
    if !cannot_make && !matches!(error, InboxError::ReadOnly(_)) {
        return failure(path, error);
    }
    Failure::environment(format_args!("{}: {error}", path.display())).hint(format_args!(
        "the directory {} must be writable: its file system may be read-only, or the directory another user's; --inbox names another file",
        folder.display()
    ))
}

/// What is in the way of opening a file, as far as a look at its path tells.
fn why_not_opened(path: &Path) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if path.is_dir() {
        let inside = path.join("livehook-inbox.db");
        return format!("that is a directory; name a file in it: --inbox {}", inside.display());
    }
    if let Some(folder) = folder.filter(|folder| !folder.exists()) {
        return format!(
            "there is no directory {}; make it, or name another file",
            folder.display()
        );
    }
    if path.exists() {
        "the file is there, but this user may not open it; look at its owner and permissions"
            .to_owned()
    } else {
        "name the inbox with --inbox FILE; `serve` makes one".to_owned()
    }
}

fn no_such(id: RecordId) -> Failure {
    Failure::usage(format_args!("no record {id} in this inbox")).hint("`inbox list` prints the ids")
}
