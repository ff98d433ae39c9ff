//! One connection from its opening to its end, as a task that posts what happens.

use std::{
    future::{Future, poll_fn},
    io,
    pin::pin,
    rc::Rc,
    sync::Arc,
    task::Poll,
};

use hyper::client::conn::{http1, http2};
use hyper_util::rt::TokioIo;
use rustls::{AlertDescription, pki_types::ServerName};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::TlsConnector;

use super::{
    frames::Frames,
    mailbox::{ConnectionId, Event, Mailbox, Sender},
    payload::Payload,
    wire::{NotHttp2, Signals, Stream, Traffic, Wire},
};
use crate::{
    destination::{Address, Destination},
    options::Protocol,
};

/// HTTP/2 as TLS names it.
const ALPN: &[u8] = b"h2";

/// What connections are opened with.
pub(super) struct Opener {
    address: Address,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    protocol: Protocol,
    traffic: Rc<Traffic>,
    mailbox: Mailbox,
}

/// Gives hyper's own tasks to the runtime of this thread.
#[derive(Debug, Clone, Copy)]
struct ThisThread;

impl<F: Future + 'static> hyper::rt::Executor<F> for ThisThread {
    fn execute(&self, task: F) {
        drop(tokio::task::spawn_local(async move { drop(task.await) }));
    }
}

type Io = TokioIo<Wire>;

impl Opener {
    pub(super) fn new(
        destination: &Destination,
        protocol: Protocol,
        traffic: Rc<Traffic>,
        mailbox: Mailbox,
    ) -> Self {
        let tls = destination.tls().map(|tls| {
            let mut config = (*tls.config).clone();
            if protocol != Protocol::Http1 {
                config.alpn_protocols = vec![ALPN.to_vec()];
            }
            (TlsConnector::from(Arc::new(config)), tls.name.clone())
        });
        Self { address: destination.address().clone(), tls, protocol, traffic, mailbox }
    }

    /// Opens a connection, says that it is open, and carries it to its end.
    pub(super) async fn carry(self: Rc<Self>, id: ConnectionId, signals: Rc<Signals>) {
        let ended = self.open_and_drive(id, signals).await;
        let error = ended.err().unwrap_or_else(|| io::ErrorKind::ConnectionReset.into());
        self.mailbox.post(Event::Closed(id, error));
    }

    async fn open_and_drive(&self, id: ConnectionId, signals: Rc<Signals>) -> io::Result<()> {
        let stream = self.connect().await?;
        let frames = (self.protocol != Protocol::Http1).then(Frames::new);
        let traffic = self.traffic.clone();
        let io = TokioIo::new(Wire { stream, frames, signals: signals.clone(), traffic });
        match self.protocol {
            Protocol::Http1 => {
                let (sender, connection) = http1::handshake(io).await.map_err(io::Error::other)?;
                self.mailbox.post(Event::Opened(id, Sender::One(sender)));
                connection.await.map_err(io::Error::other)
            }
            Protocol::Http2 { .. } => self.drive(id, io, &signals).await,
        }
    }

    /// HTTP/2: a connection is open when the other side's settings have come; until then it may be anything.
    async fn drive(&self, id: ConnectionId, io: Io, signals: &Signals) -> io::Result<()> {
        let (sender, connection) =
            http2::handshake::<_, _, Payload>(ThisThread, io).await.map_err(io::Error::other)?;
        let mut sender = Some(sender);
        let mut connection = pin!(connection);
        poll_fn(|context| {
            if signals.has_news(context) && signals.is_http2() {
                match sender.take() {
                    Some(sender) => self.mailbox.post(Event::Opened(id, Sender::Two(sender))),
                    None => self.mailbox.post(Event::Allowance(id)),
                }
                if signals.is_leaving() {
                    self.mailbox.post(Event::Leaving(id));
                }
            }
            match connection.as_mut().poll(context) {
                Poll::Ready(_) if !signals.is_http2() => {
                    Poll::Ready(Err(signals.not_http2().into()))
                }
                Poll::Ready(ended) => Poll::Ready(ended.map_err(io::Error::other)),
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }

    async fn connect(&self) -> io::Result<Box<dyn Stream>> {
        let tcp = match &self.address {
            Address::Unix(path) => return Ok(Box::new(UnixStream::connect(path).await?)),
            Address::Tcp(address) => TcpStream::connect(address).await?,
        };
        // A request is one write; what is held back for company comes late.
        tcp.set_nodelay(true)?;
        let Some((connector, name)) = &self.tls else { return Ok(Box::new(tcp)) };
        let stream = match connector.connect(name.clone(), tcp).await {
            Ok(stream) => stream,
            Err(error) if is_about_alpn(&error) => return Err(NotHttp2::NotOffered.into()),
            Err(error) => return Err(error),
        };
        if self.protocol != Protocol::Http1 && stream.get_ref().1.alpn_protocol() != Some(ALPN) {
            return Err(NotHttp2::NotOffered.into());
        }
        Ok(Box::new(stream))
    }
}

/// Whether the other side has a list of protocols, and ours is not among them.
fn is_about_alpn(error: &io::Error) -> bool {
    let rustls = error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>());
    matches!(rustls, Some(rustls::Error::AlertReceived(AlertDescription::NoApplicationProtocol)))
}
