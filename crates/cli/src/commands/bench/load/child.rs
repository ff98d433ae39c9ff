//! This program as a process of its own, which can be stopped, killed and looked into.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use super::super::servers;
use crate::exit::Failure;

/// A process that ends with this.
pub(super) struct Own(Child);

/// Whether what it prints is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Yes,
    No,
}

impl Drop for Own {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Own {
    /// Starts this program with these words. It knows the callback key of the benchmark.
    pub(super) fn start(words: &[&str], heard: Heard) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(Failure::environment)?;
        let child = Command::new(program)
            .args(words)
            .env("LIVEHOOK_CALLBACK_KEY", servers::key().expose())
            .stdin(Stdio::null())
            .stdout(if heard == Heard::Yes { Stdio::piped() } else { Stdio::null() })
            .stderr(Stdio::null())
            .spawn();
        child.map(Self).map_err(Failure::environment)
    }

    /// What it prints, to be read once.
    pub(super) fn stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.0.stdout.take()
    }

    /// Sends it a signal by name, as a shell does.
    pub(super) fn signal(&self, name: &str) -> Result<(), Failure> {
        let line = format!("kill -{name} {}", self.0.id());
        let sent = Command::new("sh").args(["-c", &line]).status().map_err(Failure::environment)?;
        if sent.success() {
            return Ok(());
        }
        Err(Failure::environment(format_args!("the signal {name} could not be sent: {sent}")))
    }

    /// Whether it has ended, and how.
    pub(super) fn has_ended(&mut self) -> Result<Option<ExitStatus>, Failure> {
        self.0.try_wait().map_err(Failure::environment)
    }

    /// Waits for its end.
    pub(super) fn end(mut self) -> Result<ExitStatus, Failure> {
        self.0.wait().map_err(Failure::environment)
    }

    /// A line of what Linux says of it, in KiB: `VmHWM` is the most memory that it had, `VmRSS` what it has.
    pub(super) fn memory_kib(&self, name: &str) -> Option<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

/// Starts this program's `serve` on a free port, and says where.
pub(super) fn serve(inbox: &Path) -> Result<(Own, String), Failure> {
    let inbox = inbox.display().to_string();
    let words = ["serve", "--format", "json", "--listen", "127.0.0.1:0", "--api-listen"];
    let words = [words.as_slice(), &["127.0.0.1:0", "--log", "error", "--inbox", &inbox]].concat();
    let mut serving = Own::start(&words, Heard::Yes)?;
    let mut ready = String::new();
    // Only its first line: with nobody to read the others it prints none, which would cost it time.
    if let Some(stdout) = serving.stdout() {
        BufReader::new(stdout).read_line(&mut ready).map_err(Failure::environment)?;
    }
    let ready: serde_json::Value = serde_json::from_str(&ready).unwrap_or_default();
    match ready.get("callbacks").and_then(serde_json::Value::as_str) {
        Some(url) => Ok((serving, url.to_owned())),
        None => Err(Failure::environment("the receiver of the benchmark did not start")),
    }
}
