//! An application of somebody's, as little of a web server as can be.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// How long a test waits for what must happen: a release by another process is seen after some seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// Answers nothing, for as long as it is asked to.
pub(super) const HANG: u16 = 0;

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct Request {
    head: String,
    pub(super) body: String,
}

impl Request {
    #[track_caller]
    pub(super) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(own, _)| *own == name).unwrap_or_else(|| panic!("no {name} in {self:?}")).1
    }
}

/// Listens on a port of its own until the test ends.
pub(super) struct Application {
    address: SocketAddr,
    status: Arc<AtomicU16>,
    requests: mpsc::Receiver<Request>,
}

impl Application {
    /// One that answers each request with this status.
    pub(super) fn answering(status: u16) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), status)
    }

    /// One at an address where nobody listened.
    pub(super) fn at(address: SocketAddr, status: u16) -> Self {
        Self::on(TcpListener::bind(address).unwrap(), status)
    }

    fn on(listener: TcpListener, status: u16) -> Self {
        let address = listener.local_addr().unwrap();
        let status = Arc::new(AtomicU16::new(status));
        let (told, requests) = mpsc::channel();
        let current = Arc::clone(&status);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (told, current) = (told.clone(), Arc::clone(&current));
                // One that breaks off is seen by whoever sent to it.
                thread::spawn(move || serve(stream.ok()?, &told, &current));
            }
        });
        Self { address, status, requests }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/in", self.address)
    }

    /// Answers so from now on.
    pub(super) fn answer(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }

    /// The next request that it was sent.
    #[track_caller]
    pub(super) fn request(&self) -> Request {
        self.requests.recv_timeout(PATIENCE).expect("a request comes")
    }

    /// All that it was sent so far and nobody asked for.
    pub(super) fn rest(&self) -> Vec<Request> {
        self.requests.try_iter().collect()
    }
}

fn serve(mut stream: TcpStream, told: &mpsc::Sender<Request>, status: &AtomicU16) -> Option<()> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4_096];
    let request = loop {
        let read = stream.read(&mut piece).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        if let Some(request) = whole(&bytes) {
            break request;
        }
    };
    let status = status.load(Ordering::Relaxed);
    told.send(request).ok()?;
    if status == HANG {
        // Until the other side gives up.
        drop(stream.read(&mut piece));
        return None;
    }
    let answer =
        format!("HTTP/1.1 {status} Said\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok");
    stream.write_all(answer.as_bytes()).ok()
}

fn whole(bytes: &[u8]) -> Option<Request> {
    let (head, body) = str::from_utf8(bytes).ok()?.split_once("\r\n\r\n")?;
    let request = Request { head: head.to_owned(), body: body.to_owned() };
    (body.len() >= request.header("content-length").parse().unwrap()).then_some(request)
}
