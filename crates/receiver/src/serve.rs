//! Serves callbacks on a socket until it is asked to stop, then drains. The accept loop itself is in `server`.

mod server;

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc};

use axum::Router;
use tokio::{
    net::TcpListener,
    time::{MissedTickBehavior, interval},
};

use crate::{Limits, ReceiverState, app, observe::BURST_SUMMARY_EVERY, state::Shared};
pub(crate) use server::Unreadable;
use server::{Watch, run};

/// Serves callbacks on `listener` until `shutdown` is ready, then finishes what was accepted within
/// [`Limits::drain`](crate::Limits::drain).
///
/// The inbox stays open: close it after this has returned, since other listeners may read it and a write that outlives its
/// connection is finished by it.
///
/// # Errors
/// [`ServeError::Listener`] when the socket cannot accept any more. Want of file descriptors is waited out instead.
pub async fn serve(
    listener: TcpListener,
    state: ReceiverState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Served, ServeError> {
    let shared = Arc::clone(state.shared());
    let watch = CallbackWatch(Arc::clone(&shared));
    let serving = run(listener, app(&state), shared.config.limits(), watch, shutdown);
    let connections = tokio::select! {
        connections = serving => connections?,
        never = summarize_bursts(&shared) => match never {},
    };
    shared.observer.end_bursts();
    Ok(Served { connections, answers: shared.observer.metrics().answered() })
}

/// What a receiver did, from its start to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// Its connections.
    pub connections: Connections,
    /// How often each answer was given, by code; `ok` for 200. Answers never given are left out.
    pub answers: Vec<(&'static str, u64)>,
}

/// What a listener did, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Connections {
    /// Connections accepted and served.
    pub served: u64,
    /// Connections turned away, over the cap: with 503, or, where too many came at once, without an answer. See
    /// [`Limits::connections`].
    pub turned_away: u64,
    /// Connections closed by us with work unfinished when the drain time was over.
    pub aborted: u64,
}

/// Why a listener stopped without being asked to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The listening socket itself is broken; what was accepted before was drained.
    #[error("cannot accept connections any more; start the receiver again")]
    Listener(#[source] io::Error),
}

/// Keeps the gauges of the callback listener.
#[derive(Clone)]
struct CallbackWatch(Arc<Shared>);

impl Watch for CallbackWatch {
    fn open(&self, connections: usize) {
        self.0.observer.metrics().connections_open(connections);
    }

    fn turned_away(&self, peer: SocketAddr) {
        self.0.observer.turned_away(peer, self.0.clock.now());
    }

    fn unreadable(&self, peer: SocketAddr, what: Unreadable) {
        self.0.observer.unreadable(peer, what, self.0.clock.now());
    }

    fn draining(&self) {
        self.0.begin_draining();
    }
}

/// Serves another router of the same receiver, such as the API's. Its connections are no callbacks, so no gauge counts them.
pub(crate) async fn serve_beside(
    listener: TcpListener,
    router: Router,
    state: &ReceiverState,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Connections, ServeError> {
    let watch = Beside(Arc::clone(state.shared()));
    run(listener, router, &limits.bounded(), watch, shutdown).await
}

#[derive(Clone)]
struct Beside(Arc<Shared>);

impl Watch for Beside {
    fn open(&self, _connections: usize) {}

    fn turned_away(&self, _peer: SocketAddr) {}

    fn unreadable(&self, _peer: SocketAddr, _what: Unreadable) {}

    fn draining(&self) {
        // Requests that wait for an event must not hold up the end.
        self.0.begin_draining();
    }
}

async fn summarize_bursts(shared: &Shared) -> Infallible {
    let mut ticks = interval(BURST_SUMMARY_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        shared.observer.summarize_bursts(shared.clock.now());
    }
}
