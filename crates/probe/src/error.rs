//! What can be wrong with a probe or a restart.

use std::{io, path::PathBuf};

/// Why there is no count, or no restart. Somebody else's text in it is escaped and cut.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// The address is none that can be asked.
    #[error("the address to observe is not usable: {reason}")]
    Url {
        /// What is wrong with it.
        reason: String,
    },
    /// No connection.
    #[error("nobody answers at the address to observe")]
    Unreachable(#[source] reqwest::Error),
    /// A connection that did not last until the answer was there.
    #[error("the address to observe takes the connection and breaks it off")]
    BrokenOff(#[source] reqwest::Error),
    /// Another status than 200.
    #[error("the address to observe answers {status}, not 200")]
    Status {
        /// Which.
        status: u16,
    },
    /// The JSON pointer is none, or points at nothing.
    #[error("the JSON pointer {pointer} {reason}")]
    Pointer {
        /// As given, quoted.
        pointer: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An answer that says no number of events.
    #[error("the answer is no count but {found}; a number, a list or nothing would be one")]
    NotACount {
        /// Its beginning, quoted.
        found: String,
    },
    /// Pages that do not lead from one to the next, or one of them where all that there is was to be.
    #[error("the address to observe gives out pages: {reason}")]
    Pages {
        /// What is wrong with them.
        reason: String,
    },
    /// More bytes than are read for one question.
    #[error("there is more than {bytes_max} bytes to read")]
    TooLarge {
        /// The limit.
        bytes_max: u64,
    },
    /// No answer in time.
    #[error("there is no answer within {seconds} s")]
    Timeout {
        /// The limit.
        seconds: u64,
    },
    /// The command is none that can be run.
    #[error("the command is not usable: {reason}")]
    Command {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A stream id that could mean something to a shell.
    #[error(
        "the stream id {stream_id} is not given to a command: only letters, digits, `_` and `-` are"
    )]
    StreamId {
        /// As given, quoted.
        stream_id: String,
    },
    /// There is no `sh`, no process to be had, or no pipe from it.
    #[error("the command cannot be run with `sh`")]
    CommandNotRun(#[source] io::Error),
    /// The command ended with another status than 0.
    #[error("the command failed ({status}): {said}")]
    CommandFailed {
        /// How it ended.
        status: String,
        /// The last line of its stderr, quoted.
        said: String,
    },
    /// The log is there and cannot be read.
    #[error("the log {path:?} cannot be read")]
    LogUnreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The pattern is no regular expression, or a monstrous one.
    #[error("the pattern is not usable: {reason}")]
    Pattern {
        /// What is wrong with it.
        reason: String,
    },
    /// The runtime is ending.
    #[error("the count was interrupted")]
    Interrupted,
    /// There is no `sh`, no process to be had, or no file for its stderr.
    #[error("the restart command cannot be run with `sh`")]
    RestartNotRun(#[source] io::Error),
    /// The restart command ended with another status than 0.
    #[error("the restart command failed ({status}): {said}")]
    RestartFailed {
        /// How it ended.
        status: String,
        /// The last line of its stderr, quoted.
        said: String,
    },
    /// The restart command did not end in time. It was killed, and with it what it had started.
    #[error(
        "the restart command does not end within {seconds} s; a server has to be started in the background, with `&`"
    )]
    RestartTimeout {
        /// The limit.
        seconds: u64,
    },
}

impl ProbeError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Url { .. } => "observe_url",
            Self::Unreachable(_) => "observe_unreachable",
            Self::BrokenOff(_) => "observe_broken_off",
            Self::Status { .. } => "observe_status",
            Self::Pointer { .. } => "observe_pointer",
            Self::NotACount { .. } => "observe_not_a_count",
            Self::Pages { .. } => "observe_pages",
            Self::TooLarge { .. } => "observe_too_large",
            Self::Timeout { .. } => "observe_timeout",
            Self::Command { .. } => "observe_command",
            Self::StreamId { .. } => "observe_stream_id",
            Self::CommandNotRun(_) => "observe_command_not_run",
            Self::CommandFailed { .. } => "observe_command_failed",
            Self::LogUnreadable { .. } => "observe_log_unreadable",
            Self::Pattern { .. } => "observe_pattern",
            Self::Interrupted => "observe_interrupted",
            Self::RestartNotRun(_) => "restart_not_run",
            Self::RestartFailed { .. } => "restart_failed",
            Self::RestartTimeout { .. } => "restart_timeout",
        }
    }

    /// Whether it may be otherwise in a moment, as with a receiver that is just starting or a database that is locked.
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::BrokenOff(_)
            | Self::Timeout { .. }
            | Self::CommandFailed { .. } => true,
            Self::Status { status } => *status >= 500,
            _ => false,
        }
    }
}
