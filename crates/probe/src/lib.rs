//! Sees what a receiver did: effect probes by URL, command, log.
//!
//! An answer of 200 says what a receiver promises. Whether the event was really taken, once and not twice, shows in what it
//! has: rows in its database, lines in its log. A [`Probe`] counts them, for one stream ([`Question`]) where it can, for all
//! together where it cannot ([`Scope`]); a [`Listing`] gives out all that there is, for those who look for many streams at
//! once. When to look is for whoever judges to say. A [`Restart`] shows what outlives the process.
//!
//! This crate knows no callback and no receiver, ours neither. What it reads is hostile: every answer has a limit in bytes and
//! in time, and what is quoted of it is escaped and cut. It prints nothing and reads no clock but tokio's.
//!
//! ```
//! use livehook_probe::{CommandProbe, Probe as _, Question, Scope};
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let probe = CommandProbe::new("echo {stream_id} | grep -c room-1")?;
//! assert_eq!(probe.scope(), Scope::Stream);
//! assert_eq!(probe.count(&Question::of_stream("room-1")).await?, 1);
//! # Ok::<(), livehook_probe::ProbeError>(())
//! # }).unwrap();
//! ```

mod answer;
mod blocking;
mod by_command;
mod by_log;
mod by_url;
mod error;
mod listing;
mod probe;
mod quote;
mod restart;
mod shell;
mod template;

pub use by_command::{COMMAND_OUTPUT_BYTES_MAX, COMMAND_TIME_MAX, CommandProbe};
pub use by_log::{LOG_LINE_BYTES_MAX, LOG_READ_BYTES_MAX, LogProbe};
pub use by_url::{URL_ANSWER_BYTES_MAX, URL_TIME_MAX, UrlProbe};
pub use error::ProbeError;
pub use listing::{
    CommandListing, LISTING_BYTES_MAX, LISTING_TIME_MAX, Listed, Listing, LogListing, PAGES_MAX,
    PagesListing, UrlListing,
};
pub use probe::{Counted, FnProbe, Probe, Question, Scope};
pub use restart::{CommandRestart, RESTART_TIME_MAX, Restart, Restarted};
