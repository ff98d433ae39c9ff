//! The signals that ask this process to stop: Ctrl-C, and SIGTERM where there is such, as supervisors and time limits send it.

use std::io;

use tokio::signal;

use crate::exit::Failure;

/// Hears of both from its making on, one after the other. Needs a runtime.
#[cfg(unix)]
pub(super) struct Signals {
    interrupt: signal::unix::Signal,
    terminate: signal::unix::Signal,
}

/// Hears of Ctrl-C.
#[cfg(not(unix))]
pub(super) struct Signals;

impl Signals {
    /// Listens from now on: what the system would do by itself it does no more.
    pub(super) fn listen() -> Result<Self, Failure> {
        Self::new()
            .map_err(|error| Failure::environment(format_args!("cannot handle signals: {error}")))
    }

    #[cfg(unix)]
    fn new() -> io::Result<Self> {
        use signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(not(unix))]
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// Ends with the next one.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Ends with the next one.
    #[cfg(not(unix))]
    pub(super) async fn next(&mut self) {
        if signal::ctrl_c().await.is_err() {
            // Without a handler the system's own way of ending us is left.
            std::future::pending::<()>().await;
        }
    }
}
