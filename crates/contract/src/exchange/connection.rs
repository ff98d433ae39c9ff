//! A connection that remembers what went over it.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use livehook_simulator::delivery::{Target, tls_config};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, lookup_host},
    time::{Instant, timeout_at},
};
use tokio_rustls::TlsConnector;

use super::{
    Answer, Exchanged, Failure, TRANSCRIPT_BYTES_MAX,
    answer::{self, Bodies},
};

trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

/// How a connection ends when it is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// As usual.
    Close,
    /// Broken off, so that the other side sees a reset.
    Reset,
}

/// Why no connection came about.
#[derive(Debug)]
pub(crate) struct DialError {
    pub(crate) failure: Failure,
    /// What the TLS library says.
    pub(crate) detail: Option<String>,
}

impl From<Failure> for DialError {
    fn from(failure: Failure) -> Self {
        Self { failure, detail: None }
    }
}

/// Opens connections to one target.
#[derive(Clone)]
pub(crate) struct Dialer {
    host: String,
    port: u16,
    tls: Option<Arc<rustls::ClientConfig>>,
}

impl Dialer {
    pub(crate) fn new(target: &Target) -> Result<Self, rustls::Error> {
        let url = target.url();
        let tls = if target.is_https() { Some(Arc::new(tls_config(target)?)) } else { None };
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().unwrap_or(80);
        Ok(Self { host, port, tls })
    }

    pub(crate) const fn is_encrypted(&self) -> bool {
        self.tls.is_some()
    }

    /// Opens a connection on which everything must be over by the deadline.
    pub(crate) async fn dial(&self, deadline: Instant) -> Result<Connection, DialError> {
        self.dial_to_end(deadline, Ending::Close).await
    }

    /// As [`Self::dial`], with a word on how it will end.
    pub(crate) async fn dial_to_end(
        &self,
        deadline: Instant,
        ending: Ending,
    ) -> Result<Connection, DialError> {
        match timeout_at(deadline, self.stream(ending)).await {
            Ok(stream) => Ok(Connection::new(stream?, deadline)),
            Err(_) => Err(Failure::Timeout.into()),
        }
    }

    async fn stream(&self, ending: Ending) -> Result<Box<dyn Stream>, DialError> {
        let addresses: Vec<SocketAddr> =
            lookup_host((self.host.as_str(), self.port)).await.map_err(|_| Failure::Dns)?.collect();
        let tcp = TcpStream::connect(addresses.as_slice()).await.map_err(|it| Failure::of(&it))?;
        // Pieces written apart must travel apart.
        tcp.set_nodelay(true).map_err(|error| Failure::of(&error))?;
        if ending == Ending::Reset {
            tcp.set_zero_linger().map_err(|error| Failure::of(&error))?;
        }
        let Some(tls) = &self.tls else { return Ok(Box::new(tcp)) };
        let name = ServerName::try_from(self.host.clone()).map_err(|_| Failure::Tls)?;
        let stream = TlsConnector::from(tls.clone()).connect(name, tcp).await;
        let why =
            |error: io::Error| DialError { failure: Failure::Tls, detail: Some(error.to_string()) };
        Ok(Box::new(stream.map_err(why)?))
    }
}

/// A connection, what went over it, and the time by which all must be over.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    sent: Vec<u8>,
    received: Vec<u8>,
    unread: Vec<u8>,
    answers: Vec<Answer>,
    failure: Option<Failure>,
    began: Instant,
    latency: Duration,
    deadline: Instant,
    bodies: Bodies,
}

impl Connection {
    fn new(stream: Box<dyn Stream>, deadline: Instant) -> Self {
        Self {
            stream,
            sent: Vec::new(),
            received: Vec::new(),
            unread: Vec::new(),
            answers: Vec::new(),
            failure: None,
            began: Instant::now(),
            latency: Duration::ZERO,
            deadline,
            bodies: Bodies::AsSaid,
        }
    }

    /// Answers to what is written from now on have no body, since it is a HEAD.
    pub(crate) const fn expect_no_bodies(&mut self) {
        self.bodies = Bodies::None;
    }

    pub(crate) const fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Writes bytes. A receiver that does not read on is no failure yet: it may have answered.
    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        self.is_written(bytes);
        let write = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        // Whether that went well shows in the answer.
        drop(timeout_at(self.deadline, write).await);
    }

    /// Writes bytes and reads the answer meanwhile: a receiver may answer before it has read all, and read no further.
    pub(crate) async fn write_and_answer(&mut self, bytes: &[u8]) {
        self.is_written(bytes);
        let (mut reader, mut writer) = tokio::io::split(&mut self.stream);
        let received = &mut self.received;
        let reading =
            answer::read(&mut reader, &mut self.unread, self.bodies, |part| keep(received, part));
        let writing = async {
            drop(writer.write_all(bytes).await);
            drop(writer.flush().await);
            std::future::pending::<()>().await;
        };
        let both = async {
            tokio::select! {
                read = reading => read,
                () = writing => unreachable!("it never ends"),
            }
        };
        let read = timeout_at(self.deadline, both).await;
        self.conclude(read);
    }

    fn is_written(&mut self, bytes: &[u8]) {
        // It may have been open for a while.
        if self.sent.is_empty() {
            self.began = Instant::now();
        }
        keep(&mut self.sent, bytes);
    }

    /// Waits for an answer.
    pub(crate) async fn answer(&mut self) {
        let received = &mut self.received;
        let reading = answer::read(&mut self.stream, &mut self.unread, self.bodies, |part| {
            keep(received, part);
        });
        let read = timeout_at(self.deadline, reading).await;
        self.conclude(read);
    }

    fn conclude(&mut self, read: Result<io::Result<Answer>, tokio::time::error::Elapsed>) {
        self.latency = self.began.elapsed();
        match read {
            Ok(Ok(answer)) => self.answers.push(answer),
            Ok(Err(error)) => self.failure = Some(Failure::of(&error)),
            Err(_) => self.failure = Some(Failure::Timeout),
        }
    }

    /// Ends our side.
    pub(crate) async fn end(&mut self) {
        drop(self.stream.shutdown().await);
    }

    /// What went over it.
    pub(crate) fn exchanged(self) -> Exchanged {
        Exchanged {
            sent: self.sent,
            received: self.received,
            answers: self.answers,
            failure: self.failure,
            detail: None,
            latency: self.latency,
        }
    }
}

fn keep(kept: &mut Vec<u8>, bytes: &[u8]) {
    let room = TRANSCRIPT_BYTES_MAX.saturating_sub(kept.len());
    kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
}
