//! How far a listener's end has come, told to all its connections at once.

use tokio::sync::watch;

/// What connections may still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// Everything.
    Serving,
    /// Finish the request at hand.
    Draining,
    /// Nothing.
    Closing,
}

/// The sender's side: moves the phase on.
pub(super) struct Phases(watch::Sender<Phase>);

impl Phases {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(Phase::Serving))
    }

    pub(super) fn drain(&self) {
        self.0.send_replace(Phase::Draining);
    }

    pub(super) fn close(&self) {
        self.0.send_replace(Phase::Closing);
    }

    pub(super) fn subscribe(&self) -> PhaseWatch {
        PhaseWatch(self.0.subscribe())
    }
}

/// A connection's side: waits for a phase.
pub(super) struct PhaseWatch(watch::Receiver<Phase>);

impl PhaseWatch {
    /// Returns once the listener drains.
    pub(super) async fn draining(&mut self) {
        self.reached(Phase::Draining).await;
    }

    /// Returns once the listener closes what is left.
    pub(super) async fn closing(&mut self) {
        self.reached(Phase::Closing).await;
    }

    async fn reached(&mut self, phase: Phase) {
        // A listener that is gone without a word has nothing more to serve either.
        drop(self.0.wait_for(|now| *now >= phase).await);
    }
}
