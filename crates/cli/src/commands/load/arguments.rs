//! What may be typed after `load` and after those of its commands that need a plan.

use std::num::{NonZeroU32, NonZeroU64};

use livehook_load::{
    expect::Threshold,
    plan::{mix::Mix, shard::Shard, text::ArrivalsText},
    quantity::Rate,
};

use super::protocol::ProtocolArguments;
use crate::{
    keys::KeyArguments,
    text::{self, Span},
};

/// A whole plan: to whom, what and when, and how it is judged.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    pub(super) receiver: ReceiverArguments,
    #[command(flatten)]
    pub(super) traffic: TrafficArguments,
    #[command(flatten)]
    pub(super) sending: SendingArguments,
    /// A threshold: `p99<50ms`, `p99(sound)<50ms`, `errors<0.1%`, `rate>=4900/s`, `refused(forged)=100%`, `lost=0` (can be repeated)
    #[arg(long, value_name = "THRESHOLD", help_heading = "What is expected")]
    pub(super) expect: Vec<Threshold>,
}

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "The receiver")]
pub(super) struct ReceiverArguments {
    /// The receiver's callback URL, on this machine; or `unix:/run/receiver.sock:/callbacks/css`
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,
    /// Another machine's host name, which you are responsible for (can be repeated)
    #[arg(long, value_name = "HOST")]
    pub(super) i_may_test: Vec<String>,
    #[command(flatten)]
    pub(super) key: KeyArguments,
    /// The receiver has no key: send neither t nor sign
    #[arg(long, conflicts_with_all = ["key", "key_file"])]
    pub(super) unsigned: bool,
}

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "What is sent, and when")]
pub(super) struct TrafficArguments {
    /// Callbacks a second, at even distances, whatever the receiver does: `200/s`, `300/m`
    #[arg(long, value_name = "RATE", conflicts_with_all = ["arrivals", "closed"])]
    pub(super) rate: Option<Rate>,
    /// Otherwise than even: `poisson 5000/s`, `burst 100 every 1s`, `steps 1000/s:10s,5000/s:20s`,
    /// `ramp 100/s..5000/s over 30s`, `trace FILE` (seconds from the start, one a line; `-` for stdin)
    #[arg(long, value_name = "ARRIVALS", conflicts_with = "closed")]
    pub(super) arrivals: Option<ArrivalsText>,
    /// Send on each connection as soon as it was answered: how much a receiver takes, not how long a callback waits
    #[arg(long)]
    pub(super) closed: bool,
    /// End a closed loop after so many requests
    #[arg(long, value_name = "N", requires = "closed")]
    pub(super) requests: Option<NonZeroU64>,
    /// For how long (default: as long as the arrivals go on by themselves, else 30s; an hour at most for --requests)
    #[arg(long, value_name = "SPAN", value_parser = text::some_time_of_a_run)]
    pub(super) duration: Option<Span>,
    /// Shares of sound, expired, forged, duplicate, redelivered, tampered, unknown-event, malformed and large callbacks,
    /// such as `sound=90,forged=10` (default: sound alone)
    #[arg(long, value_name = "MIX")]
    pub(super) mix: Option<Mix>,
    /// Send this body, each with a stream of its own, instead of an invented one (`-` for stdin)
    #[arg(long, value_name = "FILE", conflicts_with = "event_type")]
    pub(super) from: Option<String>,
    /// Send events of another type, invented as its document has them
    #[arg(long = "type", value_name = "NUMBER", value_parser = text::event_type, allow_negative_numbers = true)]
    pub(super) event_type: Option<i64>,
    /// Where all that is drawn begins (default: another one each time, which is told)
    #[arg(long, value_name = "NUMBER")]
    pub(super) seed: Option<u64>,
    /// Carry out one part of the plan, as several machines do together: `1/4`; all need the same seed
    #[arg(long, value_name = "K/N", requires = "seed")]
    pub(super) shard: Option<Shard>,
}

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "How it is sent")]
pub(super) struct SendingArguments {
    /// Connections in all, each with one request at once on its way (of HTTP/2: as many as --streams)
    #[arg(long, value_name = "N", default_value = "64")]
    pub(super) connections: NonZeroU32,
    /// Threads (default: one for each core but one, which is left to the receiver, and for every 16 connections)
    #[arg(long, value_name = "N")]
    pub(super) threads: Option<NonZeroU32>,
    /// After how long a request counts as unanswered; Tencent waits no longer than this
    #[arg(long, value_name = "SPAN", default_value = "20s", value_parser = text::some_time_out)]
    pub(super) timeout: Span,
    #[command(flatten)]
    pub(super) protocol: ProtocolArguments,
}
