//! Runs the binary in a directory of its own and shows everything when a check fails.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// A key for tests. Not the published vectors' key, which servers refuse.
pub(crate) const KEY: &str = "keyOfTheCliTestsAndOfNothingElse";

/// A directory, and the binary to run in it.
pub(crate) struct Dir {
    dir: TempDir,
}

impl Dir {
    pub(crate) fn new() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The binary with words of a command line, in this directory, with an environment of its own.
    pub(crate) fn livehook(&self, words: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_livehook"));
        command.args(words).current_dir(self.dir.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| {
                name.starts_with("LIVEHOOK_") || name.starts_with("LC_") || name == "LANG"
            }) {
                command.env_remove(name);
            }
        }
        Run { command, stdin: Vec::new() }
    }
}

/// A run to be.
pub(crate) struct Run {
    command: Command,
    stdin: Vec<u8>,
}

impl Run {
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self.command.stdin(Stdio::piped());
        self
    }

    /// Runs to the end and checks the exit code.
    #[track_caller]
    pub(crate) fn exits(mut self, code: i32) -> Ran {
        let mut child = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(&self.stdin).unwrap();
        }
        let ran = Ran {
            described: format!("{:?}", self.command),
            output: child.wait_with_output().unwrap(),
        };
        assert_eq!(ran.output.status.code(), Some(code), "{}", ran.shown());
        ran
    }
}

/// A run that was.
pub(crate) struct Ran {
    described: String,
    output: Output,
}

impl Ran {
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    /// Stdout as one JSON object a line.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<serde_json::Value> {
        let read = |line: &str| {
            serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{line}: {error}\n{}", self.shown()))
        };
        self.stdout().lines().map(read).collect()
    }

    pub(crate) fn shown(&self) -> String {
        format!(
            "{}\nexit {:?}\n--- stdout\n{}\n--- stderr\n{}",
            self.described,
            self.output.status.code(),
            self.stdout(),
            self.stderr()
        )
    }
}
