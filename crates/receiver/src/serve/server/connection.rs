//! One connection: HTTP/1.1 over a socket with deadlines, until the peer, a limit or the listener's phase ends it.

use std::{pin::pin, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::net::TcpStream;

use super::{phase::PhaseWatch, write_limit::WriteLimit};

/// Serves one connection to its end. What goes wrong here is the peer's affair; it is told at debug level only.
pub(super) fn serve(
    stream: TcpStream,
    http: &http1::Builder,
    app: Router,
    write_time: Duration,
    mut phase: PhaseWatch,
) -> impl Future<Output = ()> + Send + 'static {
    // Answers are smaller than a packet; waiting to fill one would cost 40 ms. A socket that cannot is gone already.
    drop(stream.set_nodelay(true));
    let io = TokioIo::new(WriteLimit::new(stream, write_time));
    let connection = http.serve_connection(io, TowerToHyperService::new(app));
    async move {
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            biased;
            ended = connection.as_mut() => ended,
            () = phase.draining() => {
                connection.as_mut().graceful_shutdown();
                tokio::select! {
                    biased;
                    ended = connection.as_mut() => ended,
                    () = phase.closing() => return,
                }
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}
