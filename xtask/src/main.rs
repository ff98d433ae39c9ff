//! `cargo xtask TASK`: one way in to everything this repository does.
//!
//! Two kinds of task stand in one table ([`tasks`]). A product task becomes the program: [`product`] replaces this process
//! by `cargo run --package livehook -- TASK …`, so signals, standard streams and the exit code are the program's own.
//! A chore ([`chores`]) runs cargo and our own checks ([`tidy`]) step by step.
//!
//! This crate has no dependencies and knows nothing of what the program does: it answers in a second on an empty target,
//! and still answers when another crate does not compile.

#![expect(clippy::print_stderr, reason = "a program for the terminal; only this one and cli print")]

mod chores;
mod failure;
mod nearest;
mod product;
mod project;
mod step;
mod tasks;
mod tidy;

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use failure::Failure;
use project::Project;
use tasks::{Asked, Kind, Task};

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1);
    let outcome = match tasks::asked(args.next().as_deref()) {
        Asked::Help => say(&tasks::help()),
        Asked::Task(task) => run(task, args.collect()),
        Asked::Unknown(name) => Err(Failure::UnknownTask { nearest: tasks::nearest(&name), name }),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn run(task: &'static Task, args: Vec<OsString>) -> Result<(), Failure> {
    let project = Project::locate();
    match task.kind {
        Kind::Product(profile) => product::become_cli(&project, profile, task.name, args),
        Kind::Chore(_) if args.iter().any(|arg| arg == "--help" || arg == "-h") => {
            say(&task.usage())
        }
        Kind::Chore(chore) => {
            task.accept(&args)?;
            chore(&project, &args)
        }
    }
}

/// Prints to stdout. A reader that has left, as in `cargo xtask | head -1`, has seen what it wanted.
fn say(text: &str) -> Result<(), Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Output { source })
        }
        _ => Ok(()),
    }
}
