//! The table of tasks, and what is printed when somebody asks for it.
//!
//! The summaries of product tasks are those of the program's own help: a test of `cli` reads this file and compares.

use std::ffi::{OsStr, OsString};

use crate::chores;
use crate::failure::Failure;
use crate::nearest;
use crate::project::Project;

/// One line of the table.
pub(crate) struct Task {
    /// As typed after `cargo xtask`.
    pub(crate) name: &'static str,
    /// What a chore takes, for its usage line; empty when nothing. Product tasks answer `--help` themselves.
    takes: &'static str,
    /// Imperative, no full stop.
    summary: &'static str,
    pub(crate) kind: Kind,
}

/// Who does the work.
pub(crate) enum Kind {
    /// The program, built with this profile.
    Product(Profile),
    /// A function of this crate.
    Chore(Chore),
}

/// How the program is built.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    Dev,
    /// For figures that mean something.
    Release,
}

/// What a chore is given: the repository, and its arguments as typed.
pub(crate) type Chore = fn(&Project, &[OsString]) -> Result<(), Failure>;

/// What the first argument asks for.
pub(crate) enum Asked {
    Help,
    Task(&'static Task),
    Unknown(String),
}

const TASKS: &[Task] = &[
    product("demo", "Play Tencent against the receiver and show what became of each callback"),
    product("serve", "Receive callbacks, verify them and keep them in an inbox"),
    product("simulate", "Send callbacks as Tencent does, sound or flawed, to any receiver"),
    product("contract", "Judge any receiver, in any language, and say what to mend"),
    measured("load", "Load any receiver at a planned rate and say how long a callback waits"),
    product("sign", "Print 32 hex digits: MD5 of the callback key followed by t"),
    product("verify", "Judge one callback: accepted, late or refused"),
    product("explain", "Say step by step how a callback is judged and which mistake it shows"),
    product("key", "Make or check a callback key"),
    product("inbox", "Look into what was received, and manage it"),
    product("config", "Show the settings in force, or write a settings file"),
    product("completions", "Print a completion script for a shell"),
    measured("bench", "Measure what the receiver costs, as ratios within one run"),
    chore("check", "", "Check the rules of the house, formats and lints", chores::check),
    chore(
        "test",
        "[FILTER…]",
        "Run all tests, or those whose names contain a filter",
        chores::test,
    ),
    chore(
        "fix",
        "",
        "Mend formats, lints and expected outputs as far as a machine can",
        chores::fix,
    ),
    chore("ci", "", "Run all that must hold before a change lands", chores::ci),
];

const fn product(name: &'static str, summary: &'static str) -> Task {
    Task { name, takes: "", summary, kind: Kind::Product(Profile::Dev) }
}

const fn measured(name: &'static str, summary: &'static str) -> Task {
    Task { name, takes: "", summary, kind: Kind::Product(Profile::Release) }
}

const fn chore(name: &'static str, takes: &'static str, summary: &'static str, run: Chore) -> Task {
    Task { name, takes, summary, kind: Kind::Chore(run) }
}

/// Reads the first argument.
pub(crate) fn asked(name: Option<&OsStr>) -> Asked {
    let Some(name) = name else { return Asked::Help };
    if ["help", "--help", "-h"].iter().any(|help| name == *help) {
        return Asked::Help;
    }
    match TASKS.iter().find(|task| name == task.name) {
        Some(task) => Asked::Task(task),
        None => Asked::Unknown(name.to_string_lossy().into_owned()),
    }
}

/// The task that was probably meant by a name that is none.
pub(crate) fn nearest(name: &str) -> Option<&'static str> {
    nearest::nearest(name, TASKS.iter().map(|task| task.name))
}

/// The whole table.
pub(crate) fn help() -> String {
    let mut text = String::from("usage: cargo xtask TASK [ARGUMENTS…]\n");
    text += "\nThe program (each takes --help; `livehook TASK` is the same once installed):\n";
    text.extend(TASKS.iter().filter(|task| matches!(task.kind, Kind::Product(_))).map(Task::line));
    text += "\nThe house:\n";
    text.extend(TASKS.iter().filter(|task| matches!(task.kind, Kind::Chore(_))).map(Task::line));
    text
}

impl Task {
    fn line(&self) -> String {
        format!("  {:<12} {}\n", self.name, self.summary)
    }

    /// The answer to `cargo xtask CHORE --help`.
    pub(crate) fn usage(&self) -> String {
        let call = format!("cargo xtask {} {}", self.name, self.takes);
        format!("{}\n\nusage: {}\n", self.summary, call.trim_end())
    }

    /// Refuses arguments that the chore would have to ignore.
    pub(crate) fn accept(&self, args: &[OsString]) -> Result<(), Failure> {
        let is_option = |arg: &&OsString| arg.as_encoded_bytes().starts_with(b"-");
        let refused =
            if self.takes.is_empty() { args.first() } else { args.iter().find(is_option) };
        match refused {
            None => Ok(()),
            Some(argument) => Err(Failure::UnknownArgument {
                task: self.name,
                argument: argument.to_string_lossy().into_owned(),
                takes: self.takes,
            }),
        }
    }
}

#[cfg(test)]
mod tests;
