//! Writes down every request with its time, and answers as it is told: at once, late, not at all, or by breaking the connection off.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::{
        fd::{AsFd, BorrowedFd},
        unix::net::{UnixListener, UnixStream},
    },
    path::Path,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::incoming::Finder;

/// Bytes read at once.
const BUFFER_BYTES: usize = 64 * 1024;
/// The most requests that are kept.
const SEEN_MAX: usize = 1_000_000;

/// A request that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Since the first one.
    pub at: Duration,
    /// Its body.
    pub body: Vec<u8>,
}

/// What a reply may depend on.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// How many came before.
    pub nth: usize,
    /// Since the first one.
    pub at: Duration,
    /// Its body.
    pub body: &'a [u8],
}

/// What is done about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// This status.
    Status(u16),
    /// This status and the connection's end.
    StatusAndClose(u16),
    /// This status with a body in chunks, in several writes.
    Chunked(u16),
    /// This status, at this time since the first request.
    StatusAt(u16, Duration),
    /// Nothing; the connection stays.
    Silence,
    /// The connection is reset.
    Reset,
    /// Something that is no HTTP.
    Garbage,
}

type Rule = dyn Fn(Question<'_>) -> Reply + Send + Sync;

#[derive(Default)]
struct Log {
    first: Option<Instant>,
    seen: Vec<Seen>,
}

struct Common {
    rule: Box<Rule>,
    log: Mutex<Log>,
    more: Condvar,
    stop: AtomicBool,
}

/// A receiver that writes down what comes.
pub struct Recorder {
    common: Arc<Common>,
    place: Place,
}

enum Place {
    Tcp(SocketAddr),
    Encrypted(SocketAddr),
    Unix(std::path::PathBuf),
}

trait Stream: Read + Write + AsFd + Send {}
impl<T: Read + Write + AsFd + Send> Stream for T {}

/// A TLS stream that is known by its socket.
struct Encrypted(StreamOwned<ServerConnection, TcpStream>);

impl Read for Encrypted {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.read(bytes)
    }
}

impl Write for Encrypted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl AsFd for Encrypted {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.sock.as_fd()
    }
}

impl Recorder {
    /// Begins to listen on a free port of this machine.
    ///
    /// # Errors
    ///
    /// When the system has no port or thread to give.
    pub fn start(rule: impl Fn(Question<'_>) -> Reply + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let place = Place::Tcp(listener.local_addr()?);
        let accept = move || -> io::Result<Box<dyn Stream>> {
            let (stream, _) = listener.accept()?;
            stream.set_nodelay(true)?;
            Ok(Box::new(stream))
        };
        Self::listen(rule, place, accept)
    }

    /// Begins to listen on a free port of this machine, by TLS.
    ///
    /// # Errors
    ///
    /// When the system has no port or thread to give.
    pub fn start_encrypted(
        config: Arc<ServerConfig>,
        rule: impl Fn(Question<'_>) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let place = Place::Encrypted(listener.local_addr()?);
        let accept = move || -> io::Result<Box<dyn Stream>> {
            let (stream, _) = listener.accept()?;
            stream.set_nodelay(true)?;
            let tls = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
            Ok(Box::new(Encrypted(StreamOwned::new(tls, stream))))
        };
        Self::listen(rule, place, accept)
    }

    /// Begins to listen in the file system.
    ///
    /// # Errors
    ///
    /// When the path cannot be bound.
    pub fn start_unix(
        path: &Path,
        rule: impl Fn(Question<'_>) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = UnixListener::bind(path)?;
        let accept = move || -> io::Result<Box<dyn Stream>> { Ok(Box::new(listener.accept()?.0)) };
        Self::listen(rule, Place::Unix(path.to_owned()), accept)
    }

    fn listen(
        rule: impl Fn(Question<'_>) -> Reply + Send + Sync + 'static,
        place: Place,
        accept: impl Fn() -> io::Result<Box<dyn Stream>> + Send + 'static,
    ) -> io::Result<Self> {
        let common = Arc::new(Common {
            rule: Box::new(rule),
            log: Mutex::default(),
            more: Condvar::new(),
            stop: AtomicBool::new(false),
        });
        let shared = common.clone();
        std::thread::Builder::new().name("recorder".to_owned()).spawn(move || {
            while let Ok(stream) = accept() {
                if shared.stop.load(Ordering::Relaxed) {
                    break;
                }
                let shared = shared.clone();
                // It ends with its connection.
                std::thread::spawn(move || drop(shared.serve(stream)));
            }
        })?;
        Ok(Self { common, place })
    }

    /// Where it listens, as a target.
    pub fn url(&self) -> String {
        match &self.place {
            Place::Tcp(address) => format!("http://{address}/callbacks/css"),
            Place::Encrypted(address) => format!("https://{address}/callbacks/css"),
            Place::Unix(path) => format!("unix:{}:/callbacks/css", path.display()),
        }
    }

    /// How many requests came, the replies of all but the newest decided.
    pub fn count(&self) -> usize {
        self.common.log().seen.len()
    }

    /// What came so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.common.log().seen.clone()
    }

    /// Waits until so many have come; says whether they did within that time.
    pub fn wait_for(&self, count: usize, at_most: Duration) -> bool {
        let log = self.common.log();
        let waited =
            self.common.more.wait_timeout_while(log, at_most, |log| log.seen.len() < count);
        !waited.map_or(true, |(_, result)| result.timed_out())
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.common.stop.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts.
        match &self.place {
            Place::Tcp(address) | Place::Encrypted(address) => drop(TcpStream::connect(address)),
            Place::Unix(path) => drop(UnixStream::connect(path)),
        }
    }
}

impl Common {
    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a request down, and says what to do about it and when the first one came.
    fn note(&self, body: &[u8]) -> (Reply, Instant) {
        let now = Instant::now();
        let mut log = self.log();
        let first = *log.first.get_or_insert(now);
        let at = now.saturating_duration_since(first);
        let nth = log.seen.len();
        if nth < SEEN_MAX {
            log.seen.push(Seen { at, body: body.to_vec() });
        }
        drop(log);
        self.more.notify_all();
        ((self.rule)(Question { nth, at, body }), first)
    }

    fn serve(&self, mut stream: Box<dyn Stream>) -> io::Result<()> {
        let mut finder = Finder::default();
        let mut buffer = vec![0; BUFFER_BYTES];
        let mut unread = Vec::new();
        loop {
            let n = stream.read(&mut buffer)?;
            if n == 0 {
                return Ok(());
            }
            unread.extend_from_slice(&buffer[..n]);
            let no_request = |_| io::Error::from(io::ErrorKind::InvalidData);
            while let Some(whole) = finder.find(&unread).map_err(no_request)? {
                let (reply, first) = self.note(&unread[whole.body_from..whole.end]);
                unread.drain(..whole.end);
                if answer(&mut *stream, reply, first)? == Then::Close {
                    return Ok(());
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    GoOn,
    Close,
}

fn answer(stream: &mut dyn Stream, reply: Reply, first: Instant) -> io::Result<Then> {
    let line = |status: u16| format!("HTTP/1.1 {status} whatever\r\n");
    match reply {
        Reply::Status(status) => {
            stream
                .write_all(format!("{}content-length: 2\r\n\r\n{{}}", line(status)).as_bytes())?;
        }
        Reply::StatusAndClose(status) => {
            let head =
                format!("{}connection: close\r\ncontent-length: 2\r\n\r\n{{}}", line(status));
            stream.write_all(head.as_bytes())?;
            return Ok(Then::Close);
        }
        Reply::Chunked(status) => {
            let head = format!("{}transfer-encoding: chunked\r\n\r\n", line(status));
            for part in [head.as_str(), "1\r\n", "{\r\n1;x=y\r\n}", "\r\n0\r\n", "\r\n"] {
                stream.write_all(part.as_bytes())?;
            }
        }
        Reply::StatusAt(status, at) => {
            while let Some(wait) = at.checked_sub(first.elapsed()).filter(|wait| !wait.is_zero()) {
                std::thread::park_timeout(wait);
            }
            return answer(stream, Reply::Status(status), first);
        }
        Reply::Silence => {}
        Reply::Reset => {
            rustix::net::sockopt::set_socket_linger(stream.as_fd(), Some(Duration::ZERO))?;
            return Ok(Then::Close);
        }
        Reply::Garbage => stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")?,
    }
    Ok(Then::GoOn)
}
