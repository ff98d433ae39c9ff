//! Deliveries that come back: which is on which connection, which is due again, and what becomes of it. Without a retry plan a worker has
//! none of this, and asks once where a request is sent and once where it ends.
//!
//! What comes back is what a sender would send again: callbacks that are to be taken, answered with anything but 200, unanswered, broken
//! off, or not to be sent because no connection could be had.

use std::collections::VecDeque;

use livehook_core::UnixSeconds;
use livehook_simulator::delivery::{Resign, Retrying};

use super::Worker;
use crate::{
    class::Class,
    engine::raw::connection::{Outcome, Phase, Request},
    plan::Arrival,
    quantity::{SECOND, count, nanos, place},
    record::tally::{Failure, NotSent, Stamps},
    retries::{Amplification, Delivery, Retries},
};

/// What is delivered again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    class: Class,
    number: u64,
    /// The second in which it was signed first.
    signed: UnixSeconds,
}

/// A delivery on its way.
#[derive(Debug, Clone, Copy)]
struct OnItsWay {
    event: Event,
    attempt: u32,
}

/// All that comes back in one thread.
pub(super) struct Again {
    retries: Retries<Event>,
    resign: Resign,
    /// Those whose time has come, the earliest first.
    due: VecDeque<Delivery<Event>>,
    came: Vec<Delivery<Event>>,
    /// When the next one comes that is not among them.
    next_due: u64,
    /// By the number of its connection.
    on_their_way: Vec<Option<OnItsWay>>,
    /// Nothing more is waited for.
    is_ended: bool,
}

impl Again {
    pub(super) fn new(retrying: Retrying, connections: u32) -> Self {
        Self {
            retries: Retries::new(retrying),
            resign: retrying.resign,
            due: VecDeque::new(),
            came: Vec::new(),
            next_due: u64::MAX,
            on_their_way: vec![None; place(connections.into())],
            is_ended: false,
        }
    }

    /// How much longer a run may take for all to come back, each attempt unanswered.
    pub(super) fn longest_ns(retrying: &Retrying, timeout_ns: u64) -> u64 {
        let interval = nanos(retrying.time_scale.play(retrying.plan.interval));
        interval.saturating_add(timeout_ns).saturating_mul(retrying.plan.retries.into())
    }

    /// Whether none is waited for.
    pub(super) fn is_over(&self) -> bool {
        self.is_ended || (self.due.is_empty() && self.next_due == u64::MAX)
    }

    pub(super) const fn end(&mut self) {
        self.is_ended = true;
    }

    /// What is not yet sent will not be: it goes on waiting.
    pub(super) fn amplification(mut self) -> Amplification {
        for delivery in self.due.drain(..) {
            self.retries.put_back(delivery);
        }
        self.retries.amplification()
    }

    /// Whether a delivery is on its way on a connection that is not the first of its event.
    pub(super) fn is_again(&self, nth: u32) -> bool {
        self.on_their_way[place(nth.into())].is_some_and(|it| it.attempt > 0)
    }

    /// When the next one is due.
    pub(super) fn next_due(&self) -> u64 {
        self.due.front().map_or(self.next_due, |delivery| delivery.due_ns)
    }

    /// The next one, if it is due by now.
    fn front(&mut self, now: u64) -> Option<&Delivery<Event>> {
        if !self.is_ended && self.next_due <= now {
            self.retries.advance(now, &mut self.came);
            self.due.extend(self.came.drain(..));
            self.next_due = self.retries.next_due().unwrap_or(u64::MAX);
        }
        self.due.front()
    }

    fn failed(&mut self, event: Event, attempt: u32, stamps: Stamps, now: u64) {
        if let crate::retries::Fate::Again { due_ns } =
            self.retries.failed(event, attempt, stamps.sent, now)
        {
            self.next_due = self.next_due.min(due_ns);
        }
    }
}

/// Whether a sender sends it again that was not taken.
const fn comes_back(class: Class) -> bool {
    class.is_taken()
}

impl Worker<'_> {
    /// When the next request is due, whether for the first time or again.
    pub(super) fn next_due(&self) -> Option<u64> {
        let again = self.again.as_ref().map(|again| again.next_due()).filter(|due| *due < u64::MAX);
        [self.supply.next_due(), again].into_iter().flatten().min()
    }

    /// Whether a delivery is due again.
    pub(super) fn is_due_again(&mut self, now: u64) -> bool {
        self.again.as_mut().is_some_and(|again| again.front(now).is_some())
    }

    /// The delivery that is due again and was so before any other request.
    pub(super) fn take_again(&mut self, now: u64) -> Option<Delivery<Event>> {
        let again = self.again.as_mut()?;
        let due_ns = again.front(now)?.due_ns;
        let first = self.returned.map(|it| it.due_ns).or_else(|| self.supply.next_due());
        if first.is_some_and(|first| first < due_ns) { None } else { again.due.pop_front() }
    }

    /// A request of the plan was written.
    pub(super) fn note_first(&mut self, nth: u32, arrival: &Arrival, signed: UnixSeconds) {
        if let Some(again) = self.again.as_mut().filter(|_| comes_back(arrival.class)) {
            again.retries.first();
            let event = Event { class: arrival.class, number: arrival.number, signed };
            again.on_their_way[place(nth.into())] = Some(OnItsWay { event, attempt: 0 });
        }
    }

    /// Sends a delivery again, and says when.
    pub(super) fn send_again(
        &mut self,
        nth: u32,
        free_since: u64,
        delivery: Delivery<Event>,
        now: u64,
    ) -> u64 {
        let Delivery { item: event, attempt, due_ns } = delivery;
        let (class, number) = (event.class, event.number);
        let signed = match self.again.as_ref().map(|again| again.resign) {
            Some(Resign::Refresh) => self.second(now),
            Some(Resign::Keep) | None => event.signed,
        };
        let arrival = Arrival { index: number, due_ns, class, number };
        let request = self.renderer.render(&arrival, signed);
        let sent = self.shared.clock.now().saturating_sub(self.start_ns);
        let connection = &mut self.pool.connections[place(nth.into())];
        match connection.write(request) {
            Outcome::Pending | Outcome::Answered { .. } => {
                let stamps = Stamps { due: due_ns, sent };
                connection.phase = Phase::Busy(Request { class, number, stamps });
                self.bytes[0] += count(request.len());
                self.recorder.sent_again(stamps, self.blame.own_lag(stamps, free_since));
                if let Some(again) = &mut self.again {
                    again.on_their_way[place(nth.into())] = Some(OnItsWay { event, attempt });
                }
            }
            // Not a byte went out: another connection will take it.
            Outcome::Failed(_) => {
                if let Some(again) = &mut self.again {
                    again.due.push_front(delivery);
                }
                self.pool.close(nth, sent);
            }
        }
        sent
    }

    /// Writes an answer down, and lets what was not taken come back.
    pub(super) fn note_answer(&mut self, nth: u32, request: Request, now: u64, status: u16) {
        let ended = self.take_off(nth);
        match ended {
            Some(OnItsWay { attempt: 1.., .. }) => {
                self.recorder.answered_again(request.stamps, now, status);
            }
            _ => self.recorder.answered(request.class, request.stamps, now, status),
        }
        if status != 200 {
            self.come_back(ended, request.stamps, now);
        }
    }

    /// Writes down that there will be no answer, and lets the delivery come back.
    pub(super) fn note_failure(&mut self, nth: u32, request: Request, now: u64, failure: Failure) {
        let ended = self.take_off(nth);
        match ended {
            Some(OnItsWay { attempt: 1.., .. }) => {
                self.recorder.failed_again(request.stamps, now, failure);
            }
            _ => self.recorder.failed(request.class, request.stamps, now, failure),
        }
        self.come_back(ended, request.stamps, now);
    }

    fn take_off(&mut self, nth: u32) -> Option<OnItsWay> {
        self.again.as_mut().and_then(|again| again.on_their_way[place(nth.into())].take())
    }

    fn come_back(&mut self, ended: Option<OnItsWay>, stamps: Stamps, now: u64) {
        if let (Some(again), Some(OnItsWay { event, attempt })) = (&mut self.again, ended) {
            again.failed(event, attempt, stamps, now);
        }
    }

    /// No connection could be had for a request of the plan: that, too, is a delivery that failed.
    pub(super) fn note_no_connection(&mut self, arrival: &Arrival, now: u64) {
        let signed = self.second(now);
        if let Some(again) = self.again.as_mut().filter(|_| comes_back(arrival.class)) {
            again.retries.first();
            let event = Event { class: arrival.class, number: arrival.number, signed };
            again.failed(event, 0, Stamps { due: arrival.due_ns, sent: now }, now);
        }
    }

    /// Gives up what is due again since before a time and found no connection.
    pub(super) fn give_up_again(&mut self, since: u64, now: u64) {
        let Some(again) = &mut self.again else { return };
        while again.front(now).is_some_and(|delivery| delivery.due_ns < since) {
            let Some(Delivery { item, attempt, due_ns }) = again.due.pop_front() else { return };
            self.recorder.not_sent_again(due_ns, now, NotSent::NoConnection);
            again.failed(item, attempt, Stamps { due: due_ns, sent: now }, now);
        }
    }

    /// The second of a time, as it is signed.
    pub(super) fn second(&self, now: u64) -> UnixSeconds {
        let second = (self.shared.clock.epoch_ns + self.start_ns + now) / SECOND;
        UnixSeconds(i64::try_from(second).unwrap_or(i64::MAX))
    }
}
