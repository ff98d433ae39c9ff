//! One request over a socket, byte for byte: what was written, what came back, and why nothing did.
//!
//! Bytes are written by hand and not by a client library, because a report must show exactly what was sent, and because half of the
//! transport cases are what no library would send. The head of an answer is read by `httparse`.

mod answer;
mod connection;
mod request;

use std::{io, time::Duration};

pub(crate) use answer::Answer;
pub(crate) use connection::{Connection, DialError, Dialer, Ending};
pub(crate) use request::{Request, literal};

/// What is kept of the bytes of one direction.
pub(crate) const TRANSCRIPT_BYTES_MAX: usize = 64 * 1024;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Failure {
    /// None came in time.
    Timeout,
    /// Nobody listens there.
    Refused,
    /// The host's name leads nowhere.
    Dns,
    /// The connection was broken off.
    Reset,
    /// The connection was closed without an answer.
    Closed,
    /// No encrypted connection came about.
    Tls,
    /// What came is no HTTP/1 answer.
    Malformed,
    /// Anything else of the system.
    Other,
}

impl Failure {
    /// The stable word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Refused => "refused",
            Self::Dns => "dns",
            Self::Reset => "reset",
            Self::Closed => "closed",
            Self::Tls => "tls",
            Self::Malformed => "malformed",
            Self::Other => "other",
        }
    }

    /// In words, for a sentence that begins with them.
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Timeout => "no answer in time",
            Self::Refused => "nobody listens there",
            Self::Dns => "the host's name leads nowhere",
            Self::Reset => "the connection was broken off without an answer",
            Self::Closed => "the connection was closed without an answer",
            Self::Tls => "no encrypted connection came about",
            Self::Malformed => "what came back is no HTTP/1 answer",
            Self::Other => "the system refused to connect",
        }
    }

    fn of(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::ConnectionRefused => Self::Refused,
            Kind::TimedOut => Self::Timeout,
            Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe => Self::Reset,
            Kind::UnexpectedEof => Self::Closed,
            Kind::InvalidData => Self::Malformed,
            _ => Self::Other,
        }
    }
}

/// What was sent and what came of it.
#[derive(Debug, Clone)]
pub(crate) struct Exchanged {
    /// The bytes written, the first 64 KiB of them.
    pub(crate) sent: Vec<u8>,
    /// The bytes read, likewise.
    pub(crate) received: Vec<u8>,
    /// The answers, in order. More than one where requests were pipelined.
    pub(crate) answers: Vec<Answer>,
    /// Why no further answer came, where one was waited for.
    pub(crate) failure: Option<Failure>,
    /// What the TLS library says of a connection that did not come about.
    pub(crate) detail: Option<String>,
    /// From the first byte written to the last answer's head, or to the failure.
    pub(crate) latency: Duration,
}

impl Exchanged {
    /// Whether nothing came back for a reason that lies before the first byte.
    pub(crate) fn met_nobody(&self) -> bool {
        use Failure::{Dns, Other, Refused, Tls};
        self.answers.is_empty() && matches!(self.failure, Some(Refused | Dns | Tls | Other))
    }

    /// The last answer's status.
    pub(crate) fn status(&self) -> Option<u16> {
        if self.failure.is_some() { None } else { self.answers.last().map(|answer| answer.status) }
    }

    pub(crate) fn failed(failure: DialError, latency: Duration) -> Self {
        Self {
            sent: Vec::new(),
            received: Vec::new(),
            answers: Vec::new(),
            failure: Some(failure.failure),
            detail: failure.detail,
            latency,
        }
    }
}
