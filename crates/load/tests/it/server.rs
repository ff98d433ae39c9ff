//! A server of hyper's that does by HTTP/1.1 or HTTP/2 what a test asks of it.

use std::{
    cell::Cell,
    collections::{BTreeMap, HashMap},
    convert::Infallible,
    future::{pending, poll_fn},
    io,
    path::Path,
    pin::{Pin, pin},
    rc::Rc,
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

use hyper::{
    Request, Response,
    body::{Body, Bytes, Incoming},
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, UnixListener},
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
    /// HTTP/2: the stream is reset, with word that it was not begun. HTTP/1.1: the connection is closed.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    One,
    Two,
}

/// How a server is.
pub(super) struct Manners {
    pub(super) version: Version,
    /// What it does about its nth request, from 0.
    pub(super) act: fn(usize) -> Act,
    /// What it does instead about the first delivery of an event, the second and so on; the last stands for all that follow.
    pub(super) by_attempt: Vec<Act>,
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
    /// Deliveries by the stream of their event.
    pub(super) deliveries: HashMap<String, usize>,
}

/// A server that is sound.
pub(super) const SOUND: Manners = Manners {
    version: Version::Two,
    act: |_| Act::Status(200),
    by_attempt: Vec::new(),
    streams: 100,
    together: 1,
    tls: None,
};

pub(super) struct Server {
    url: String,
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

enum Listener {
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

impl Server {
    /// On a free port.
    pub(super) fn start(manners: Manners) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let scheme = if manners.tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}/callbacks/css?a=b", listener.local_addr().unwrap());
        Self::listen(url, manners, move || TcpListener::from_std(listener).map(Listener::Tcp))
    }

    /// In the file system, where it can come back to.
    pub(super) fn start_at(path: &Path, manners: Manners) -> Self {
        drop(std::fs::remove_file(path));
        let listener = std::os::unix::net::UnixListener::bind(path).unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("unix:{}:/callbacks/css?a=b", path.display());
        Self::listen(url, manners, move || UnixListener::from_std(listener).map(Listener::Unix))
    }

    fn listen(
        url: String,
        manners: Manners,
        listener: impl FnOnce() -> io::Result<Listener> + Send + 'static,
    ) -> Self {
        let seen = Arc::<Mutex<Seen>>::default();
        let (stop, stopped) = oneshot::channel();
        let shared = seen.clone();
        let thread = std::thread::spawn(move || {
            let runtime =
                Builder::new_current_thread().enable_io().build_local(LocalOptions::default());
            runtime.unwrap().block_on(async {
                tokio::select! {
                    ended = accept(listener().unwrap(), manners, shared) => ended.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self { url, seen, stop: Some(stop), thread: Some(thread) }
    }

    pub(super) fn url(&self) -> String {
        self.url.clone()
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

async fn accept(listener: Listener, manners: Manners, seen: Arc<Mutex<Seen>>) -> io::Result<()> {
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

/// The stream of a body, by which an event is known.
pub(super) fn stream(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap();
    body["stream_id"].as_str().unwrap().to_owned()
}
