//! The least that a sender can do: one body over and over, nothing signed, stamped, counted by class or checked. What it costs is the
//! system's price of a request, below which nobody can come who writes and reads each request by itself.

use std::{
    io::{self, ErrorKind, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use rustix::time::{ClockId, clock_gettime};

use crate::{
    engine::raw::poller::{Epoll, Poller},
    quantity::{nanos, place},
};

/// Bytes read at once: an answer of a referee has fewer.
const BUFFER_BYTES: usize = 4 * 1024;

/// What it took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BareCost {
    /// Requests that were answered.
    pub requests: u64,
    /// CPU time of the thread.
    pub cpu_seconds: f64,
}

/// Sends a request on each of some connections as soon as the one before is answered, for so long, on this thread.
///
/// # Errors
///
/// When a connection cannot be had or is lost: it is meant for a [`NullReferee`](super::NullReferee).
pub fn send_bare(
    to: SocketAddr,
    connections: u32,
    request: &[u8],
    length: Duration,
) -> io::Result<BareCost> {
    let mut poller = Poller::new(Epoll::new()?);
    let mut streams = Vec::new();
    for nth in 0..connections {
        let mut stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        stream.write_all(request)?;
        stream.set_nonblocking(true)?;
        poller.add(&stream, nth.into())?;
        streams.push(stream);
    }
    let mut buffer = vec![0; BUFFER_BYTES];
    let (begun, cpu) = (Instant::now(), cpu_seconds());
    let mut requests = 0;
    loop {
        let now = begun.elapsed();
        if now >= length {
            return Ok(BareCost { requests, cpu_seconds: cpu_seconds() - cpu });
        }
        poller.wait_until(nanos(now), nanos(length))?;
        for nth in 0..poller.len() {
            let Some(event) = poller.event(nth) else { continue };
            let Some(mut stream) = streams.get(place(event.key)) else { continue };
            match stream.read(&mut buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(_) => requests += 1,
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error),
            }
            if stream.write(request)? < request.len() {
                return Err(ErrorKind::WriteZero.into());
            }
        }
    }
}

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = Duration::from_secs(u64::try_from(time.tv_sec).unwrap_or_default());
    (seconds + Duration::from_nanos(u64::try_from(time.tv_nsec).unwrap_or_default())).as_secs_f64()
}
