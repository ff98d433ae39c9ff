//! The deliveries of one thread, whichever engine sends them: which one is next, first ones and those that come back by due time; what
//! became of each; and when all is over.
//!
//! What is needed to bring a delivery back travels with it as [`Sent`]. Without a retry plan nothing comes back, and it is asked for once
//! where a request is sent and once where it ends.

use std::sync::atomic::{AtomicBool, Ordering};

use livehook_core::UnixSeconds;

use super::{
    Ends, Shared,
    again::Again,
    delivery::{Due, Event, Sent},
    supply::Supply,
};
use crate::{
    class::Class,
    fates::Fates,
    plan::Arrival,
    quantity::SECOND,
    record::{
        Recorded, Recorder,
        tally::{Failure, NotSent},
    },
    retries::Delivery,
};

/// How long a due request waits while no connection is open.
pub(super) const NO_CONNECTION_MAX_NS: u64 = SECOND;
/// How long answers are waited for after an interruption.
const INTERRUPTED_DRAIN_NS: u64 = SECOND / 2;

/// All of a thread's. Times are nanoseconds since the start.
pub(super) struct Deliveries<'a> {
    supply: Supply<'a>,
    /// A request of the plan that was taken and could not be written.
    returned: Option<Arrival>,
    /// What comes back; nothing without a retry plan.
    again: Option<Box<Again>>,
    recorder: Recorder,
    fates: Option<&'a Fates>,
    interrupt: &'a AtomicBool,
    timeout_ns: u64,
    ends: Ends,
    /// Why requests that are not sent by then were not.
    reason: NotSent,
}

impl<'a> Deliveries<'a> {
    /// Those of the nth of so many threads.
    pub(super) fn new(
        shared: &'a Shared<'a>,
        (thread, threads): (u64, u64),
        (timeout_ns, drain_ns): (u64, u64),
        recorder: Recorder,
    ) -> Self {
        let retrying = shared.retrying.as_ref();
        let longer_ns = retrying.map_or(0, |it| Again::longest_ns(it, timeout_ns));
        Self {
            supply: Supply::new(shared.plan, &shared.next, thread, threads),
            returned: None,
            again: retrying.map(|it| Box::new(Again::new(*it))),
            recorder,
            fates: shared.fates,
            interrupt: shared.interrupt,
            timeout_ns,
            ends: Ends::new(shared.plan.length(), timeout_ns, drain_ns, longer_ns),
            reason: NotSent::EndOfRun,
        }
    }

    /// When the next one is due, whether for the first time or again.
    pub(super) fn next_due(&self) -> Option<u64> {
        let again = self.again.as_ref().and_then(|again| again.next_due());
        [self.supply.next_due(), again].into_iter().flatten().min()
    }

    /// Whether one is due, as far as is known without taking it.
    pub(super) fn is_due(&mut self, now: u64) -> bool {
        self.returned.is_some() || self.supply.is_due(now) || self.front_again(now).is_some()
    }

    fn front_again(&mut self, now: u64) -> Option<u64> {
        self.again.as_mut().and_then(|again| again.front(now)).map(|delivery| delivery.due_ns)
    }

    /// The one that has been due for longest.
    pub(super) fn take(&mut self, now: u64) -> Option<Due> {
        if let Some(due_ns) = self.front_again(now) {
            let first = self.returned.map(|it| it.due_ns).or_else(|| self.supply.next_due());
            if first.is_none_or(|first| first >= due_ns) {
                return self.again.as_mut().and_then(|again| again.pop()).map(Due::Again);
            }
        }
        self.returned.take().or_else(|| self.supply.take(now)).map(Due::First)
    }

    /// Takes one back of which not a byte went out.
    pub(super) fn put_back(&mut self, due: Due) {
        match due {
            Due::First(arrival) => self.returned = Some(arrival),
            Due::Again(delivery) => {
                if let Some(again) = &mut self.again {
                    again.put_back(delivery);
                }
            }
        }
    }

    /// The second for which a delivery is signed that is sent in this one.
    pub(super) fn signed(&self, due: &Due, second: UnixSeconds) -> UnixSeconds {
        match (due, &self.again) {
            (Due::Again(delivery), Some(again)) => again.signed(&delivery.item, second),
            (Due::First(_) | Due::Again(_), _) => second,
        }
    }

    /// A delivery as it is on its way that is sent at this time. In a closed loop the plan's requests are due when they are sent.
    pub(super) const fn on_its_way(&self, due: &Due, at: u64, signed: UnixSeconds) -> Sent {
        match due {
            Due::First(_) if self.supply.is_closed() => Sent::new(due, at, at, signed),
            Due::First(_) | Due::Again(_) => Sent::new(due, due.arrival().due_ns, at, signed),
        }
    }

    /// A delivery's first byte was written; so much of its lateness was our own.
    pub(super) fn sent(&mut self, sent: &Sent, own_lag: u64) {
        if let Some(fates) = self.fates {
            fates.sent(sent.number, sent.class);
        }
        if sent.is_again() {
            return self.recorder.sent_again(sent.stamps, own_lag);
        }
        self.recorder.sent(sent.class, sent.stamps, own_lag);
        if let Some(again) = self.again.as_mut().filter(|_| comes_back(sent.class)) {
            again.first();
        }
    }

    /// A delivery was answered in full; what was not taken comes back.
    pub(super) fn answered(&mut self, sent: &Sent, at: u64, status: u16) {
        if sent.is_again() {
            self.recorder.answered_again(sent.stamps, at, status);
        } else {
            self.recorder.answered(sent.class, sent.stamps, at, status);
        }
        if let Some(fates) = self.fates {
            fates.answered(sent.number, sent.class, status);
        }
        if status != 200 {
            self.come_back(sent, at);
        }
    }

    /// A delivery that was sent will have no answer, and comes back.
    pub(super) fn failed(&mut self, sent: &Sent, at: u64, failure: Failure) {
        self.write_off(sent, at, failure);
        self.come_back(sent, at);
    }

    /// A delivery had no answer when all was over.
    pub(super) fn unfinished(&mut self, sent: &Sent, at: u64) {
        let is_timed_out = at.saturating_sub(sent.stamps.sent) >= self.timeout_ns;
        self.write_off(sent, at, if is_timed_out { Failure::Timeout } else { Failure::Unfinished });
    }

    fn write_off(&mut self, sent: &Sent, at: u64, failure: Failure) {
        if sent.is_again() {
            self.recorder.failed_again(sent.stamps, at, failure);
        } else {
            self.recorder.failed(sent.class, sent.stamps, at, failure);
        }
    }

    fn come_back(&mut self, sent: &Sent, at: u64) {
        if let Some(again) = self.again.as_mut().filter(|_| comes_back(sent.class)) {
            again.failed(sent.event(), sent.attempt, sent.stamps.sent, at);
        }
    }

    /// Gives up what has been due for [`NO_CONNECTION_MAX_NS`] and could not be sent, since there has been no connection since then. That,
    /// too, is a delivery that failed. The rest of a counted loop is given up once a request would have timed out.
    pub(super) fn give_up(&mut self, none_open_since: u64, now: u64, second: UnixSeconds) {
        let since = now.saturating_sub(NO_CONNECTION_MAX_NS);
        let Self { supply, returned, again, recorder, timeout_ns, .. } = self;
        if supply.is_closed() {
            recorder.no_connection(none_open_since, now);
        }
        while let Some(waiting) = returned.take().or_else(|| supply.take_due_before(since)) {
            let Arrival { class, number, due_ns, .. } = waiting;
            recorder.not_sent(class, due_ns, now, NotSent::NoConnection);
            if let Some(again) = again.as_mut().filter(|_| comes_back(class)) {
                again.first();
                again.failed(Event { class, number, signed: second }, 0, now, now);
            }
        }
        if let Some(again) = again {
            while again.front(now).is_some_and(|delivery| delivery.due_ns < since) {
                let Some(Delivery { item, attempt, due_ns }) = again.pop() else { break };
                recorder.not_sent_again(due_ns, now, NotSent::NoConnection);
                again.failed(item, attempt, now, now);
            }
        }
        if now.saturating_sub(none_open_since) >= *timeout_ns {
            while let Some(Arrival { class, .. }) = supply.take_counted(now) {
                recorder.not_sent(class, now, now, NotSent::NoConnection);
            }
        }
    }

    /// How many are on their way.
    pub(super) const fn in_flight(&self) -> u64 {
        self.recorder.in_flight()
    }

    /// Hands on the seconds that are over.
    pub(super) fn beat(&mut self, now: u64) {
        self.recorder.beat(now);
    }

    /// When there is something to write down even if nothing happens: the end of a second, or of all.
    pub(super) fn next_note(&self) -> u64 {
        self.recorder.second_ends().min(self.next_end())
    }

    /// When something is to be given up next; nothing is due after the first of the two ends.
    fn next_end(&self) -> u64 {
        let waits_again = self.again.as_ref().is_some_and(|again| !again.is_over());
        if waits_again || self.supply.next_due().is_some() || self.returned.is_some() {
            self.ends.unsent_ns.min(self.ends.all_ns)
        } else {
            self.ends.all_ns
        }
    }

    /// Nothing will be sent: the run does not begin.
    pub(super) fn end_unbegun(&mut self) {
        self.supply.end(0);
    }

    /// Whether all is over, or must be.
    pub(super) fn is_over(&mut self, now: u64) -> bool {
        if self.reason != NotSent::Interrupted && self.interrupt.load(Ordering::Relaxed) {
            self.reason = NotSent::Interrupted;
            self.supply.end(now);
            self.recorder.cut_short();
            if let Some(again) = &mut self.again {
                again.end();
            }
            self.ends.all_ns = self.ends.all_ns.min(now.saturating_add(INTERRUPTED_DRAIN_NS));
        }
        if now >= self.ends.unsent_ns {
            self.give_up_unsent(now);
        }
        let is_done = self.supply.is_over(now)
            && self.returned.is_none()
            && self.in_flight() == 0
            && self.again.as_ref().is_none_or(|again| again.is_over());
        is_done || now >= self.ends.all_ns
    }

    /// What was not sent by now never will be.
    fn give_up_unsent(&mut self, now: u64) {
        while let Some(Arrival { class, due_ns, .. }) =
            self.returned.take().or_else(|| self.supply.take_due_before(u64::MAX))
        {
            self.recorder.not_sent(class, due_ns, now, self.reason);
        }
        if let Some(again) = &mut self.again {
            again.end();
        }
    }

    /// Writes down what was not sent, and says what all came to.
    pub(super) fn finish(mut self, now: u64) -> Recorded {
        self.give_up_unsent(now);
        if let Some(again) = self.again {
            self.recorder.amplified(again.amplification());
        }
        self.recorder.finish(now)
    }
}

/// Whether a sender sends it again that was not taken.
const fn comes_back(class: Class) -> bool {
    class.is_taken()
}

#[cfg(test)]
mod tests;
