//! A receiver with one worker, so that its capacity is known: one over its service time.
//!
//! Answers go out by a schedule of absolute times: a thread that wakes late answers late, and the next answer is not later for it. So the
//! capacity does not drift with the machine.

use std::{
    collections::VecDeque,
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::incoming::Finder;
use crate::{
    engine::raw::poller::{Epoll, Poller},
    quantity::{SECOND, count, nanos, place, whole},
};

/// The answer to everything.
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{\"code\":0}";
/// Bytes read at once.
const BUFFER_BYTES: usize = 64 * 1024;
/// The listener among the sockets.
const LISTENER: u64 = u64::MAX;

/// How long the worker takes for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// The same for each.
    Fixed(Duration),
    /// This in the mean, and each by chance, so that queues form before the capacity is reached.
    Exponential(Duration),
}

/// A receiver that answers 200 to everything, one request after the other.
#[derive(Debug)]
pub struct QueueReferee {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

/// Decides when each request is done.
struct Schedule {
    service: Service,
    random: ChaCha8Rng,
    /// When the worker is through with all that came.
    free_ns: u64,
}

struct Peer {
    stream: TcpStream,
    /// Part of a request.
    unread: Vec<u8>,
}

struct Serving {
    listener: TcpListener,
    poller: Poller,
    origin: Instant,
    peers: Vec<Option<Peer>>,
    /// What is to be answered when, and to whom; in order.
    queue: VecDeque<(u64, usize)>,
    schedule: Schedule,
    finder: Finder,
    buffer: Vec<u8>,
    answered: Arc<AtomicU64>,
}

impl QueueReferee {
    /// Begins to answer on a free port of this machine.
    ///
    /// # Errors
    ///
    /// When the system has no port, thread or epoll to give.
    pub fn start(service: Service) -> io::Result<Self> {
        let listener = super::listen()?;
        let address = listener.local_addr()?;
        let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let epoll = Epoll::new()?;
        let (stopped, counter) = (stop.clone(), answered.clone());
        let thread =
            std::thread::Builder::new().name("queue-referee".to_owned()).spawn(move || {
                let mut serving = Serving {
                    listener,
                    poller: Poller::new(epoll),
                    origin: Instant::now(),
                    peers: Vec::new(),
                    queue: VecDeque::new(),
                    schedule: Schedule::new(service),
                    finder: Finder::default(),
                    buffer: vec![0; BUFFER_BYTES],
                    answered: counter,
                };
                // A referee that fails shows in the run as a receiver that does.
                drop(serving.serve(&stopped));
            })?;
        Ok(Self { address, stop, answered, thread: Some(thread) })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}/callbacks/css", self.address)
    }

    /// How many requests it has answered.
    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }
}

impl Drop for QueueReferee {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Schedule {
    fn new(service: Service) -> Self {
        Self { service, random: ChaCha8Rng::seed_from_u64(0), free_ns: 0 }
    }

    /// When a request is done that came now.
    fn done_ns(&mut self, now: u64) -> u64 {
        let service = match self.service {
            Service::Fixed(service) => nanos(service),
            Service::Exponential(mean) => {
                let uniform: f64 = self.random.random();
                whole(-(1.0 - uniform).ln() * nanos(mean) as f64)
            }
        };
        self.free_ns = self.free_ns.max(now) + service;
        self.free_ns
    }
}

impl Serving {
    fn now(&self) -> u64 {
        nanos(self.origin.elapsed())
    }

    fn serve(&mut self, stop: &AtomicBool) -> io::Result<()> {
        self.poller.add(&self.listener, LISTENER)?;
        while !stop.load(Ordering::Relaxed) {
            let now = self.now();
            let until = self.queue.front().map_or(now + SECOND, |(done_ns, _)| *done_ns);
            self.poller.wait_until(now, until)?;
            for nth in 0..self.poller.len() {
                match self.poller.event(nth) {
                    Some(event) if event.key == LISTENER => self.accept()?,
                    Some(event) if event.is_readable() => self.take(place(event.key)),
                    Some(_) | None => {}
                }
            }
            self.answer();
        }
        Ok(())
    }

    fn accept(&mut self) -> io::Result<()> {
        while let Ok((stream, _)) = self.listener.accept() {
            stream.set_nonblocking(true)?;
            stream.set_nodelay(true)?;
            self.poller.add(&stream, count(self.peers.len()))?;
            self.peers.push(Some(Peer { stream, unread: Vec::new() }));
        }
        Ok(())
    }

    /// Takes what came. What is whole gets its place in the queue.
    fn take(&mut self, nth: usize) {
        loop {
            let Some(Some(peer)) = self.peers.get_mut(nth) else { return };
            let n = match peer.stream.read(&mut self.buffer) {
                Ok(n) if n > 0 => n,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Ok(_) | Err(_) => break,
            };
            peer.unread.extend_from_slice(&self.buffer[..n]);
            let now = nanos(self.origin.elapsed());
            loop {
                match self.finder.find(&peer.unread) {
                    Ok(Some(request)) => {
                        peer.unread.drain(..request.end);
                        self.queue.push_back((self.schedule.done_ns(now), nth));
                    }
                    Ok(None) => break,
                    Err(_) => {
                        self.peers[nth] = None;
                        return;
                    }
                }
            }
        }
        // Whoever went away is worked for all the same, as most receivers do.
        self.peers[nth] = None;
    }

    /// Answers what is done by now.
    fn answer(&mut self) {
        let now = self.now();
        while let Some((_, nth)) = self.queue.pop_front_if(|(done_ns, _)| *done_ns <= now) {
            let Some(Some(peer)) = self.peers.get_mut(nth) else { continue };
            if peer.stream.write_all(ANSWER).is_err() {
                self.peers[nth] = None;
            }
            self.answered.fetch_add(1, Ordering::Relaxed);
        }
    }
}
