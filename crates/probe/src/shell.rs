//! A command of the user's, run by `sh`: with all that it starts it is one group, which can be ended as one.

use std::{
    io,
    process::{Command as BlockingCommand, ExitStatus, Stdio},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _},
    process::{Child, Command},
};

/// How much of stderr is kept to say what went wrong, in bytes: its end.
pub(crate) const SAID_BYTES_MAX: usize = 4096;

/// How much is read at once, in bytes: as much as a pipe holds.
const BLOCK_BYTES: usize = 64 << 10;

/// Why there is nothing to run.
pub(crate) fn problem(command: &str) -> Option<&'static str> {
    if command.trim().is_empty() {
        Some("it is empty")
    } else if command.contains('\0') {
        Some("there is a NUL in it")
    } else {
        None
    }
}

/// The program of a command line, for a report. Arguments and assignments may be secrets, so they are left out.
pub(crate) fn program(command: &str) -> String {
    let is_assignment = |word: &str| word.contains('=');
    let mut words = command.split_whitespace().skip_while(|word| is_assignment(word));
    let program = words.next().unwrap_or("…").escape_debug().to_string();
    if words.next().is_some() {
        format!("command `{program} …`")
    } else {
        format!("command `{program}`")
    }
}

/// A shell that runs. Dropped before its end, it is killed with everything it has started; afterwards, what it left running
/// in the background is left alone.
pub(crate) struct Group {
    pub(crate) child: Child,
}

impl Group {
    /// Starts a command with stdin closed.
    pub(crate) fn start(
        text: &str,
        environment: &[(&str, &str)],
        stdout: Stdio,
        stderr: Stdio,
    ) -> io::Result<Self> {
        let mut command = Command::new("sh");
        command.arg("-c").arg(text).envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(stdout).stderr(stderr).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        Ok(Self { child: command.spawn()? })
    }

    /// Waits for the shell itself, not for what it leaves running. Asked again, it says the same.
    pub(crate) async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // There is an id until the shell's end was seen; until then no other process can have it.
        let Some(id) = self.child.id() else { return };
        // A signal to a group is a system call that only unsafe code can make, or a shell. The few milliseconds are spent
        // only where a command hung, and here, since the id is free again once the child is dropped.
        let mut kill = BlockingCommand::new("sh");
        kill.arg("-c").arg(format!("kill -s KILL -- -{id}"));
        kill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Without a second `sh`, kill_on_drop still ends the first.
        drop(kill.status());
    }
}

/// Reads all of it, hands it on piece by piece, and says whether that was at most `bytes_max`; no more is read then.
pub(crate) async fn read_each(
    mut from: impl AsyncRead + Unpin,
    bytes_max: u64,
    sink: &mut (dyn FnMut(&[u8]) + Send),
) -> io::Result<Fits> {
    let mut block = vec![0; BLOCK_BYTES];
    let mut left = bytes_max;
    loop {
        let length = from.read(&mut block).await?;
        if length == 0 {
            return Ok(Fits::Yes);
        }
        let Some(rest) = left.checked_sub(length as u64) else { return Ok(Fits::No) };
        left = rest;
        sink(&block[..length]);
    }
}

/// Whether everything was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fits {
    /// To the end.
    Yes,
    /// There is more.
    No,
}

/// Reads all of it and keeps the last [`SAID_BYTES_MAX`], so that a talkative command is not held up.
pub(crate) async fn read_end(
    mut from: impl AsyncRead + Unpin,
    end: &mut Vec<u8>,
) -> io::Result<()> {
    let mut block = [0; 8192];
    loop {
        let length = from.read(&mut block).await?;
        if length == 0 {
            return Ok(());
        }
        end.extend_from_slice(&block[..length]);
        let excess = end.len().saturating_sub(SAID_BYTES_MAX);
        end.drain(..excess);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(command: &str, shown: &str) {
        assert_eq!(program(command), format!("command `{shown}`"));
    }

    #[tokio::test]
    async fn no_more_is_handed_on_than_may_be() {
        for (bytes_max, expected) in [(5, Fits::Yes), (4, Fits::No), (0, Fits::No)] {
            let mut handed = Vec::new();
            let keep = &mut |bytes: &[u8]| handed.extend_from_slice(bytes);
            let fits = read_each(&b"lines"[..], bytes_max, keep).await.unwrap();
            assert_eq!(fits, expected);
            assert_eq!(handed.is_empty(), expected == Fits::No);
        }
    }

    #[test]
    fn only_the_program_is_shown() {
        check("./count.sh", "./count.sh");
        check("psql postgres://user:secret@db -c 'select 1'", "psql …");
        check("PGPASSWORD=secret  psql", "psql");
        check("TOKEN=secret", "…");
        check("a\u{1b}[31m b", "a\\u{1b}[31m …");
    }
}
