//! The stream of a connection, counted, and overheard for what hyper does not say.

use std::{
    cell::Cell,
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::frames::{Frames, Heard};
use crate::quantity::count;

/// What bytes can be sent over and taken from.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

/// Why nothing can be sent by HTTP/2, though something listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotHttp2 {
    /// It answered in HTTP/1.
    #[error("it answered in HTTP/1.1")]
    Http1,
    /// It said nothing.
    #[error("it ended the connection on the first words of HTTP/2")]
    Silent,
    /// It said something else.
    #[error("it answered in neither HTTP/1 nor HTTP/2")]
    Other,
    /// TLS did not come to HTTP/2.
    #[error("within TLS it offers no HTTP/2 (by ALPN)")]
    NotOffered,
}

impl From<NotHttp2> for io::Error {
    fn from(error: NotHttp2) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

/// How many bytes came and went on all connections of a thread.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    pub(super) sent: Cell<u64>,
    pub(super) received: Cell<u64>,
}

/// What was heard on one connection.
pub(super) struct Signals {
    /// Bytes that came.
    pub(super) received: Cell<u64>,
    /// Requests at once that the other side allows.
    pub(super) streams: Cell<u32>,
    has_settings: Cell<bool>,
    is_leaving: Cell<bool>,
    not_http2: Cell<Option<NotHttp2>>,
    /// Whether any of this is news to whoever drives the connection.
    is_news: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Signals {
    pub(super) const fn new() -> Self {
        Self {
            received: Cell::new(0),
            // Until it says otherwise, as many as one likes.
            streams: Cell::new(u32::MAX),
            has_settings: Cell::new(false),
            is_leaving: Cell::new(false),
            not_http2: Cell::new(None),
            is_news: Cell::new(false),
            waker: Cell::new(None),
        }
    }

    fn hear(&self, heard: Heard) {
        match heard {
            Heard::Settings(streams) => {
                self.has_settings.set(true);
                if let Some(streams) = streams {
                    self.streams.set(streams);
                }
            }
            Heard::GoAway => self.is_leaving.set(true),
            Heard::Http1 => self.not_http2.set(Some(NotHttp2::Http1)),
            Heard::Other => self.not_http2.set(Some(NotHttp2::Other)),
        }
        self.is_news.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Whether there is something new; if not, whoever asks is woken when there is.
    pub(super) fn has_news(&self, context: &Context<'_>) -> bool {
        self.waker.set(Some(context.waker().clone()));
        self.is_news.replace(false)
    }

    /// Whether it speaks HTTP/2: its settings must come first.
    pub(super) const fn is_http2(&self) -> bool {
        self.has_settings.get()
    }

    /// What it spoke instead, if its settings never came.
    pub(super) fn not_http2(&self) -> NotHttp2 {
        self.not_http2.get().unwrap_or(NotHttp2::Silent)
    }

    /// Whether it takes no more requests.
    pub(super) const fn is_leaving(&self) -> bool {
        self.is_leaving.get()
    }
}

/// A stream that is counted, and overheard where it has frames.
pub(super) struct Wire {
    pub(super) stream: Box<dyn Stream>,
    pub(super) frames: Option<Frames>,
    pub(super) signals: Rc<Signals>,
    pub(super) traffic: Rc<Traffic>,
}

fn add(to: &Cell<u64>, bytes: usize) {
    to.set(to.get() + count(bytes));
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(context, buffer);
        let came = buffer.filled().get(before..).unwrap_or_default();
        add(&this.signals.received, came.len());
        add(&this.traffic.received, came.len());
        if let Some(frames) = &mut this.frames {
            frames.look(came, |heard| this.signals.hear(heard));
        }
        polled
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_write(context, bytes);
        polled.map_ok(|n| {
            add(&this.traffic.sent, n);
            n
        })
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_write_vectored(context, parts);
        polled.map_ok(|n| {
            add(&this.traffic.sent, n);
            n
        })
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
