//! What a thread does in a round, step by step.

use super::Worker;
use crate::{
    engine::{
        deliveries::NO_CONNECTION_MAX_NS,
        delivery::{Due, Sent},
        raw::{
            connection::{Outcome, Phase},
            head::Reuse,
            poller::Event,
        },
    },
    quantity::{count, place},
    record::tally::Failure,
};

impl Worker<'_> {
    /// Opens what is to be opened, and ends requests that have waited too long.
    pub(super) fn look(&mut self, now: u64) {
        self.pool.look(now, &self.poller, &mut self.timed_out);
        while let Some(sent) = self.timed_out.pop() {
            self.deliveries.failed(&sent, now, Failure::Timeout);
        }
    }

    /// Gives up what has waited too long for any connection to open.
    pub(super) fn give_up(&mut self, now: u64) {
        let since = now.saturating_sub(NO_CONNECTION_MAX_NS);
        if self.pool.n_open > 0 || self.pool.none_open_since >= since {
            return;
        }
        let second = self.shared.clock.second(self.start_ns + now);
        self.deliveries.give_up(self.pool.none_open_since, now, second);
    }

    /// Sends what is due, as long as connections are free.
    pub(super) fn send_due(&mut self, now: u64) {
        let mut now = now;
        while self.deliveries.is_due(now) {
            let Some((nth, free_since)) = self.pool.pop_free() else {
                self.blame.crowded(now);
                return;
            };
            let Some(due) = self.deliveries.take(now) else {
                self.pool.put_back(nth);
                return;
            };
            now = self.send(nth, free_since, due, now);
        }
        self.blame.relaxed();
    }

    /// Sends a request, and says when. It is signed for the second of `now`, unless it keeps an earlier signature.
    fn send(&mut self, nth: u32, free_since: u64, due: Due, now: u64) -> u64 {
        let clock = self.shared.clock;
        let signed = self.deliveries.signed(&due, clock.second(self.start_ns + now));
        let request = self.renderer.render(&due.arrival(), signed);
        let at = clock.now().saturating_sub(self.start_ns);
        let connection = &mut self.pool.connections[place(nth.into())];
        match connection.write(request) {
            Outcome::Pending | Outcome::Answered { .. } => {
                let sent = self.deliveries.on_its_way(&due, at, signed);
                connection.phase = Phase::Busy(sent);
                self.bytes[0] += count(request.len());
                self.deliveries.sent(&sent, self.blame.own_lag(sent.stamps, free_since));
            }
            // Not a byte went out: another connection will take it.
            Outcome::Failed(_) => {
                self.deliveries.put_back(due);
                self.pool.close(nth, at);
            }
        }
        at
    }

    pub(super) fn handle_all(&mut self, now: u64) {
        for nth in 0..self.poller.len() {
            if let Some(event) = self.poller.event(nth) {
                self.handle(event, now);
            }
        }
    }

    fn handle(&mut self, event: Event, now: u64) {
        let Some((nth, connection)) = self.pool.of_event(event.key) else { return };
        match connection.phase {
            Phase::Opening { .. } => self.pool.go_on_opening(nth, now, event),
            Phase::Free { .. } if event.is_readable() => {
                let ended = event.has_ended();
                let heads = &mut self.heads;
                let read = connection.read(&mut self.buffer, heads, &mut self.bytes[1], ended);
                // Whatever comes now belongs to no request; the end of the connection least of all.
                let has_begun = connection.has_begun();
                if has_begun || !matches!(read, Outcome::Pending | Outcome::Failed(Failure::Reset))
                {
                    self.pool.connects.surplus += 1;
                }
                if read != Outcome::Pending || has_begun {
                    self.pool.end_unasked(nth, now);
                }
            }
            Phase::Busy(sent) => {
                if event.is_writable() {
                    connection.write_on();
                }
                if event.is_readable() {
                    let ended = event.has_ended();
                    let heads = &mut self.heads;
                    let read = connection.read(&mut self.buffer, heads, &mut self.bytes[1], ended);
                    self.conclude(nth, &sent, read, now);
                }
            }
            Phase::Free { .. } | Phase::Closed { .. } => {}
        }
    }

    fn conclude(&mut self, nth: u32, sent: &Sent, outcome: Outcome, now: u64) {
        match outcome {
            Outcome::Pending => {}
            Outcome::Answered { status, reuse } => {
                self.deliveries.answered(sent, now, status);
                self.pool.answered(nth);
                match reuse {
                    Reuse::Yes => self.pool.set_free(nth, now),
                    Reuse::No => self.pool.close(nth, now),
                    Reuse::Surplus => {
                        self.pool.connects.surplus += 1;
                        self.pool.close(nth, now);
                    }
                }
            }
            Outcome::Failed(failure) => {
                self.deliveries.failed(sent, now, failure);
                self.pool.close(nth, now);
            }
        }
    }
}
