//! What may be typed after several of the group's commands: which cases, and which receiver.

use livehook_contract::{
    case::{Area, Level, Tag},
    profile::{UnknownEventType, documented},
};

use crate::{
    keys::KeyArguments,
    text::{self, Span},
};

/// Which cases.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Which cases")]
pub(super) struct SelectionArguments {
    /// Cases: ids, beginnings of ids such as css/bind, or areas (default: all)
    #[arg(value_name = "ID")]
    pub(super) ids: Vec<String>,
    /// Only cases that weigh at least as much: must, should, may, info
    #[arg(long, value_name = "LEVEL")]
    pub(super) level: Option<Level>,
    /// Only cases of this area, such as sign, time or duplicate (can be repeated)
    #[arg(long, value_name = "AREA")]
    pub(super) area: Vec<Area>,
    /// Only cases with this tag, such as forgery, loss or twice (can be repeated)
    #[arg(long, value_name = "TAG")]
    pub(super) tag: Vec<Tag>,
}

/// Which receiver, and by which means.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct TargetArguments {
    #[command(flatten)]
    pub(super) receiver: ReceiverArguments,
    #[command(flatten)]
    pub(super) observe: ObserveArguments,
    #[command(flatten)]
    pub(super) sending: SendingArguments,
}

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "The receiver")]
pub(super) struct ReceiverArguments {
    /// The receiver's callback URL, on this machine
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,
    /// Another machine's host name, which you are responsible for (can be repeated)
    #[arg(long, value_name = "HOST")]
    pub(super) i_may_test: Vec<String>,
    #[command(flatten)]
    pub(super) key: KeyArguments,
    /// The receiver has no key: send neither t nor sign, and leave out what is about them
    #[arg(long, conflicts_with_all = ["key", "key_file"])]
    pub(super) unsigned: bool,
    /// What is true of the receiver (default: livehook-contract.toml here, without its commands); see `contract init`
    #[arg(long, value_name = "FILE")]
    pub(super) profile: Option<String>,
    /// Where events of one type go instead: `349=/path`, or a URL of the same host (can be repeated)
    #[arg(long, value_name = "TYPE=PATH", value_parser = path_for)]
    pub(super) path_for: Vec<(i64, String)>,
    /// An event type that it takes; cases of others are skipped (can be repeated; default: every documented one)
    #[arg(long, value_name = "TYPE", value_parser = event_type)]
    pub(super) takes: Vec<i64>,
}

/// What these say is printed in reports, as it was typed.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "How its effects are seen (one way; as typed, it stands in reports)")]
pub(super) struct ObserveArguments {
    /// Ask this address with GET; it answers with a number or a JSON list ({stream_id} and {event_type} are filled in)
    #[arg(long, value_name = "URL", conflicts_with_all = ["observe_cmd", "observe_log"])]
    pub(super) observe_url: Option<String>,
    /// Where in that answer the number or list stands, such as /data/total
    #[arg(long, value_name = "POINTER")]
    pub(super) observe_pointer: Option<String>,
    /// Run this for each look; it prints a number (LIVEHOOK_STREAM_ID and LIVEHOOK_EVENT_TYPE are set)
    #[arg(long, value_name = "COMMAND", conflicts_with = "observe_log")]
    pub(super) observe_cmd: Option<String>,
    /// Count new lines of this log
    #[arg(long, value_name = "FILE")]
    pub(super) observe_log: Option<String>,
    /// Which of its lines show an event (default: those that hold the stream id)
    #[arg(long, value_name = "REGEX")]
    pub(super) observe_pattern: Option<String>,
    /// How long is waited for an effect that must not come; four times as long for one that must. Where the first effect takes longer
    /// to show, all are given three times what it took (default: 400ms, with --level must 250ms)
    #[arg(long, value_name = "SPAN")]
    pub(super) settle: Option<Span>,
    /// Restart the receiver with this command, to see what survives
    #[arg(long, value_name = "COMMAND")]
    pub(super) restart_cmd: Option<String>,
}

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "What is sent")]
pub(super) struct SendingArguments {
    /// Where the invention of streams begins (default: another one each time, which is told)
    #[arg(long, value_name = "NUMBER")]
    pub(super) seed: Option<u64>,
    /// Report bytes as they were; whoever sees them can sign callbacks until they expire
    #[arg(long)]
    pub(super) exact_bytes: bool,
    /// How many requests at most
    #[arg(long, value_name = "N", default_value = "20000")]
    pub(super) max_requests: u64,
    /// How long everything may take (default: 60s, with --level must 10s)
    #[arg(long, value_name = "SPAN")]
    pub(super) time_limit: Option<Span>,
}

/// Reads `--path-for`.
fn path_for(typed: &str) -> Result<(i64, String), String> {
    let written = || format!("`{typed}` is no event type and path; write it as 349=/callbacks/css");
    let (number, path) = typed.split_once('=').ok_or_else(written)?;
    let number: i64 = number.trim().parse().map_err(|_| written())?;
    let number = documented(number).map_err(|unknown| unknown.to_string())?;
    Ok((number, path.to_owned()))
}

/// Reads `--takes`.
fn event_type(typed: &str) -> Result<i64, String> {
    let number = text::event_type(typed)?;
    documented(number).map_err(|unknown: UnknownEventType| unknown.to_string())
}
