//! A command that writes all that a receiver has to stdout: a database client, `docker exec`, a script.

use tokio::time::timeout;

use super::{LISTING_BYTES_MAX, LISTING_TIME_MAX, Listed, Listing, counting};
use crate::{ProbeError, by_command::run, shell};

/// Runs a command with `sh -c` and hands its stdout on, one event a line or one JSON document.
#[derive(Debug)]
pub struct CommandListing {
    command: String,
}

impl CommandListing {
    /// Takes a command. It is given no stream: it lists those of all.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Command`].
    pub fn new(command: &str) -> Result<Self, ProbeError> {
        match shell::problem(command) {
            Some(reason) => Err(ProbeError::Command { reason }),
            None => Ok(Self { command: command.to_owned() }),
        }
    }

    async fn listed(&self, sink: &mut (dyn FnMut(&[u8]) + Send)) -> Result<u64, ProbeError> {
        let mut bytes = 0;
        let mut counted = counting(&mut bytes, sink);
        let running = run(&self.command, &[], LISTING_BYTES_MAX, &mut counted);
        // What is late is dropped by then, and with it killed.
        let late = |_| ProbeError::Timeout { seconds: LISTING_TIME_MAX.as_secs() };
        timeout(LISTING_TIME_MAX, running).await.map_err(late)??;
        drop(counted);
        Ok(bytes)
    }
}

impl Listing for CommandListing {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// [`ProbeError::CommandNotRun`], [`ProbeError::CommandFailed`] once all of its output was handed on, [`ProbeError::Timeout`],
    /// [`ProbeError::TooLarge`].
    fn list<'a>(&'a self, sink: &'a mut (dyn FnMut(&[u8]) + Send)) -> Listed<'a> {
        Box::pin(self.listed(sink))
    }

    fn describe(&self) -> String {
        shell::program(&self.command)
    }
}
