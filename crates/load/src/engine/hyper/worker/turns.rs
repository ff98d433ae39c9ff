//! What a thread does in a round, step by step.

use livehook_core::UnixSeconds;

use super::{Again, Worker};
use crate::{
    engine::hyper::{
        exchange::Exchange,
        flights::{Flight, FlightId, Sent},
        mailbox::{ConnectionId, Event, Outcome},
        pool::Lent,
    },
    options::Protocol,
    quantity::SECOND,
    record::tally::{Failure, NotSent, Stamps},
};

/// How long a due request waits while no connection is open.
const NO_CONNECTION_MAX_NS: u64 = SECOND;

impl Worker<'_> {
    /// Ends requests that have waited too long.
    pub(super) fn time_out(&mut self, now: u64) {
        let next = match now.checked_sub(self.timeout_ns) {
            Some(by) => self.flights.take_sent_by(by, &mut self.timed_out),
            None => Some(0),
        };
        // A request that is sent later times out later than any look that is due by then.
        self.next_timeout = next.unwrap_or(now) + self.timeout_ns;
        while let Some(Flight { sent, connection, heard_before, task }) = self.timed_out.pop() {
            self.recorder.failed(sent.class, sent.stamps, now, Failure::Timeout);
            if let Some(task) = task {
                task.abort();
            }
            match self.protocol {
                Protocol::Http1 => self.pool.abort(connection, now),
                // Where nothing at all came meanwhile, nothing more is to be expected: others on it have their time still.
                Protocol::Http2 { .. } if self.pool.received(connection) == Some(heard_before) => {
                    self.pool.leave(connection, now);
                }
                Protocol::Http2 { .. } => self.pool.release(connection, now),
            }
        }
    }

    /// Gives up what has waited too long for any connection to open.
    pub(super) fn give_up(&mut self, now: u64) {
        let since = now.saturating_sub(NO_CONNECTION_MAX_NS);
        if self.pool.n_open > 0 || self.pool.none_open_since >= since {
            return;
        }
        while let Some(Again { sent, .. }) = self.again.pop_front() {
            self.recorder.failed(sent.class, sent.stamps, now, Failure::Reset);
        }
        while let Some(waiting) = self.supply.take_due_before(since) {
            self.recorder.not_sent(waiting.class, waiting.due_ns, now, NotSent::NoConnection);
        }
        self.supply.end_if_closed();
    }

    /// Sends what is due, as long as connections have room.
    pub(super) fn send_due(&mut self, now: u64) {
        let mut now = now;
        while !self.again.is_empty() || self.supply.is_due(now) {
            let lent = if self.flights.has_room() { self.pool.lend() } else { None };
            let Some(lent) = lent else {
                self.blame.crowded(now);
                return;
            };
            match self.again.pop_front() {
                Some(again) => self.hand_over(again, lent),
                None => now = self.send_next(now, lent),
            }
        }
        self.blame.relaxed();
    }

    /// Sends the next request, and says when.
    fn send_next(&mut self, now: u64, lent: Lent) -> u64 {
        let Some(arrival) = self.supply.take(now) else {
            let Lent { id, sender, .. } = lent;
            self.pool.release(id, now);
            self.pool.give_back(id, sender, now);
            return now;
        };
        let clock = self.shared.clock;
        let second = (clock.epoch_ns + clock.now()) / SECOND;
        let second = UnixSeconds(i64::try_from(second).unwrap_or(i64::MAX));
        let rendered = self.renderer.render(&arrival, second);
        let request = self.origin.request(arrival.class, rendered);
        let at = self.now();
        let due = if self.supply.is_closed() { at } else { arrival.due_ns };
        let (class, number, stamps) = (arrival.class, arrival.number, Stamps { due, sent: at });
        if let Some(fates) = self.shared.fates {
            fates.sent(number, class);
        }
        self.recorder.sent(class, stamps, self.blame.own_lag(stamps, lent.spare_ns));
        self.hand_over(Again { sent: Sent { class, number, stamps }, request }, lent);
        at
    }

    fn hand_over(&mut self, again: Again, lent: Lent) {
        let Again { sent, request } = again;
        let Lent { id: connection, sender, received: heard_before, .. } = lent;
        let flight = self.flights.add(Flight { sent, connection, heard_before, task: None });
        let (clock, mailbox) = (self.shared.clock, self.mailbox.clone());
        let task = Exchange { flight, connection, clock, mailbox }.begin(sender, request);
        self.flights.set_task(flight, task);
    }

    pub(super) fn handle_all(&mut self) {
        while let Some(event) = self.mailbox.take() {
            let now = self.now();
            match event {
                Event::Opened(id, sender) => self.pool.opened(id, sender, now),
                Event::Allowance(id) => self.pool.offer(id, now),
                Event::Leaving(id) => self.pool.leave(id, now),
                Event::Closed(id, error) => self.pool.closed(id, error, now),
                Event::Free(id, sender) => self.pool.give_back(id, sender, now),
                Event::Done { flight, at_ns, outcome } => {
                    self.conclude(flight, at_ns.saturating_sub(self.start_ns), outcome);
                }
            }
        }
    }

    /// A request has come to something, unless it had timed out before.
    fn conclude(&mut self, flight: FlightId, at: u64, outcome: Outcome) {
        let Some(Flight { sent, connection, .. }) = self.flights.take(flight) else { return };
        match outcome {
            Outcome::Answered(status) => {
                self.recorder.answered(sent.class, sent.stamps, at, status);
                if let Some(fates) = self.shared.fates {
                    fates.answered(sent.number, sent.class, status);
                }
            }
            Outcome::Failed(failure) => {
                self.recorder.failed(sent.class, sent.stamps, at, failure);
                return self.failed(connection, at);
            }
            Outcome::Returned(request) => {
                self.again.push_back(Again { sent, request: *request });
                return self.pool.leave(connection, at);
            }
        }
        self.pool.release(connection, at);
    }

    /// After a failed request HTTP/1.1 has no use for its connection; HTTP/2 has, unless the connection ends by itself.
    fn failed(&mut self, connection: ConnectionId, at: u64) {
        match self.protocol {
            Protocol::Http1 => self.pool.abort(connection, at),
            Protocol::Http2 { .. } => self.pool.release(connection, at),
        }
    }
}
