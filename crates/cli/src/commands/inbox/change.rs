//! `inbox release`, `dismiss`, `done`, `requeue` and `prune`: records moved by hand, also while `serve` runs on the same file.

use std::{path::Path, time::Duration};

use livehook_inbox::{
    Changed, ClockGuard, Inbox, InboxConfig, InboxError, Pruned, RecordId, ReleasedRecord,
    Retention, Suspects, UnixMillis,
};
use serde_json::json;

use super::failure;
use crate::{
    clock,
    commands::{Context, runtime},
    exit::{Exit, Failure},
    output::{self, Format},
    text::{self, Bytes, Span},
};

/// How many released records are named.
const NAMED_MAX: usize = 10;

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct SuspectsArguments {
    /// The record
    #[arg(required_unless_present = "since", conflicts_with_all = ["since", "until"])]
    id: Option<RecordId>,
    /// All that first arrived at this time (2026-01-31T08:00:00Z) or later …
    #[arg(long, value_name = "TIME", value_parser = text::point_in_time)]
    since: Option<jiff::Timestamp>,
    /// … and before this one; without it, until now
    #[arg(long, value_name = "TIME", requires = "since", value_parser = text::point_in_time)]
    until: Option<jiff::Timestamp>,
}

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct IdsArguments {
    /// The records
    #[arg(required = true)]
    ids: Vec<RecordId>,
}

/// What may be typed.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
pub(super) struct PruneArguments {
    /// Remove what was handled longer ago than this
    #[arg(long, value_name = "SPAN")]
    keep_for: Option<Span>,
    /// Keep at most so many handled records
    #[arg(long, value_name = "N")]
    keep_records: Option<u64>,
    /// Keep handled records of at most this size in all
    #[arg(long, value_name = "SIZE")]
    keep_size: Option<Bytes>,
}

impl SuspectsArguments {
    fn suspects(&self, now: UnixMillis) -> Suspects {
        match (self.id, self.since) {
            (Some(id), _) => Suspects::One(id),
            (None, since) => Suspects::Between {
                from: since.map_or(UnixMillis(i64::MIN), text::unix_millis),
                until: self.until.map_or(now, text::unix_millis),
            },
        }
    }
}

pub(super) fn release(
    arguments: &SuspectsArguments,
    path: &Path,
    context: &Context,
) -> Result<Exit, Failure> {
    let now = UnixMillis(clock::now_milliseconds());
    let suspects = arguments.suspects(now);
    let released = with_inbox(path, async |inbox| inbox.release(suspects, now).await)?;
    let ids: Vec<_> = released.records.iter().map(|record| record.id).collect();
    if context.format == Format::Human {
        for ReleasedRecord { was, id } in released.records.iter().take(NAMED_MAX) {
            output::line(&format!("{was} is event {id} now"))?;
        }
    }
    report_suspects("released", &ids, context)
}

pub(super) fn dismiss(
    arguments: &SuspectsArguments,
    path: &Path,
    context: &Context,
) -> Result<Exit, Failure> {
    let now = UnixMillis(clock::now_milliseconds());
    let suspects = arguments.suspects(now);
    let dismissed = with_inbox(path, async |inbox| inbox.dismiss(suspects, now).await)?;
    report_suspects("dismissed", &dismissed.ids, context)
}

fn report_suspects(word: &str, ids: &[RecordId], context: &Context) -> Result<Exit, Failure> {
    let numbers: Vec<_> = ids.iter().map(|id| id.number()).collect();
    match context.format {
        Format::Json => output::json(&json!({ "type": word, "ids": numbers }))?,
        Format::Human => output::line(&format!("{word}: {}", ids.len()))?,
    }
    if ids.is_empty() {
        output::note("note: nothing of that was in quarantine");
        return Ok(Exit::NothingSelected);
    }
    Ok(Exit::Success)
}

pub(super) fn done(
    arguments: IdsArguments,
    path: &Path,
    context: &Context,
) -> Result<Exit, Failure> {
    let now = UnixMillis(clock::now_milliseconds());
    let changed = with_inbox(path, async |inbox| inbox.mark_done(arguments.ids, now).await)?;
    report_changed("done", changed, context)
}

pub(super) fn requeue(
    arguments: IdsArguments,
    path: &Path,
    context: &Context,
) -> Result<Exit, Failure> {
    let now = UnixMillis(clock::now_milliseconds());
    let changed = with_inbox(path, async |inbox| inbox.requeue(arguments.ids, now).await)?;
    report_changed("requeued", changed, context)
}

fn report_changed(word: &str, changed: Changed, context: &Context) -> Result<Exit, Failure> {
    match context.format {
        Format::Json => output::json(
            &json!({ "type": word, "changed": changed.changed, "unchanged": changed.unchanged }),
        )?,
        Format::Human => output::line(&format!(
            "{word}: {}, left as they were: {}",
            changed.changed, changed.unchanged
        ))?,
    }
    Ok(if changed.changed == 0 { Exit::NothingSelected } else { Exit::Success })
}

pub(super) fn prune(
    arguments: &PruneArguments,
    path: &Path,
    context: &Context,
) -> Result<Exit, Failure> {
    let retention = Retention {
        age: arguments.keep_for.map(|span| span.0),
        records: arguments.keep_records,
        bytes: arguments.keep_size.map(|size| size.0),
    };
    let now = UnixMillis(clock::now_milliseconds());
    // What is handled goes when the operator says so. Keys must outlive the signatures whatever this machine's clock says.
    let newest = super::open(path)?.newest_event_at().map_err(|error| failure(path, &error))?;
    let believed = ClockGuard::new().vouch(now, newest, Duration::ZERO);
    let pruned = with_inbox(path, async |inbox| {
        let pruned = inbox.forget(retention, now).await?;
        Ok(Pruned { keys: inbox.drop_keys(believed).await?, ..pruned })
    })?;
    match context.format {
        Format::Json => output::json(
            &json!({ "type": "pruned", "records": pruned.records, "bytes": pruned.bytes, "keys": pruned.keys }),
        )?,
        Format::Human => output::line(&format!(
            "removed {} with {}; their content keys stay a while, so that a late redelivery is no new event",
            text::counted(pruned.records, "record"),
            text::counted(pruned.bytes, "byte"),
        ))?,
    }
    Ok(Exit::Success)
}

/// Opens the inbox for writing, which must exist, runs one operation and closes it.
fn with_inbox<T>(
    path: &Path,
    operation: impl AsyncFnOnce(&Inbox) -> Result<T, InboxError>,
) -> Result<T, Failure> {
    // A mistyped path must not make a new, empty inbox.
    drop(super::open(path)?);
    let run = async {
        let inbox = Inbox::open(path, InboxConfig::default())?;
        let outcome = operation(&inbox).await?;
        inbox.close().await?;
        Ok(outcome)
    };
    runtime()?.block_on(run).map_err(|error| failure(path, &error))
}
