//! One connection and the request on it.

use std::io::{self, ErrorKind};

use super::{
    answer::{Answer, AtEnd, Progress},
    head::{HeadReader, Reuse},
    socket::Socket,
};
use crate::{engine::delivery::Sent, quantity::count, record::tally::Failure};

/// What a connection is doing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Phase {
    /// Nothing, until it is opened at this time.
    Closed { retry_ns: u64 },
    /// Opening, since then.
    Opening { since_ns: u64 },
    /// Open and free, since then.
    Free { since_ns: u64 },
    /// Waiting for an answer.
    Busy(Sent),
}

/// What reading or writing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing that ends the request.
    Pending,
    /// An answer.
    Answered { status: u16, reuse: Reuse },
    /// No answer will come, and the connection is of no use.
    Failed(Failure),
}

/// A connection.
pub(super) struct Connection {
    pub(super) socket: Option<Socket>,
    pub(super) phase: Phase,
    /// How many sockets it has had: tells events of one from those of another.
    pub(super) generation: u32,
    /// Sockets in a row of which nothing came: not opened, or ended by the receiver before anything was answered.
    pub(super) failures: u32,
    /// Whether anything was answered on this socket.
    pub(super) is_proven: bool,
    /// Whether it stands in the queue of free ones.
    pub(super) queued: Queued,
    answer: Answer,
    /// What did not fit the socket of a request, and how far it is written.
    rest: Vec<u8>,
    written: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Queued {
    Yes,
    No,
}

impl Connection {
    pub(super) const fn new() -> Self {
        Self {
            socket: None,
            phase: Phase::Closed { retry_ns: 0 },
            generation: 0,
            failures: 0,
            is_proven: false,
            queued: Queued::No,
            answer: Answer::new(),
            rest: Vec::new(),
            written: 0,
        }
    }

    /// Writes a request, or as much of it as fits.
    pub(super) fn write(&mut self, request: &[u8]) -> Outcome {
        self.answer.reset();
        self.rest.clear();
        self.written = 0;
        let Some(socket) = &mut self.socket else { return Outcome::Failed(Failure::Reset) };
        let n = match socket.send(request) {
            Ok(n) => n,
            Err(error) if is_later(&error) => 0,
            // The answer may be there all the same: it is read before the connection is given up.
            Err(_) => return Outcome::Failed(Failure::Reset),
        };
        if n < request.len() {
            self.rest.extend_from_slice(&request[n..]);
            // Edge-triggered: only a refused write is followed by word that there is room again.
            self.write_on();
        }
        Outcome::Pending
    }

    /// Goes on writing what did not fit.
    pub(super) fn write_on(&mut self) {
        let Some(socket) = &mut self.socket else { return };
        // What fails here shows when the answer is read.
        drop(socket.flush());
        while let Some(rest) = self.rest.get(self.written..).filter(|rest| !rest.is_empty()) {
            match socket.send(rest) {
                Ok(n) => self.written += n,
                // Later, or not at all: then what can be read says so.
                Err(_) => return,
            }
        }
    }

    /// Whether the beginning of an answer was read.
    pub(super) fn has_begun(&self) -> bool {
        self.answer.has_begun()
    }

    /// Whether all of the request is written.
    fn is_written(&self) -> bool {
        self.written >= self.rest.len() && self.socket.as_ref().is_none_or(Socket::is_flushed)
    }

    /// Reads what is there. `ended` says that the other side has closed.
    pub(super) fn read(
        &mut self,
        buffer: &mut [u8],
        heads: &mut HeadReader,
        received: &mut u64,
        ended: bool,
    ) -> Outcome {
        loop {
            let Some(socket) = &mut self.socket else { return Outcome::Failed(Failure::Reset) };
            let is_plain = socket.is_plain();
            let n = match socket.receive(buffer) {
                Ok(0) => return self.at_end(),
                Ok(n) => n,
                Err(error) if is_later(&error) => return Outcome::Pending,
                Err(_) => return Outcome::Failed(Failure::Reset),
            };
            *received += count(n);
            match self.answer.feed(&buffer[..n], heads) {
                Progress::Done { status, reuse } => {
                    // Half a request cannot be taken back, so the connection cannot be used again either.
                    let reuse = if (ended || !self.is_written()) && reuse == Reuse::Yes {
                        Reuse::No
                    } else {
                        reuse
                    };
                    return Outcome::Answered { status, reuse };
                }
                Progress::Malformed => return Outcome::Failed(Failure::Malformed),
                // Edge-triggered: after a short read nothing is there, unless it was the end. Of TLS a read gives one record.
                Progress::More if n < buffer.len() && !ended && is_plain => {
                    return Outcome::Pending;
                }
                Progress::More => {}
            }
        }
    }

    fn at_end(&mut self) -> Outcome {
        match self.answer.end() {
            AtEnd::Done { status } => Outcome::Answered { status, reuse: Reuse::No },
            AtEnd::Early => Outcome::Failed(Failure::Reset),
        }
    }
}

fn is_later(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}
