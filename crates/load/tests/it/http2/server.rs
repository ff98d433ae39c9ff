//! A server of hyper's that does over HTTP/2 what a test asks of it.

use std::{
    cell::Cell,
    collections::BTreeMap,
    convert::Infallible,
    future::{pending, poll_fn},
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    rc::Rc,
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

use hyper::{
    Request, Response,
    body::{Body, Bytes, Incoming},
    server::conn::http2,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    runtime::{Builder, LocalOptions},
    sync::{Barrier, Notify, oneshot},
    task::spawn_local,
};
use tokio_rustls::TlsAcceptor;

/// What is done about a request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Act {
    /// This status.
    Status(u16),
    /// The stream is reset, with word that it was not begun.
    Refuse,
    /// Nothing; the stream stays.
    Silence,
    /// This status; and the connection takes no more requests than it has.
    StatusAndGoAway(u16),
    /// The connection is closed, with all that is on it.
    Cut,
    /// The connection is neither read nor written any more.
    Freeze,
}

/// How a server is.
pub(super) struct Manners {
    /// What it does about its nth request, from 0.
    pub(super) act: fn(usize) -> Act,
    /// Requests at once that it allows on a connection.
    pub(super) streams: u32,
    /// Nothing is answered before so many requests are there.
    pub(super) together: usize,
    pub(super) tls: Option<ServerConfig>,
}

/// What a server saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) bodies: Vec<Vec<u8>>,
    /// The most requests at once on each connection.
    pub(super) at_once: BTreeMap<usize, usize>,
}

pub(super) struct Server {
    address: SocketAddr,
    scheme: &'static str,
    seen: Arc<Mutex<Seen>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

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

impl Server {
    pub(super) fn start(manners: Manners) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let scheme = if manners.tls.is_some() { "https" } else { "http" };
        let seen = Arc::<Mutex<Seen>>::default();
        let (stop, stopped) = oneshot::channel();
        let shared = seen.clone();
        let thread = std::thread::spawn(move || {
            let runtime =
                Builder::new_current_thread().enable_io().build_local(LocalOptions::default());
            runtime.unwrap().block_on(async {
                tokio::select! {
                    ended = accept(listener, manners, shared) => ended.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self { address, scheme, seen, stop: Some(stop), thread: Some(thread) }
    }

    pub(super) fn url(&self) -> String {
        format!("{}://{}/callbacks/css?a=b", self.scheme, self.address)
    }

    pub(super) fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        drop(self.thread.take().map(JoinHandle::join));
    }
}

async fn accept(
    listener: std::net::TcpListener,
    manners: Manners,
    seen: Arc<Mutex<Seen>>,
) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let tls = manners.tls.clone().map(|config| TlsAcceptor::from(Arc::new(config)));
    let together = Rc::new(Barrier::new(manners.together));
    let manners = Rc::new(manners);
    for nth in 0.. {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
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
    async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static) {
        let this = Rc::new(self);
        let service = {
            let this = this.clone();
            service_fn(move |request| {
                let this = this.clone();
                async move { this.answer(request).await }
            })
        };
        let mut builder = http2::Builder::new(ThisThread);
        builder.max_concurrent_streams(this.manners.streams);
        let mut serving = pin!(builder.serve_connection(TokioIo::new(stream), service));
        loop {
            tokio::select! {
                _ = serving.as_mut() => return,
                () = this.go_away.notified() => serving.as_mut().graceful_shutdown(),
                () = this.cut.notified() => return,
                () = this.freeze.notified() => pending().await,
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
        let nth = {
            let mut seen = self.seen.lock().unwrap();
            seen.bodies.push(whole);
            let most = seen.at_once.entry(self.nth).or_default();
            *most = self.at_once.get().max(*most);
            seen.bodies.len() - 1
        };
        self.together.wait().await;
        let status = match (self.manners.act)(nth) {
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
}
