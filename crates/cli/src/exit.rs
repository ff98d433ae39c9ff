//! Exit codes, and failures that carry one. No other file knows a number.

use std::{fmt, process::ExitCode};

use crate::output;

/// How the process ends. Scripts branch on these: they are documented in the README and never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All as expected; a server that was asked to stop and drained.
    Success = 0,
    /// The target did not meet what was expected of it; a signature was refused.
    Unmet = 1,
    /// Wrong usage or configuration.
    Usage = 2,
    /// Target unreachable, or the environment failed.
    Environment = 3,
    /// Nothing was selected to run.
    NothingSelected = 4,
    /// The measurement cannot be believed: the load generator was late, or stood still; and nothing failed that does not depend on that.
    InvalidRun = 5,
    /// A defect of ours.
    Defect = 70,
    /// A command was interrupted; a server was told to stop twice.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command ends early: what happened, why, and hints on what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    hints: Vec<String>,
}

impl Failure {
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self::new(Exit::Usage, message)
    }

    pub(crate) fn environment(message: impl fmt::Display) -> Self {
        Self::new(Exit::Environment, message)
    }

    fn new(exit: Exit, message: impl fmt::Display) -> Self {
        Self { exit, message: message.to_string(), hints: Vec::new() }
    }

    pub(crate) fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.hints.push(hint.to_string());
        self
    }

    /// The reader of our output went away, as `head` does: that is success, and there is nobody to tell.
    pub(crate) const fn reader_gone() -> Self {
        Self { exit: Exit::Success, message: String::new(), hints: Vec::new() }
    }

    pub(crate) const fn exit(&self) -> Exit {
        self.exit
    }

    pub(crate) fn print(&self) {
        if self.message.is_empty() {
            return;
        }
        output::note(&format!("error: {}", self.message));
        for hint in &self.hints {
            output::note(&format!("hint: {hint}"));
        }
    }
}
