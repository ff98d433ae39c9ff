//! Every way a task can end badly, each with the exit code it becomes.

use std::fmt;
use std::io;

/// The caller asked for something that does not exist.
const USAGE: u8 = 2;
/// The machine lacks something, or refuses it.
const ENVIRONMENT: u8 = 3;

/// Why a task did not succeed. Prints as the message and, on a line of its own, what to do next.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No task has this name.
    UnknownTask { name: String, nearest: Option<&'static str> },
    /// The chore takes no such argument.
    UnknownArgument { task: &'static str, argument: String, takes: &'static str },
    /// A program could not be started.
    NotStarted { program: String, source: io::Error },
    /// Something could not be written to stdout.
    Output { source: io::Error },
    /// The files of the repository could not be read.
    Unreadable { path: String, source: io::Error },
    /// A step of a chore ran and failed with this exit code.
    Step { name: &'static str, command_line: String, code: u8, remedy: &'static str },
    /// The repository checks found this many problems, which are printed already.
    Untidy { problems: usize },
}

impl Failure {
    /// The exit code of the whole task; that of a failed step is passed on unchanged.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::UnknownTask { .. } | Self::UnknownArgument { .. } => USAGE,
            Self::NotStarted { .. } | Self::Output { .. } | Self::Unreadable { .. } => ENVIRONMENT,
            Self::Step { code, .. } => *code,
            Self::Untidy { .. } => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTask { name, nearest: Some(nearest) } => {
                write!(
                    f,
                    "error: there is no task `{name}`\nhint: did you mean `cargo xtask {nearest}`?"
                )
            }
            Self::UnknownTask { name, nearest: None } => {
                write!(f, "error: there is no task `{name}`\nhint: `cargo xtask` lists them all")
            }
            Self::UnknownArgument { task, argument, takes: "" } => {
                write!(f, "error: `cargo xtask {task}` takes no arguments, and got `{argument}`")
            }
            Self::UnknownArgument { task, argument, takes } => {
                writeln!(f, "error: `cargo xtask {task}` does not know the option `{argument}`")?;
                write!(f, "hint: it takes {takes}; for anything else call cargo itself")
            }
            Self::NotStarted { program, source } => {
                write!(
                    f,
                    "error: cannot start `{program}`: {source}\nhint: install it, or put it on PATH"
                )
            }
            Self::Output { source } => write!(f, "error: cannot write to stdout: {source}"),
            Self::Unreadable { path, source } => write!(f, "error: cannot read {path}: {source}"),
            Self::Step { name, command_line, remedy, .. } => {
                write!(f, "error: the step `{name}` failed\n  ran: {command_line}\nhint: {remedy}")
            }
            Self::Untidy { problems } => {
                write!(
                    f,
                    "error: the step `tidy` failed: {problems} problems found\nhint: each problem above says how to mend it"
                )
            }
        }
    }
}
