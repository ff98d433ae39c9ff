//! A server of hyper's that does by HTTP/1.1 or HTTP/2 what a test asks of it.

mod serving;

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::Path,
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

use rustls::ServerConfig;
use serde_json::Value;
use tokio::{
    net::{TcpListener, UnixListener},
    runtime::{Builder, LocalOptions},
    sync::oneshot,
};

use self::serving::{Listener, accept};

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

/// The stream of a body, by which an event is known.
pub(super) fn stream(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap();
    body["stream_id"].as_str().unwrap().to_owned()
}
