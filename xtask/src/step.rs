//! One command of a chore: announced, run, and explained when it fails.

use std::ffi::OsStr;
use std::io;
use std::iter;
use std::path::Path;
use std::process::{Command, ExitStatus};

use crate::failure::Failure;

/// A command with the name it is announced by and what to do when it fails.
pub(crate) struct Step {
    name: &'static str,
    command: Command,
    remedy: &'static str,
}

impl Step {
    /// `remedy` follows the word `hint:` and says what to run or to read next.
    pub(crate) fn new(name: &'static str, command: Command, remedy: &'static str) -> Self {
        Self { name, command, remedy }
    }

    /// Adds a variable to the command's environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it with our own streams and waits for its end.
    ///
    /// # Errors
    /// [`Failure::NotStarted`] when there is no such program, [`Failure::Step`] with the exit code of one that failed.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        announce(self.name);
        let status = self.command.status().map_err(|source| self.not_started(source))?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::Step {
            name: self.name,
            command_line: self.command_line(),
            code: exit_code(status),
            remedy: self.remedy,
        })
    }

    /// As one would type it in the root of the repository: variables first, arguments with blanks in quotes.
    pub(crate) fn command_line(&self) -> String {
        let variables = self.command.get_envs().filter_map(|(name, value)| {
            value.map(|value| format!("{}={}", name.to_string_lossy(), quoted(value)))
        });
        // The path of the toolchain's cargo helps nobody.
        let program = Path::new(self.command.get_program()).file_stem().unwrap_or_default();
        let words = iter::once(program).chain(self.command.get_args()).map(quoted);
        variables.chain(words).collect::<Vec<_>>().join(" ")
    }

    fn not_started(&self, source: io::Error) -> Failure {
        Failure::NotStarted {
            program: self.command.get_program().to_string_lossy().into_owned(),
            source,
        }
    }
}

/// Heads what follows, so that a long log shows where each step begins.
pub(crate) fn announce(step: &str) {
    eprintln!("xtask: {step}");
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    if word.contains(' ') { format!("'{word}'") } else { word.into_owned() }
}

/// The code as the step gave it; a step that a signal ended has none, and shells then say 128 and the signal's number.
fn exit_code(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| signal(status).map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::Step;
    use crate::failure::Failure;

    #[test]
    fn a_command_line_can_be_typed_again() {
        let mut command = Command::new("/somewhere/bin/cargo");
        command.args(["doc", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings");
        let step = Step::new("doc", command, "nothing");
        assert_eq!(step.command_line(), "RUSTDOCFLAGS='-D warnings' cargo doc --no-deps");
    }

    #[cfg(unix)]
    #[test]
    fn the_exit_code_of_a_step_is_passed_on() {
        let code = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            Step::new("a step", command, "nothing").run().map_err(|failure| failure.code()).err()
        };
        assert_eq!(code("exit 0"), None);
        assert_eq!(code("exit 100"), Some(100));
        assert_eq!(code("kill -s TERM $$"), Some(128 + 15));
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let outcome = Step::new("a step", Command::new("no-such-program"), "nothing").run();
        assert!(
            matches!(outcome, Err(Failure::NotStarted { program, .. }) if program == "no-such-program")
        );
    }
}
