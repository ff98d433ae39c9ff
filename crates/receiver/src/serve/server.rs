//! The life of a listener: accepts, bounds and drains connections. It knows HTTP only as far as its limits go.
//!
//! Start with `Server::run`; a connection's own life is in `connection`, those over the cap end in `turn_away`.

mod connection;
mod phase;
mod turn_away;
mod unreadable;
mod write_limit;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{Instant, sleep, timeout_at},
};

use super::{Connections, ServeError};
use crate::{
    config::Limits,
    peer::{Peer, WithPeer},
};
use phase::Phases;
pub(crate) use unreadable::Unreadable;

/// The first and the longest pause after a failed accept, mostly for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(5);
const ACCEPT_PAUSE_MAX: Duration = Duration::from_secs(1);

/// The largest header block, and about what hyper's read buffer per connection grows to. hyper answers 431 beyond it.
const HEADER_BYTES: usize = 32 << 10;

/// The highest cap on connections: more than a process has file descriptors for.
const MOST_CONNECTIONS: usize = 1 << 24;

/// Serves `app` on `listener` until `shutdown`, then drains.
pub(crate) async fn run(
    listener: TcpListener,
    app: Router,
    limits: &Limits,
    watch: impl Watch,
    shutdown: impl Future<Output = ()>,
) -> Result<Connections, ServeError> {
    let mut server = Server::new(app, limits, watch);
    let accepting = server.accept_all(&listener, shutdown).await;
    // Connections in the backlog are refused from here on, so that the sender tries again elsewhere at once.
    drop(listener);
    let connections = server.drain(limits.drain).await;
    accepting.map(|()| connections)
}

/// Is told what happens to connections, for gauges.
pub(crate) trait Watch: Clone + Send + Sync + 'static {
    /// So many are open now.
    fn open(&self, connections: usize);
    /// One was turned away.
    fn turned_away(&self, peer: SocketAddr);
    /// One brought what is no HTTP/1.1.
    fn unreadable(&self, peer: SocketAddr, what: Unreadable);
    /// What was accepted is being finished; nothing new is taken.
    fn draining(&self);
}

struct Server<W> {
    app: Router,
    http: http1::Builder,
    write_time: Duration,
    permits: Arc<Semaphore>,
    capacity: usize,
    turn_away: turn_away::TurnAway,
    phases: Phases,
    watch: W,
    counts: Connections,
}

impl<W: Watch> Server<W> {
    fn new(app: Router, limits: &Limits, watch: W) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.header_time)
            .max_buf_size(HEADER_BYTES)
            .max_header_size(HEADER_BYTES)
            // A sender may close its half once the request is out (`nc -N` does) and still read the answer.
            .half_close(true);
        let capacity = limits.connections.min(MOST_CONNECTIONS);
        Self {
            app,
            http,
            write_time: limits.write_time,
            permits: Arc::new(Semaphore::new(capacity)),
            capacity,
            turn_away: turn_away::TurnAway::new(capacity),
            phases: Phases::new(),
            watch,
            counts: Connections::default(),
        }
    }

    async fn accept_all(
        &mut self,
        listener: &TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), ServeError> {
        tokio::pin!(shutdown);
        let mut pause = ACCEPT_PAUSE;
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut shutdown => return Ok(()),
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    pause = ACCEPT_PAUSE;
                    self.take(stream, peer);
                }
                Err(error) => match Severity::of(&error) {
                    Severity::Connection => {}
                    Severity::Resources => {
                        // 128 bits would become a text in JSON.
                        let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
                        tracing::warn!(%error, pause_ms, "cannot accept a connection; pausing");
                        tokio::select! {
                            biased;
                            () = &mut shutdown => return Ok(()),
                            () = sleep(pause) => {}
                        }
                        pause = (pause * 2).min(ACCEPT_PAUSE_MAX);
                    }
                    Severity::Listener => return Err(ServeError::Listener(error)),
                },
            }
        }
    }

    fn take(&mut self, stream: TcpStream, peer: SocketAddr) {
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else {
            self.counts.turned_away += 1;
            self.watch.turned_away(peer);
            self.turn_away.answer(stream);
            return;
        };
        self.counts.served += 1;
        self.watch.open(self.capacity - self.permits.available_permits());
        let serving = connection::serve(
            stream,
            &self.http,
            WithPeer::new(self.app.clone(), Peer(peer)),
            self.write_time,
            self.phases.subscribe(),
        );
        let (watch, permits, capacity) =
            (self.watch.clone(), Arc::clone(&self.permits), self.capacity);
        // Not kept: it ends by itself within the limits, and the permit tells when.
        drop(tokio::spawn(async move {
            if let Some(what) = serving.await {
                watch.unreadable(peer, what);
            }
            drop(permit);
            watch.open(capacity - permits.available_permits());
        }));
    }

    /// Lets connections finish what they have, for at most `time`.
    async fn drain(mut self, time: Duration) -> Connections {
        self.watch.draining();
        self.phases.drain();
        let all = u32::try_from(self.capacity).expect("the highest cap fits");
        let deadline = Instant::now() + time;
        if timeout_at(deadline, self.permits.acquire_many(all)).await.is_err() {
            let left = self.capacity - self.permits.available_permits();
            self.counts.aborted = left as u64;
            tracing::warn!(connections = left, "the drain time is over; closing what is left");
            self.phases.close();
            // Each one sees the phase at its next turn, so this wait is short.
            drop(self.permits.acquire_many(all).await);
        }
        self.counts
    }
}

/// What a failed accept means for the next one.
enum Severity {
    /// That connection is gone; the next may be fine.
    Connection,
    /// Something is used up; it may come back.
    Resources,
    /// The socket is no listener any more.
    Listener,
}

impl Severity {
    fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted => Self::Connection,
            io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => Self::Listener,
            _ => Self::Resources,
        }
    }
}
