//! One connection: HTTP/1.1 over a socket with deadlines, until the peer, a limit or the listener's phase ends it.

use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{phase::PhaseWatch, unreadable::Unreadable, write_limit::WriteLimit};
use crate::peer::WithPeer;

/// Serves one connection to its end. What goes wrong here is the peer's affair, and told at debug level only; what is no HTTP/1.1
/// is what it answers.
pub(super) fn serve(
    stream: TcpStream,
    http: &http1::Builder,
    app: WithPeer,
    write_time: Duration,
    mut phase: PhaseWatch,
) -> impl Future<Output = Option<Unreadable>> + Send + 'static {
    // Answers are smaller than a packet; waiting to fill one would cost 40 ms. A socket that cannot is gone already.
    drop(stream.set_nodelay(true));
    let io = TokioIo::new(WriteLimit::new(stream, write_time));
    let mut connection = http.serve_connection(io, app);
    async move {
        let ended = tokio::select! {
            biased;
            ended = &mut connection => ended,
            () = phase.draining() => {
                std::pin::Pin::new(&mut connection).graceful_shutdown();
                tokio::select! {
                    biased;
                    ended = &mut connection => ended,
                    () = phase.closing() => return None,
                }
            }
        };
        let error = ended.err()?;
        tracing::debug!(%error, "a connection ended early");
        Unreadable::of(&error, &connection.into_parts().read_buf)
    }
}
