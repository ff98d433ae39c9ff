//! What tasks tell the loop: what became of requests and of connections, in the order in which it happened.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    io,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use hyper::{
    Request,
    client::conn::{http1, http2},
};

use super::{flights::FlightId, payload::Payload};
use crate::record::tally::Failure;

/// What takes requests for a connection.
pub(super) enum Sender {
    One(http1::SendRequest<Payload>),
    Two(http2::SendRequest<Payload>),
}

/// A connection: its place, and how many it has had before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ConnectionId {
    pub(super) nth: u32,
    pub(super) generation: u32,
}

/// What became of a request.
pub(super) enum Outcome {
    /// An answer, in full.
    Answered(u16),
    /// No answer will come.
    Failed(Failure),
    /// Not a byte of it went out.
    Returned(Box<Request<Payload>>),
}

/// Something that happened.
pub(super) enum Event {
    /// A connection may take requests.
    Opened(ConnectionId, Sender),
    /// Another number of requests at once is allowed on it.
    Allowance(ConnectionId),
    /// The other side takes no more requests on it, though it may answer those that it has.
    Leaving(ConnectionId),
    /// It has ended, or could not be opened.
    Closed(ConnectionId, io::Error),
    /// A connection of HTTP/1.1 may take the next request.
    Free(ConnectionId, Sender),
    /// A request has come to something, at this time of the clock.
    Done { flight: FlightId, at_ns: u64, outcome: Outcome },
}

/// Keeps events until the loop takes them. There are no more than a few for each connection and each request on its way, both of which
/// are limited.
#[derive(Clone, Default)]
pub(super) struct Mailbox(Rc<Inner>);

#[derive(Default)]
struct Inner {
    events: RefCell<VecDeque<Event>>,
    /// Who waits for them.
    waker: Cell<Option<Waker>>,
}

impl Mailbox {
    pub(super) fn post(&self, event: Event) {
        self.0.events.borrow_mut().push_back(event);
        // Once for all that happens until the loop waits again: waking it is a system call.
        if let Some(waker) = self.0.waker.take() {
            waker.wake();
        }
    }

    /// The oldest event.
    pub(super) fn take(&self) -> Option<Event> {
        self.0.events.borrow_mut().pop_front()
    }

    /// Whether there is any; if not, whoever asks is woken when there is.
    pub(super) fn poll(&self, context: &Context<'_>) -> Poll<()> {
        if self.0.events.borrow().is_empty() {
            self.0.waker.set(Some(context.waker().clone()));
            return Poll::Pending;
        }
        Poll::Ready(())
    }
}
