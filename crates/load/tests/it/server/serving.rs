//! Its connections and the requests on them.

use std::{
    cell::Cell,
    convert::Infallible,
    future::{pending, poll_fn},
    io,
    pin::{Pin, pin},
    rc::Rc,
    sync::{Arc, Mutex},
};

use hyper::{
    Request, Response,
    body::{Body, Bytes, Incoming},
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, UnixListener},
    sync::{Barrier, Notify},
    task::spawn_local,
};
use tokio_rustls::TlsAcceptor;

use super::{Act, Manners, Seen, Version, stream};

/// A request whose answer is a reset.
#[derive(Debug)]
struct Refused(h2::Error);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// A body in one piece.
struct Answer(Option<Bytes>);

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
        std::task::Poll::Ready(self.0.take().map(|bytes| Ok(hyper::body::Frame::data(bytes))))
    }
}

#[derive(Clone, Copy)]
struct ThisThread;

impl<F: Future + 'static> hyper::rt::Executor<F> for ThisThread {
    fn execute(&self, task: F) {
        drop(spawn_local(async move { drop(task.await) }));
    }
}

/// Where it listens.
pub(super) enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

impl Listener {
    async fn accept(&self) -> io::Result<Box<dyn Stream>> {
        match self {
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
            Self::Unix(listener) => Ok(Box::new(listener.accept().await?.0)),
        }
    }
}

/// One connection, as its requests see it.
struct Connection {
    manners: Rc<Manners>,
    together: Rc<Barrier>,
    seen: Arc<Mutex<Seen>>,
    nth: usize,
    at_once: Cell<usize>,
    go_away: Notify,
    cut: Notify,
    freeze: Notify,
}

/// Serves whoever comes.
pub(super) async fn accept(
    listener: Listener,
    manners: Manners,
    seen: Arc<Mutex<Seen>>,
) -> io::Result<()> {
    let tls = manners.tls.clone().map(|config| TlsAcceptor::from(Arc::new(config)));
    let together = Rc::new(Barrier::new(manners.together));
    let manners = Rc::new(manners);
    for nth in 0.. {
        let stream = listener.accept().await?;
        let connection = Connection {
            manners: manners.clone(),
            together: together.clone(),
            seen: seen.clone(),
            nth,
            at_once: Cell::new(0),
            go_away: Notify::new(),
            cut: Notify::new(),
            freeze: Notify::new(),
        };
        let tls = tls.clone();
        drop(spawn_local(async move {
            match tls {
                None => connection.serve(stream).await,
                Some(tls) => {
                    // A client that believes no certificate is no concern of this server's.
                    if let Ok(stream) = tls.accept(stream).await {
                        connection.serve(stream).await;
                    }
                }
            }
        }));
    }
    Ok(())
}

impl Connection {
    async fn serve(self, stream: impl Stream + 'static) {
        let this = Rc::new(self);
        let service = {
            let this = this.clone();
            service_fn(move |request| {
                let this = this.clone();
                async move { this.answer(request).await }
            })
        };
        let io = TokioIo::new(stream);
        match this.manners.version {
            Version::One => {
                let serving = pin!(http1::Builder::new().serve_connection(io, service));
                this.carry(serving, http1::Connection::graceful_shutdown).await;
            }
            Version::Two => {
                let mut builder = http2::Builder::new(ThisThread);
                builder.max_concurrent_streams(this.manners.streams);
                let serving = pin!(builder.serve_connection(io, service));
                this.carry(serving, http2::Connection::graceful_shutdown).await;
            }
        }
    }

    async fn carry<F: Future>(&self, mut serving: Pin<&mut F>, shut_down: impl Fn(Pin<&mut F>)) {
        loop {
            tokio::select! {
                _ = serving.as_mut() => return,
                () = self.go_away.notified() => shut_down(serving.as_mut()),
                () = self.cut.notified() => return,
                () = self.freeze.notified() => pending().await,
            }
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Answer>, Refused> {
        assert_eq!(request.uri().path_and_query().unwrap(), "/callbacks/css?a=b");
        assert!(request.headers().contains_key("content-type"), "{:?}", request.headers());
        self.at_once.set(self.at_once.get() + 1);
        let mut body = request.into_body();
        let mut whole = Vec::new();
        while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            // Whoever has waited too long takes the rest of the body back.
            let Ok(frame) = frame else { return pending().await };
            whole.extend(frame.into_data().unwrap());
        }
        let act = self.act(whole);
        self.together.wait().await;
        let status = match act {
            Act::Status(status) => status,
            Act::StatusAndGoAway(status) => {
                self.go_away.notify_one();
                status
            }
            Act::Refuse => {
                self.at_once.set(self.at_once.get() - 1);
                return Err(Refused(h2::Reason::REFUSED_STREAM.into()));
            }
            Act::Cut => {
                self.cut.notify_one();
                pending().await
            }
            Act::Freeze => {
                self.freeze.notify_one();
                pending().await
            }
            Act::Silence => pending().await,
        };
        self.at_once.set(self.at_once.get() - 1);
        let mut answer = Response::new(Answer(Some(Bytes::from_static(b"{\"code\":0}"))));
        *answer.status_mut() = status.try_into().unwrap();
        Ok(answer)
    }

    /// Writes a request down, and says what is to be done about it.
    fn act(&self, body: Vec<u8>) -> Act {
        let Manners { act, by_attempt, .. } = &*self.manners;
        let mut seen = self.seen.lock().unwrap();
        let most = seen.at_once.entry(self.nth).or_default();
        *most = self.at_once.get().max(*most);
        let Some(last) = by_attempt.last() else {
            seen.bodies.push(body);
            return act(seen.bodies.len() - 1);
        };
        let deliveries = seen.deliveries.entry(stream(&body)).or_default();
        *deliveries += 1;
        let attempt = *deliveries - 1;
        seen.bodies.push(body);
        *by_attempt.get(attempt).unwrap_or(last)
    }
}
