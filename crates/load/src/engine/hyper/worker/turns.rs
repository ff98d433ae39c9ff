//! What a thread does in a round, step by step.

use super::{Returned, Worker};
use crate::{
    engine::{
        deliveries::NO_CONNECTION_MAX_NS,
        hyper::{
            exchange::Exchange,
            flights::{Flight, FlightId},
            mailbox::{ConnectionId, Event, Outcome},
            pool::Lent,
        },
    },
    options::Protocol,
    record::tally::Failure,
};

impl Worker<'_> {
    /// Ends requests that have waited too long.
    pub(super) fn time_out(&mut self, now: u64) {
        let next = match now.checked_sub(self.timeout_ns) {
            Some(by) => self.flights.take_sent_by(by, &mut self.timed_out),
            None => Some(0),
        };
        // A request that is sent later times out later than any look that is due by then.
        self.next_timeout = next.unwrap_or(now).saturating_add(self.timeout_ns);
        while let Some(Flight { sent, connection, heard_before, task }) = self.timed_out.pop() {
            self.deliveries.failed(&sent, now, Failure::Timeout);
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
        while let Some(Returned { sent, .. }) = self.returned.pop_front() {
            self.deliveries.failed(&sent, now, Failure::Reset);
        }
        let second = self.shared.clock.second(self.start_ns + now);
        self.deliveries.give_up(self.pool.none_open_since, now, second);
    }

    /// Sends what is due, as long as connections have room.
    pub(super) fn send_due(&mut self, now: u64) {
        let mut now = now;
        while !self.returned.is_empty() || self.deliveries.is_due(now) {
            let lent = if self.flights.has_room() { self.pool.lend() } else { None };
            let Some(lent) = lent else {
                self.blame.crowded(now);
                return;
            };
            match self.returned.pop_front() {
                Some(returned) => self.hand_over(returned, lent),
                None => now = self.send_next(now, lent),
            }
        }
        self.blame.relaxed();
    }

    /// Sends the next request, and says when.
    fn send_next(&mut self, now: u64, lent: Lent) -> u64 {
        let Some(due) = self.deliveries.take(now) else {
            let Lent { id, sender, .. } = lent;
            self.pool.release(id, now);
            self.pool.give_back(id, sender, now);
            return now;
        };
        let clock = self.shared.clock;
        let signed = self.deliveries.signed(&due, clock.second(clock.now()));
        let arrival = due.arrival();
        let rendered = self.renderer.render(&arrival, signed);
        let request = self.origin.request(arrival.class, rendered);
        let at = self.now();
        let sent = self.deliveries.on_its_way(&due, at, signed);
        self.deliveries.sent(&sent, self.blame.own_lag(sent.stamps, lent.spare_ns));
        self.hand_over(Returned { sent, request }, lent);
        at
    }

    fn hand_over(&mut self, returned: Returned, lent: Lent) {
        let Returned { sent, request } = returned;
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
            Outcome::Answered(status) => self.deliveries.answered(&sent, at, status),
            Outcome::Failed(failure) => {
                self.deliveries.failed(&sent, at, failure);
                return self.failed(connection, at);
            }
            Outcome::Returned(request) => {
                self.returned.push_back(Returned { sent, request: *request });
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
