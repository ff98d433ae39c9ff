//! Brings a receiver down and up again, to see what was only in its memory.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    pin::Pin,
    process::Stdio,
    time::Duration,
};

use tokio::time::timeout;

use crate::{
    ProbeError,
    quote::last_line,
    shell::{self, Group, SAID_BYTES_MAX},
};

/// How long a restart may take.
pub const RESTART_TIME_MAX: Duration = Duration::from_secs(30);

/// A restart that is on its way.
pub type Restarted<'a> = Pin<Box<dyn Future<Output = Result<(), ProbeError>> + Send + 'a>>;

/// Brings a receiver down and up again.
pub trait Restart: Send + Sync {
    /// Restarts it. That it answers again is not waited for.
    ///
    /// # Errors
    ///
    /// What kept it from being restarted; the receiver may then be down.
    fn restart(&self) -> Restarted<'_>;

    /// In words, for a report; no secret in it.
    fn describe(&self) -> String;
}

/// Restarts with a command, run by `sh -c`: `systemctl restart css`, `docker restart css`, or a script that kills the server and
/// starts a new one in the background.
///
/// The shell is waited for, not what it leaves running, and that is never killed once the shell has ended well. Its stdin and
/// stdout are nowhere; its stderr is a file without a name, gone with the last process that has it. A server that writes much
/// is better started with both sent elsewhere.
#[derive(Debug)]
pub struct CommandRestart {
    command: String,
}

impl CommandRestart {
    /// Takes a command. An empty one is found out by [`Restart::restart`].
    pub fn new(command: &str) -> Self {
        Self { command: command.to_owned() }
    }

    async fn run(&self) -> Result<(), ProbeError> {
        if let Some(reason) = shell::problem(&self.command) {
            return Err(ProbeError::Command { reason });
        }
        // Not a pipe: the server inherits it, and writing to a pipe that nobody reads would stop or kill it some day.
        let stderr = tempfile::tempfile().map_err(ProbeError::RestartNotRun)?;
        let inherited = stderr.try_clone().map_err(ProbeError::RestartNotRun)?;
        let mut group = Group::start(&self.command, &[], Stdio::null(), inherited.into())
            .map_err(ProbeError::RestartNotRun)?;
        let late = |_| ProbeError::RestartTimeout { seconds: RESTART_TIME_MAX.as_secs() };
        let status = timeout(RESTART_TIME_MAX, group.ended())
            .await
            .map_err(late)?
            .map_err(ProbeError::RestartNotRun)?;
        if status.success() {
            return Ok(());
        }
        // A few KiB that were just written: no reason to leave the thread.
        let said = end_of(stderr).unwrap_or_default();
        Err(ProbeError::RestartFailed { status: status.to_string(), said: last_line(&said) })
    }
}

impl Restart for CommandRestart {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Command`], [`ProbeError::RestartNotRun`], [`ProbeError::RestartFailed`],
    /// [`ProbeError::RestartTimeout`].
    fn restart(&self) -> Restarted<'_> {
        Box::pin(self.run())
    }

    fn describe(&self) -> String {
        shell::program(&self.command)
    }
}

fn end_of(mut file: File) -> io::Result<Vec<u8>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(SAID_BYTES_MAX as u64)))?;
    let mut end = Vec::new();
    // Bounded, since a server that goes on writing would otherwise be read for ever.
    file.take(SAID_BYTES_MAX as u64).read_to_end(&mut end)?;
    Ok(end)
}
