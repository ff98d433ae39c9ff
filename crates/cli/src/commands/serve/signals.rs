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

/// Listens to Ctrl-C and SIGTERM from now on, and survives a limit on file sizes. Needs a runtime.
pub(super) fn listen() -> Result<watch::Receiver<Asked>, Failure> {
    survive_file_size_limit();
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

/// A write beyond the limit on file sizes (`ulimit -f`) raises a signal that ends the process without a word. With a handler for
/// it the write fails instead, as one on a full disk does, and what arrives is answered 503.
#[cfg(all(unix, not(any(target_arch = "mips", target_arch = "mips64"))))]
fn survive_file_size_limit() {
    /// The same number on Linux, macOS and the BSDs.
    const SIGXFSZ: i32 = 25;
    // tokio keeps the handler for good; nobody needs to hear of the signal. Where there can be none, all is as it was.
    drop(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(SIGXFSZ)));
}

#[cfg(not(all(unix, not(any(target_arch = "mips", target_arch = "mips64")))))]
fn survive_file_size_limit() {}

/// Ends once as much was asked for.
pub(super) async fn reached(mut asked: watch::Receiver<Asked>, least: Asked) {
    if asked.wait_for(|asked| *asked >= least).await.is_err() {
        // Nobody listens to signals any more, so nobody can ask.
        std::future::pending::<()>().await;
    }
}
