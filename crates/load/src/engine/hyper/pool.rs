//! The connections of one thread: opened, reopened after a while, and handed out in turn, each as often as it has streams to spare.

use std::{collections::VecDeque, io, rc::Rc};

use tokio::task::{AbortHandle, spawn_local};

use super::{
    mailbox::{ConnectionId, Sender},
    opening::Opener,
    wire::Signals,
};
use crate::{
    engine::Connects,
    options::Protocol,
    quantity::{SECOND, place},
};

/// How long opening a connection may take.
const OPENING_MAX_NS: u64 = 5 * SECOND;
/// The wait before a second attempt; each further one doubles it.
const RETRY_NS: u64 = SECOND / 1_000;
/// The longest wait between attempts.
const RETRY_MAX_NS: u64 = SECOND / 10;

/// What a connection is doing.
enum Phase {
    /// Nothing, until it is opened at this time.
    Closed { retry_ns: u64 },
    /// Opening, since then.
    Opening { since_ns: u64 },
    /// Open since `opened_ns`, and able to take a request since `spare_ns` if it is. HTTP/1.1 lends its sender to the request on its way.
    Open { sender: Option<Sender>, opened_ns: u64, spare_ns: u64 },
}

struct Connection {
    phase: Phase,
    generation: u32,
    /// Failed attempts to open it in a row.
    failures: u32,
    in_use: u32,
    is_queued: bool,
    signals: Rc<Signals>,
    task: Option<AbortHandle>,
}

/// Connections.
pub(super) struct Pool {
    connections: Vec<Connection>,
    /// Those that can take a request, the longest waiting first.
    free: VecDeque<u32>,
    opener: Rc<Opener>,
    protocol: Protocol,
    /// Before this time none is to be opened or given up.
    pub(super) next_look: u64,
    pub(super) connects: Connects,
    pub(super) n_open: usize,
    /// Why the first attempt that failed did.
    pub(super) failure: Option<io::Error>,
    /// Since when none is open.
    pub(super) none_open_since: u64,
}

/// A connection that takes a request.
pub(super) struct Lent {
    pub(super) id: ConnectionId,
    pub(super) sender: Sender,
    /// Since when it could have taken one.
    pub(super) spare_ns: u64,
    /// How many bytes have come on it.
    pub(super) received: u64,
}

impl Pool {
    pub(super) fn new(n: u32, opener: Rc<Opener>, protocol: Protocol) -> Self {
        let closed = || Connection {
            phase: Phase::Closed { retry_ns: 0 },
            generation: 0,
            failures: 0,
            in_use: 0,
            is_queued: false,
            signals: Rc::new(Signals::new()),
            task: None,
        };
        Self {
            connections: (0..n).map(|_| closed()).collect(),
            free: VecDeque::with_capacity(place(n.into())),
            opener,
            protocol,
            next_look: 0,
            connects: Connects::default(),
            n_open: 0,
            failure: None,
            none_open_since: 0,
        }
    }

    fn get(&mut self, id: ConnectionId) -> Option<&mut Connection> {
        self.connections.get_mut(place(id.nth.into())).filter(|it| it.generation == id.generation)
    }

    /// Opens what is to be opened now, and gives up what takes too long to open.
    pub(super) fn look(&mut self, now: u64) {
        let mut next_look = u64::MAX;
        for nth in 0..u32::try_from(self.connections.len()).unwrap_or(u32::MAX) {
            let connection = &self.connections[place(nth.into())];
            let id = ConnectionId { nth, generation: connection.generation };
            match connection.phase {
                Phase::Closed { retry_ns } if retry_ns <= now => self.open(nth, now),
                Phase::Opening { since_ns } if since_ns + OPENING_MAX_NS <= now => {
                    let error = io::ErrorKind::TimedOut.into();
                    self.connects.failed(&error);
                    self.failure.get_or_insert(error);
                    self.abort(id, now);
                }
                Phase::Closed { .. } | Phase::Opening { .. } | Phase::Open { .. } => {}
            }
            let next = match self.connections[place(nth.into())].phase {
                Phase::Closed { retry_ns } => retry_ns,
                Phase::Opening { since_ns } => since_ns + OPENING_MAX_NS,
                Phase::Open { .. } => u64::MAX,
            };
            next_look = next_look.min(next);
        }
        self.next_look = next_look;
    }

    fn open(&mut self, nth: u32, now: u64) {
        let connection = &mut self.connections[place(nth.into())];
        connection.generation = connection.generation.wrapping_add(1);
        connection.phase = Phase::Opening { since_ns: now };
        connection.in_use = 0;
        connection.signals = Rc::new(Signals::new());
        let id = ConnectionId { nth, generation: connection.generation };
        let carry = self.opener.clone().carry(id, connection.signals.clone());
        connection.task = Some(spawn_local(carry).abort_handle());
    }

    /// A connection is open.
    pub(super) fn opened(&mut self, id: ConnectionId, sender: Sender, now: u64) {
        let Some(connection) = self.get(id) else { return };
        connection.failures = 0;
        connection.phase = Phase::Open { sender: Some(sender), opened_ns: now, spare_ns: now };
        self.n_open += 1;
        self.connects.opened();
        self.offer(id, now);
    }

    /// A connection may be able to take a request.
    pub(super) fn offer(&mut self, id: ConnectionId, now: u64) {
        let protocol = self.protocol;
        let Some(connection) = self.get(id).filter(|it| !it.is_queued && it.can_take(protocol))
        else {
            return;
        };
        connection.is_queued = true;
        if let Phase::Open { spare_ns, .. } = &mut connection.phase {
            *spare_ns = now;
        }
        self.free.push_back(id.nth);
    }

    /// The connection that has waited for longest, for one request.
    pub(super) fn lend(&mut self) -> Option<Lent> {
        while let Some(nth) = self.free.pop_front() {
            let connection = &mut self.connections[place(nth.into())];
            connection.is_queued = false;
            if let Some(lent) = connection.lend(nth, self.protocol) {
                if connection.can_take(self.protocol) {
                    connection.is_queued = true;
                    self.free.push_back(nth);
                }
                return Some(lent);
            }
        }
        None
    }

    /// A request on a connection has ended.
    pub(super) fn release(&mut self, id: ConnectionId, now: u64) {
        if let Some(connection) = self.get(id) {
            connection.in_use = connection.in_use.saturating_sub(1);
            self.offer(id, now);
        }
    }

    /// HTTP/1.1: a connection can take another request.
    pub(super) fn give_back(&mut self, id: ConnectionId, lent: Sender, now: u64) {
        if let Some(Connection { phase: Phase::Open { sender, .. }, .. }) = self.get(id) {
            *sender = Some(lent);
            self.offer(id, now);
        }
    }

    /// Ends a connection, with whatever is on it.
    pub(super) fn abort(&mut self, id: ConnectionId, now: u64) {
        if let Some(task) = self.get(id).and_then(|connection| connection.task.take()) {
            task.abort();
        }
        self.leave(id, now);
    }

    /// Sends nothing more on a connection, which may still bring answers, and opens another in its place: at once if it was open, and after
    /// a while if that does not succeed.
    pub(super) fn leave(&mut self, id: ConnectionId, now: u64) {
        let Some(connection) = self.get(id) else { return };
        let mut was_open = false;
        let wait = match connection.phase {
            Phase::Closed { .. } => return,
            // A receiver that closes whatever it accepts is not asked again at once.
            Phase::Open { opened_ns, .. } => {
                was_open = true;
                if connection.in_use == 0 && opened_ns + RETRY_NS > now { RETRY_NS } else { 0 }
            }
            Phase::Opening { .. } => {
                connection.failures = connection.failures.saturating_add(1);
                (RETRY_NS << connection.failures.min(10)).min(RETRY_MAX_NS)
            }
        };
        connection.phase = Phase::Closed { retry_ns: now + wait };
        // What is heard of the old one concerns nobody any more.
        connection.generation = connection.generation.wrapping_add(1);
        self.next_look = self.next_look.min(now + wait);
        if was_open {
            self.n_open -= 1;
            if self.n_open == 0 {
                self.none_open_since = now;
            }
        }
    }

    /// A connection has ended, or could not be opened.
    pub(super) fn closed(&mut self, id: ConnectionId, error: io::Error, now: u64) {
        if let Some(connection) = self.get(id) {
            if matches!(connection.phase, Phase::Opening { .. }) {
                self.connects.failed(&error);
            }
            self.failure.get_or_insert(error);
            self.leave(id, now);
        }
    }

    /// How many bytes have come on a connection; nothing if it was left.
    pub(super) fn received(&mut self, id: ConnectionId) -> Option<u64> {
        self.get(id).map(|connection| connection.signals.received.get())
    }

    /// Begins to count time anew.
    pub(super) fn rebase(&mut self) {
        self.next_look = 0;
        self.none_open_since = 0;
        for connection in &mut self.connections {
            match &mut connection.phase {
                Phase::Closed { retry_ns: since_ns } | Phase::Opening { since_ns } => *since_ns = 0,
                Phase::Open { opened_ns, spare_ns, .. } => (*opened_ns, *spare_ns) = (0, 0),
            }
        }
    }

    /// Whether any can take a request, as far as the queue knows.
    pub(super) fn has_free(&self) -> bool {
        !self.free.is_empty()
    }

    /// Whether all attempts to open have come to something.
    pub(super) fn is_settled(&self) -> bool {
        let is_settled = |connection: &Connection| match connection.phase {
            Phase::Open { .. } => true,
            Phase::Closed { .. } => connection.failures > 0,
            Phase::Opening { .. } => false,
        };
        self.connections.iter().all(is_settled)
    }
}

impl Connection {
    fn can_take(&self, protocol: Protocol) -> bool {
        let allowed = match protocol {
            Protocol::Http1 => 1,
            Protocol::Http2 { streams } => streams.get().min(self.signals.streams.get()),
        };
        matches!(self.phase, Phase::Open { sender: Some(_), .. }) && self.in_use < allowed
    }

    fn lend(&mut self, nth: u32, protocol: Protocol) -> Option<Lent> {
        if !self.can_take(protocol) {
            return None;
        }
        let Phase::Open { sender, spare_ns, .. } = &mut self.phase else { return None };
        let lent = match sender {
            Some(Sender::Two(two)) => Sender::Two(two.clone()),
            Some(Sender::One(_)) | None => sender.take()?,
        };
        let id = ConnectionId { nth, generation: self.generation };
        let (spare_ns, received) = (*spare_ns, self.signals.received.get());
        self.in_use += 1;
        Some(Lent { id, sender: lent, spare_ns, received })
    }
}
