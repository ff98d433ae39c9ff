//! One thread: sends what is due on connections that are free, reads answers, and waits in between.

pub(in crate::engine) mod blame;
mod retries;
pub(in crate::engine) mod rounds;

use std::sync::{PoisonError, atomic::Ordering};

use rustix::time::{ClockId, clock_gettime};

use self::{blame::Blame, retries::Again, rounds::Rounds};
use super::{
    connection::{Outcome, Phase, Request},
    head::{HeadReader, Reuse},
    poller::{Epoll, Event, Poller},
    pool::Pool,
    supply::Supply,
};
use crate::{
    destination::Destination,
    engine::{Shared, ThreadReport},
    options::Waking,
    plan::Arrival,
    quantity::{SECOND, count, nanos, place},
    record::{
        Recorder,
        tally::{Failure, NotSent, Stamps},
    },
    render::Renderer,
};

/// Bytes that are read at once.
const BUFFER_BYTES: usize = 64 * 1024;
/// How long connections may take to open before the run starts.
const OPENING_MAX_NS: u64 = 5 * SECOND;
/// How long a due request waits while no connection is open.
const NO_CONNECTION_MAX_NS: u64 = SECOND;
/// How long answers are waited for after an interruption.
const INTERRUPTED_DRAIN_NS: u64 = SECOND / 2;

/// What a thread needs.
pub(crate) struct Setup<'a> {
    pub(crate) shared: &'a Shared<'a>,
    pub(crate) destination: &'a Destination,
    pub(crate) connections: u32,
    /// Which thread, from 0, and of how many.
    pub(crate) thread: u64,
    pub(crate) threads: u64,
    pub(crate) timeout_ns: u64,
    pub(crate) drain_ns: u64,
    pub(crate) waking: Waking,
    pub(crate) epoll: Epoll,
    pub(crate) renderer: Renderer,
    pub(crate) recorder: Recorder,
}

/// A thread of the generator.
pub(crate) struct Worker<'a> {
    shared: &'a Shared<'a>,
    start_ns: u64,
    /// When all must be over.
    end_ns: u64,
    /// Why requests that are not sent by then were not.
    reason: NotSent,
    supply: Supply<'a>,
    /// A request that was taken and could not be written.
    returned: Option<Arrival>,
    pool: Pool<'a>,
    poller: Poller,
    renderer: Renderer,
    recorder: Recorder,
    heads: HeadReader,
    buffer: Vec<u8>,
    timed_out: Vec<(u32, Request)>,
    bytes: [u64; 2],
    rounds: Rounds,
    blame: Blame,
    /// What comes back; nothing without a retry plan.
    again: Option<Box<Again>>,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(setup: Setup<'a>) -> Self {
        let Setup { shared, thread, threads, .. } = setup;
        let retrying = shared.retrying.as_ref();
        let longer_ns = retrying.map_or(0, |it| Again::longest_ns(it, setup.timeout_ns));
        let end_ns =
            nanos(shared.plan.length()).saturating_add(setup.drain_ns).saturating_add(longer_ns);
        Self {
            shared,
            start_ns: 0,
            end_ns,
            reason: NotSent::EndOfRun,
            supply: Supply::new(shared.plan, &shared.next, thread, threads),
            returned: None,
            pool: Pool::new(setup.connections, setup.destination, setup.timeout_ns),
            poller: Poller::new(setup.epoll),
            renderer: setup.renderer,
            recorder: setup.recorder,
            heads: HeadReader::new(),
            buffer: vec![0; BUFFER_BYTES],
            timed_out: Vec::new(),
            bytes: [0, 0],
            rounds: Rounds::new(setup.waking),
            blame: Blame::default(),
            again: retrying.map(|it| Box::new(Again::new(*it, setup.connections))),
        }
    }

    /// Carries out the thread's part of the plan.
    pub(crate) fn run(mut self) -> ThreadReport {
        let mut broken = self.open_all().err();
        self.report_opened();
        self.shared.barrier.wait();
        self.shared.barrier.wait();
        let Some(start_ns) = self.shared.start.get().copied() else {
            self.supply.end(0);
            return self.finish(0, broken);
        };
        self.start_ns = start_ns;
        self.pool.rebase();
        let cpu_ns = cpu_ns();
        while let Some(wait) =
            self.start_ns.checked_sub(self.shared.clock.now()).filter(|it| *it > 0)
        {
            std::thread::park_timeout(std::time::Duration::from_nanos(wait));
        }
        let mut now = self.now();
        while broken.is_none() && !self.is_over(now) {
            match self.round(now) {
                Ok(next) => now = next,
                Err(error) => broken = Some(error),
            }
        }
        let cpu_ns = self::cpu_ns().saturating_sub(cpu_ns);
        self.finish(cpu_ns, broken)
    }

    fn finish(mut self, cpu_ns: u64, broken: Option<std::io::Error>) -> ThreadReport {
        let now = self.now();
        let Self { recorder, reason, pool, returned, supply, again, .. } = &mut self;
        pool.abandon(|nth, request, failure| match again {
            Some(again) if again.is_again(nth) => {
                recorder.failed_again(request.stamps, now, failure);
            }
            _ => recorder.failed(request.class, request.stamps, now, failure),
        });
        while let Some(rest) = returned.take().or_else(|| supply.take_due_before(u64::MAX)) {
            recorder.not_sent(rest.class, rest.due_ns, now, *reason);
        }
        if let Some(again) = self.again.take() {
            self.recorder.amplified(again.amplification());
        }
        ThreadReport {
            recorded: self.recorder.finish(now),
            cpu_ns,
            awake_ns: self.rounds.awake_ns,
            connects: self.pool.connects,
            bytes: self.bytes,
            pauses: self.rounds.pauses,
            broken,
        }
    }

    /// Nanoseconds since the start.
    fn now(&self) -> u64 {
        self.shared.clock.now().saturating_sub(self.start_ns)
    }

    /// Opens connections before the run starts; those that cannot be opened are tried again within it.
    fn open_all(&mut self) -> std::io::Result<()> {
        let began = self.now();
        loop {
            let now = self.now();
            if now >= self.pool.next_look {
                self.pool.look(now, &self.poller, &mut self.timed_out);
            }
            if self.pool.is_settled() || now.saturating_sub(began) >= OPENING_MAX_NS {
                return Ok(());
            }
            self.poller.wait_until(now, now + SECOND / 1_000)?;
            let now = self.now();
            self.handle_all(now);
        }
    }

    /// Says how many connections are open, for a run that is to begin with some.
    fn report_opened(&mut self) {
        let mut opened = self.shared.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.0 += self.pool.n_open;
        if let Some(failure) = self.pool.failure.take() {
            opened.1 = Some(failure);
        }
    }

    fn is_over(&mut self, now: u64) -> bool {
        if self.reason != NotSent::Interrupted && self.shared.interrupt.load(Ordering::Relaxed) {
            self.reason = NotSent::Interrupted;
            self.supply.end(now);
            if let Some(again) = &mut self.again {
                again.end();
            }
            self.end_ns = self.end_ns.min(now.saturating_add(INTERRUPTED_DRAIN_NS));
        }
        let is_done = self.supply.is_over(now)
            && self.returned.is_none()
            && self.recorder.in_flight() == 0
            && self.again.as_ref().is_none_or(|again| again.is_over());
        is_done || now >= self.end_ns
    }

    /// One round: what has timed out, what is due, a wait, what has happened. Says when the next one begins.
    fn round(&mut self, now: u64) -> std::io::Result<u64> {
        let is_late = self.next_due().is_some_and(|due| due < now);
        self.rounds.begin(now, is_late || self.recorder.in_flight() > 0);
        self.recorder.beat(now);
        if now >= self.pool.next_look {
            self.look(now);
        }
        self.give_up(now);
        self.send_due(now);
        let asked = self.now();
        let until = self.rounds.wait(asked, self.next_work());
        self.poller.wait_until(asked, until)?;
        // All that is handled had happened by now. Reading one answer after the other takes a while, which is ours and not the
        // receiver's; so is sending, which waits until all are read.
        let now = self.now();
        if self.rounds.is_awake() {
            self.rounds.awake_ns += now.saturating_sub(asked);
        }
        self.handle_all(now);
        Ok(self.now())
    }

    fn look(&mut self, now: u64) {
        self.pool.look(now, &self.poller, &mut self.timed_out);
        while let Some((nth, request)) = self.timed_out.pop() {
            self.note_failure(nth, request, now, Failure::Timeout);
        }
    }

    /// Gives up what has waited too long for any connection to open.
    fn give_up(&mut self, now: u64) {
        let since = now.saturating_sub(NO_CONNECTION_MAX_NS);
        if self.pool.n_open > 0 || self.pool.none_open_since >= since {
            return;
        }
        while let Some(waiting) =
            self.returned.take().or_else(|| self.supply.take_due_before(since))
        {
            self.recorder.not_sent(waiting.class, waiting.due_ns, now, NotSent::NoConnection);
            self.note_no_connection(&waiting, now);
        }
        self.give_up_again(since, now);
        self.supply.end_if_closed();
    }

    /// Sends what is due, as long as connections are free.
    fn send_due(&mut self, now: u64) {
        let mut now = now;
        while self.returned.is_some() || self.supply.is_due(now) || self.is_due_again(now) {
            let Some((nth, free_since)) = self.pool.pop_free() else {
                self.blame.crowded(now);
                return;
            };
            if let Some(delivery) = self.take_again(now) {
                now = self.send_again(nth, free_since, delivery, now);
                continue;
            }
            let Some(arrival) = self.returned.take().or_else(|| self.supply.take(now)) else {
                self.pool.put_back(nth);
                return;
            };
            now = self.send(nth, free_since, arrival, now);
        }
        self.blame.relaxed();
    }

    /// Sends a request, and says when. It is signed for the second of `now`.
    fn send(&mut self, nth: u32, free_since: u64, arrival: Arrival, now: u64) -> u64 {
        let second = self.second(now);
        let request = self.renderer.render(&arrival, second);
        let sent = self.shared.clock.now().saturating_sub(self.start_ns);
        let due = if self.supply.is_closed() { sent } else { arrival.due_ns };
        let connection = &mut self.pool.connections[place(nth.into())];
        match connection.write(request) {
            Outcome::Pending | Outcome::Answered { .. } => {
                let stamps = Stamps { due, sent };
                let (class, number) = (arrival.class, arrival.number);
                connection.phase = Phase::Busy(Request { class, number, stamps });
                if let Some(fates) = self.shared.fates {
                    fates.sent(number, class);
                }
                self.bytes[0] += count(request.len());
                self.recorder.sent(class, stamps, self.blame.own_lag(stamps, free_since));
                self.note_first(nth, &arrival, second);
            }
            // Not a byte went out: another connection will take it.
            Outcome::Failed(_) => {
                self.returned = Some(arrival);
                self.pool.close(nth, sent);
            }
        }
        sent
    }

    /// When something is to be done even if nothing happens.
    fn next_work(&self) -> u64 {
        let due = if self.pool.has_free() { self.next_due() } else { None };
        let others = self.pool.next_look.min(self.recorder.second_ends()).min(self.end_ns);
        due.map_or(others, |due| due.min(others))
    }

    fn handle_all(&mut self, now: u64) {
        for nth in 0..self.poller.len() {
            if let Some(event) = self.poller.event(nth) {
                self.handle(event, now);
            }
        }
    }

    fn handle(&mut self, event: Event, now: u64) {
        let Some((nth, connection)) = self.pool.of_event(event.key) else { return };
        match connection.phase {
            Phase::Opening { .. } => {
                self.pool.go_on_opening(nth, now, event);
                if event.has_ended() && self.pool.of_event(event.key).is_some() {
                    self.pool.close(nth, now);
                }
            }
            Phase::Free { .. } if event.is_readable() => {
                let ended = event.has_ended();
                let heads = &mut self.heads;
                let read = connection.read(&mut self.buffer, heads, &mut self.bytes[1], ended);
                // Whatever comes now belongs to no request; the end of the connection least of all.
                if read != Outcome::Pending || connection.has_begun() {
                    self.pool.end_unasked(nth, now);
                }
            }
            Phase::Busy(request) => {
                if event.is_writable() {
                    connection.write_on();
                }
                if event.is_readable() {
                    let ended = event.has_ended();
                    let heads = &mut self.heads;
                    let read = connection.read(&mut self.buffer, heads, &mut self.bytes[1], ended);
                    self.conclude(nth, request, read, now);
                }
            }
            Phase::Free { .. } | Phase::Closed { .. } => {}
        }
    }

    fn conclude(&mut self, nth: u32, request: Request, outcome: Outcome, now: u64) {
        match outcome {
            Outcome::Pending => {}
            Outcome::Answered { status, reuse } => {
                self.note_answer(nth, request, now, status);
                if let Some(fates) = self.shared.fates {
                    fates.answered(request.number, request.class, status);
                }
                self.pool.answered(nth);
                match reuse {
                    Reuse::Yes => self.pool.set_free(nth, now),
                    Reuse::No => self.pool.close(nth, now),
                }
            }
            Outcome::Failed(failure) => {
                self.note_failure(nth, request, now, failure);
                self.pool.close(nth, now);
            }
        }
    }
}

/// CPU time of this thread.
pub(in crate::engine) fn cpu_ns() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    seconds * SECOND + u64::try_from(time.tv_nsec).unwrap_or_default()
}
