//! The connections of one thread: opened, reopened after a while, and handed out in turn.

use std::{collections::VecDeque, io};

use super::{
    connection::{Connection, Phase, Queued},
    poller::{Event, Poller},
    socket::{Opening, Socket},
};
use crate::{
    destination::Destination,
    engine::{Connects, delivery::Sent},
    quantity::{SECOND, place},
};

/// How long opening a connection may take.
const OPENING_MAX_NS: u64 = 5 * SECOND;
/// The wait before a second attempt; each further one doubles it.
const RETRY_NS: u64 = SECOND / 1_000;
/// The longest wait between attempts.
const RETRY_MAX_NS: u64 = SECOND / 10;

/// What is wrong where no connection lasts until something is asked.
const ENDED_AT_ONCE: &str = "connections are accepted and closed before anything is asked";

/// Connections.
pub(super) struct Pool<'a> {
    pub(super) connections: Vec<Connection>,
    free: VecDeque<u32>,
    destination: &'a Destination,
    timeout_ns: u64,
    /// Before this time nothing can have timed out and nothing is to be opened.
    pub(super) next_look: u64,
    pub(super) connects: Connects,
    /// How many are open, busy ones included.
    pub(super) n_open: usize,
    /// Why the last attempt to open one failed.
    pub(super) failure: Option<io::Error>,
    /// Since when none is open.
    pub(super) none_open_since: u64,
}

impl<'a> Pool<'a> {
    pub(super) fn new(n: u32, destination: &'a Destination, timeout_ns: u64) -> Self {
        Self {
            connections: (0..n).map(|_| Connection::new()).collect(),
            free: VecDeque::with_capacity(place(n.into())),
            destination,
            timeout_ns,
            next_look: 0,
            connects: Connects::default(),
            n_open: 0,
            failure: None,
            none_open_since: 0,
        }
    }

    /// Opens what is to be opened now and says which requests have timed out.
    pub(super) fn look(&mut self, now: u64, poller: &Poller, timed_out: &mut Vec<Sent>) {
        let mut next_look = u64::MAX;
        for nth in 0..u32::try_from(self.connections.len()).unwrap_or(u32::MAX) {
            let connection = &self.connections[place(nth.into())];
            match connection.phase {
                Phase::Closed { retry_ns } if retry_ns <= now => self.open(nth, now, poller),
                Phase::Opening { since_ns } if since_ns + OPENING_MAX_NS <= now => {
                    self.fail(nth, now, io::ErrorKind::TimedOut.into());
                }
                Phase::Busy(sent) if sent.stamps.sent.saturating_add(self.timeout_ns) <= now => {
                    timed_out.push(sent);
                    self.close(nth, now);
                }
                Phase::Closed { .. }
                | Phase::Opening { .. }
                | Phase::Free { .. }
                | Phase::Busy(_) => {}
            }
            let next = match self.connections[place(nth.into())].phase {
                Phase::Closed { retry_ns } => retry_ns,
                Phase::Opening { since_ns } => since_ns + OPENING_MAX_NS,
                Phase::Busy(sent) => sent.stamps.sent.saturating_add(self.timeout_ns),
                // A request that is sent later times out later than any look that is due by then.
                Phase::Free { .. } => now.saturating_add(self.timeout_ns),
            };
            next_look = next_look.min(next);
        }
        self.next_look = next_look;
    }

    fn open(&mut self, nth: u32, now: u64, poller: &Poller) {
        let connection = &mut self.connections[place(nth.into())];
        connection.generation = connection.generation.wrapping_add(1);
        connection.phase = Phase::Opening { since_ns: now };
        connection.is_proven = false;
        let key = u64::from(connection.generation) << 32 | u64::from(nth);
        let begun: io::Result<Socket> = Socket::connect(self.destination).and_then(|socket| {
            poller.add(&socket, key)?;
            Ok(socket)
        });
        match begun {
            Ok(socket) => connection.socket = Some(socket),
            Err(error) => self.fail(nth, now, error),
        }
    }

    /// A connection could not be opened.
    fn fail(&mut self, nth: u32, now: u64, error: io::Error) {
        self.connects.failed(&error);
        self.failure = Some(error);
        self.close(nth, now);
    }

    /// The connection that an event is about, unless it has another socket by now.
    pub(super) fn of_event(&mut self, key: u64) -> Option<(u32, &mut Connection)> {
        let nth = u32::try_from(key & u64::from(u32::MAX)).ok()?;
        let connection = self.connections.get_mut(place(nth.into()))?;
        (u64::from(connection.generation) == key >> 32 && connection.socket.is_some())
            .then_some((nth, connection))
    }

    /// Something happened to a connection that is being opened.
    pub(super) fn go_on_opening(&mut self, nth: u32, now: u64, event: Event) {
        let connection = &mut self.connections[place(nth.into())];
        match connection.socket.as_mut().map(|socket| socket.go_on_opening(event)) {
            Some(Ok(Opening::Done)) => {
                self.n_open += 1;
                self.connects.opened();
                self.set_free(nth, now);
                if event.has_ended() {
                    self.close(nth, now);
                }
            }
            Some(Ok(Opening::More)) if event.has_ended() => {
                self.fail(nth, now, io::ErrorKind::UnexpectedEof.into());
            }
            Some(Ok(Opening::More)) | None => {}
            Some(Err(error)) => self.fail(nth, now, error),
        }
    }

    /// A connection may take the next request.
    pub(super) fn set_free(&mut self, nth: u32, now: u64) {
        let connection = &mut self.connections[place(nth.into())];
        connection.phase = Phase::Free { since_ns: now };
        if connection.queued == Queued::No {
            connection.queued = Queued::Yes;
            self.free.push_back(nth);
        }
    }

    /// Something was answered on a connection: it is of use.
    pub(super) fn answered(&mut self, nth: u32) {
        let connection = &mut self.connections[place(nth.into())];
        connection.is_proven = true;
        connection.failures = 0;
    }

    /// A receiver ended a connection on which nothing was asked, or said something on it.
    pub(super) fn end_unasked(&mut self, nth: u32, now: u64) {
        if !self.connections[place(nth.into())].is_proven {
            self.failure = Some(io::Error::new(io::ErrorKind::ConnectionAborted, ENDED_AT_ONCE));
        }
        self.close(nth, now);
    }

    /// Closes a connection. It is opened again at once if it was of use or has failed with a request, of which there are only so many;
    /// and after a while, longer each time, if nothing came of it: a receiver that ends whatever it accepts is not stormed.
    pub(super) fn close(&mut self, nth: u32, now: u64) {
        let connection = &mut self.connections[place(nth.into())];
        drop(connection.socket.take());
        if matches!(connection.phase, Phase::Free { .. } | Phase::Busy(_)) {
            self.n_open -= 1;
            if self.n_open == 0 {
                self.none_open_since = now;
            }
        }
        let wait = match connection.phase {
            Phase::Busy(_) => 0,
            Phase::Free { .. } if connection.is_proven => 0,
            Phase::Free { .. } | Phase::Opening { .. } | Phase::Closed { .. } => {
                connection.failures = connection.failures.saturating_add(1);
                (RETRY_NS << connection.failures.min(10)).min(RETRY_MAX_NS)
            }
        };
        connection.phase = Phase::Closed { retry_ns: now + wait };
        self.next_look = self.next_look.min(now + wait);
    }

    /// The connection that has been free for longest.
    pub(super) fn pop_free(&mut self) -> Option<(u32, u64)> {
        while let Some(nth) = self.free.pop_front() {
            let connection = &mut self.connections[place(nth.into())];
            connection.queued = Queued::No;
            if let Phase::Free { since_ns } = connection.phase {
                return Some((nth, since_ns));
            }
        }
        None
    }

    /// Puts back what was taken and not used.
    pub(super) fn put_back(&mut self, nth: u32) {
        self.connections[place(nth.into())].queued = Queued::Yes;
        self.free.push_front(nth);
    }

    /// Begins to count time anew.
    pub(super) fn rebase(&mut self) {
        self.next_look = 0;
        self.none_open_since = 0;
        for connection in &mut self.connections {
            match &mut connection.phase {
                Phase::Closed { retry_ns: since_ns }
                | Phase::Opening { since_ns }
                | Phase::Free { since_ns } => *since_ns = 0,
                Phase::Busy(_) => {}
            }
        }
    }

    /// Whether any is free, as far as the queue knows.
    pub(super) fn has_free(&self) -> bool {
        !self.free.is_empty()
    }

    /// Whether all attempts to open have come to something.
    pub(super) fn is_settled(&self) -> bool {
        let is_settled = |connection: &Connection| match connection.phase {
            Phase::Free { .. } | Phase::Busy(_) => true,
            Phase::Closed { .. } => connection.failures > 0,
            Phase::Opening { .. } => false,
        };
        self.connections.iter().all(is_settled)
    }

    /// Ends every request that is still on its way.
    pub(super) fn abandon(&mut self, mut each: impl FnMut(&Sent)) {
        for connection in &mut self.connections {
            drop(connection.socket.take());
            if let Phase::Busy(sent) = &connection.phase {
                each(sent);
            }
            connection.phase = Phase::Closed { retry_ns: u64::MAX };
        }
        self.n_open = 0;
    }
}
