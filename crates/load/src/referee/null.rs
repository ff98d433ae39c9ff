//! Answers 200 to everything, at the least cost: one thread, one read and one write a request.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use super::incoming::Finder;
use crate::{
    engine::raw::poller::{Epoll, Poller},
    quantity::{SECOND, place},
};

/// The answer to everything.
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{\"code\":0}";
/// Bytes read at once.
const BUFFER_BYTES: usize = 64 * 1024;
/// The listener among the sockets.
const LISTENER: u64 = u64::MAX;

/// The most arrivals that are kept.
const ARRIVALS_MAX: usize = 4_000_000;

/// A receiver that answers 200 to everything, by HTTP/1.1 with keep-alive.
#[derive(Debug)]
pub struct NullReferee {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    arrivals: Option<Arc<Arrivals>>,
    thread: Option<JoinHandle<()>>,
}

/// When requests came.
#[derive(Debug)]
struct Arrivals {
    since: Instant,
    at: Mutex<Vec<Duration>>,
}

impl Arrivals {
    fn note(&self) {
        let now = self.since.elapsed();
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        if at.len() < ARRIVALS_MAX {
            at.push(now);
        }
    }
}

struct Peer {
    stream: TcpStream,
    /// Part of a request.
    unread: Vec<u8>,
}

struct Serving {
    listener: TcpListener,
    poller: Poller,
    peers: Vec<Option<Peer>>,
    finder: Finder,
    buffer: Vec<u8>,
    answered: Arc<AtomicU64>,
    arrivals: Option<Arc<Arrivals>>,
}

impl NullReferee {
    /// Begins to answer on a free port of this machine.
    ///
    /// # Errors
    ///
    /// When the system has no port, thread or epoll to give.
    pub fn start() -> io::Result<Self> {
        Self::listen(None)
    }

    /// The same, and keeps when requests came.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_stamping() -> io::Result<Self> {
        Self::listen(Some(Arc::new(Arrivals { since: Instant::now(), at: Mutex::default() })))
    }

    fn listen(arrivals: Option<Arc<Arrivals>>) -> io::Result<Self> {
        let listener = super::listen()?;
        let address = listener.local_addr()?;
        let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let epoll = Epoll::new()?;
        let (stopped, counter, stamps) = (stop.clone(), answered.clone(), arrivals.clone());
        let thread =
            std::thread::Builder::new().name("null-referee".to_owned()).spawn(move || {
                let poller = Poller::new(epoll);
                let mut serving = Serving {
                    listener,
                    poller,
                    peers: Vec::new(),
                    finder: Finder::default(),
                    buffer: vec![0; BUFFER_BYTES],
                    answered: counter,
                    arrivals: stamps,
                };
                // A referee that fails shows in the run as a receiver that does.
                drop(serving.serve(&stopped));
            })?;
        Ok(Self { address, stop, answered, arrivals, thread: Some(thread) })
    }

    /// Where it listens, for what speaks no URL.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}/callbacks/css", self.address)
    }

    /// How many requests it has answered.
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// When requests came so far, since it was started; nothing if it does not stamp.
    pub fn arrivals(&self) -> Vec<Duration> {
        let at =
            self.arrivals.as_ref().map(|it| it.at.lock().unwrap_or_else(PoisonError::into_inner));
        at.map(|at| at.clone()).unwrap_or_default()
    }
}

impl Drop for NullReferee {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Serving {
    fn serve(&mut self, stop: &AtomicBool) -> io::Result<()> {
        self.poller.add(&self.listener, LISTENER)?;
        while !stop.load(Ordering::Relaxed) {
            self.poller.wait_until(0, SECOND)?;
            for nth in 0..self.poller.len() {
                match self.poller.event(nth) {
                    Some(event) if event.key == LISTENER => self.accept()?,
                    Some(event) if event.is_readable() => self.answer(place(event.key)),
                    Some(_) | None => {}
                }
            }
        }
        Ok(())
    }

    fn accept(&mut self) -> io::Result<()> {
        while let Ok((stream, _)) = self.listener.accept() {
            stream.set_nonblocking(true)?;
            stream.set_nodelay(true)?;
            self.poller.add(&stream, crate::quantity::count(self.peers.len()))?;
            self.peers.push(Some(Peer { stream, unread: Vec::new() }));
        }
        Ok(())
    }

    fn answer(&mut self, nth: usize) {
        let Some(Some(peer)) = self.peers.get_mut(nth) else { return };
        loop {
            let n = match peer.stream.read(&mut self.buffer) {
                Ok(n) if n > 0 => n,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Ok(_) | Err(_) => break,
            };
            let is_last = n < self.buffer.len();
            // Counted before it is answered: whoever has an answer finds its request counted.
            let count = || {
                self.answered.fetch_add(1, Ordering::Relaxed);
                if let Some(arrivals) = &self.arrivals {
                    arrivals.note();
                }
            };
            if peer.take(&self.buffer[..n], &mut self.finder, count).is_err() {
                break;
            }
            if is_last {
                return;
            }
        }
        self.peers[nth] = None;
    }
}

impl Peer {
    /// Answers what is whole, and keeps the rest.
    fn take(&mut self, bytes: &[u8], finder: &mut Finder, count: impl Fn()) -> io::Result<()> {
        let joined;
        let mut rest = if self.unread.is_empty() {
            bytes
        } else {
            joined = [self.unread.as_slice(), bytes].concat();
            &joined
        };
        let no_request = |_| io::Error::from(io::ErrorKind::InvalidData);
        while let Some(whole) = finder.find(rest).map_err(no_request)? {
            count();
            self.stream.write_all(ANSWER)?;
            rest = &rest[whole.end..];
        }
        self.unread = rest.to_vec();
        Ok(())
    }
}
