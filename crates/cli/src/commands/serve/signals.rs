//! The signals that ask a server to stop: the first to finish what it has, the second to end at once.

use tokio::sync::watch;

use crate::{commands::signals::Signals, exit::Failure};

/// What was asked for so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Asked {
    /// Nothing: go on.
    Nothing,
    /// Finish what was accepted, then stop.
    Stop,
    /// End, whatever is unfinished.
    AtOnce,
}

/// Listens to Ctrl-C and SIGTERM from now on. Needs a runtime.
pub(super) fn listen() -> Result<watch::Receiver<Asked>, Failure> {
    let mut signals = Signals::listen()?;
    let (sender, asked) = watch::channel(Asked::Nothing);
    drop(tokio::spawn(async move {
        for (asked, said) in [
            (Asked::Stop, "stopping: finishing what was accepted; a second signal ends at once"),
            (Asked::AtOnce, "ending at once: what was not answered yet will be delivered again"),
        ] {
            signals.next().await;
            sender.send_replace(asked);
            tracing::info!("{said}");
        }
    }));
    Ok(asked)
}

/// Ends once as much was asked for.
pub(super) async fn reached(mut asked: watch::Receiver<Asked>, least: Asked) {
    if asked.wait_for(|asked| *asked >= least).await.is_err() {
        // Nobody listens to signals any more, so nobody can ask.
        std::future::pending::<()>().await;
    }
}
