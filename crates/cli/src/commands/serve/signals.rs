//! The signals that ask a server to stop.

use tokio::signal;

use crate::output;

/// Ends at the first Ctrl-C or SIGTERM.
pub(super) async fn stop_asked() {
    tokio::select! {
        () = interrupt() => {}
        () = terminate() => {}
    }
    output::note("stopping: finishing what was accepted");
}

async fn interrupt() {
    if signal::ctrl_c().await.is_err() {
        // Without a handler the system's own way of ending us is left.
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminate() {
    match signal::unix::signal(signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending().await
}
