//! One thread: sends what is due on connections that are free, reads answers, and waits in between.

pub(in crate::engine) mod blame;
pub(in crate::engine) mod rounds;
mod turns;

use std::sync::PoisonError;

use rustix::time::{ClockId, clock_gettime};

use self::{blame::Blame, rounds::Rounds};
use super::{
    head::HeadReader,
    poller::{Epoll, Poller},
    pool::Pool,
};
use crate::{
    destination::Destination,
    engine::{Shared, ThreadReport, deliveries::Deliveries, delivery::Sent},
    options::Waking,
    quantity::SECOND,
    record::Recorder,
    render::Renderer,
};

/// Bytes that are read at once.
const BUFFER_BYTES: usize = 64 * 1024;
/// How long connections may take to open before the run starts.
const OPENING_MAX_NS: u64 = 5 * SECOND;

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
    deliveries: Deliveries<'a>,
    pool: Pool<'a>,
    poller: Poller,
    renderer: Renderer,
    heads: HeadReader,
    buffer: Vec<u8>,
    timed_out: Vec<Sent>,
    bytes: [u64; 2],
    rounds: Rounds,
    blame: Blame,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(setup: Setup<'a>) -> Self {
        let Setup { shared, thread, threads, timeout_ns, drain_ns, .. } = setup;
        let (which, waits) = ((thread, threads), (timeout_ns, drain_ns));
        Self {
            shared,
            start_ns: 0,
            deliveries: Deliveries::new(shared, which, waits, setup.recorder),
            pool: Pool::new(setup.connections, setup.destination, timeout_ns),
            poller: Poller::new(setup.epoll),
            renderer: setup.renderer,
            heads: HeadReader::new(),
            buffer: vec![0; BUFFER_BYTES],
            timed_out: Vec::new(),
            bytes: [0, 0],
            rounds: Rounds::new(setup.waking),
            blame: Blame::default(),
        }
    }

    /// Carries out the thread's part of the plan.
    pub(crate) fn run(mut self) -> ThreadReport {
        let mut broken = self.open_all().err();
        self.report_opened();
        self.shared.barrier.wait();
        self.shared.barrier.wait();
        let Some(start_ns) = self.shared.start.get().copied() else {
            self.deliveries.end_unbegun();
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
        while broken.is_none() && !self.deliveries.is_over(now) {
            match self.round(now) {
                Ok(next) => now = next,
                Err(error) => broken = Some(error),
            }
        }
        let cpu_ns = self::cpu_ns().saturating_sub(cpu_ns);
        self.finish(cpu_ns, broken)
    }

    fn finish(self, cpu_ns: u64, broken: Option<std::io::Error>) -> ThreadReport {
        let now = self.now();
        let Self { mut deliveries, mut pool, .. } = self;
        pool.abandon(|sent| deliveries.unfinished(sent, now));
        ThreadReport {
            recorded: deliveries.finish(now),
            cpu_ns,
            awake_ns: self.rounds.awake_ns,
            connects: pool.connects,
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

    /// One round: what has timed out, what is due, a wait, what has happened. Says when the next one begins.
    fn round(&mut self, now: u64) -> std::io::Result<u64> {
        let is_late = self.deliveries.next_due().is_some_and(|due| due < now);
        self.rounds.begin(now, is_late || self.deliveries.in_flight() > 0);
        self.deliveries.beat(now);
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

    /// When something is to be done even if nothing happens.
    fn next_work(&self) -> u64 {
        let due = if self.pool.has_free() { self.deliveries.next_due() } else { None };
        let others = self.pool.next_look.min(self.deliveries.next_note());
        due.map_or(others, |due| due.min(others))
    }
}

/// CPU time of this thread.
pub(in crate::engine) fn cpu_ns() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    seconds * SECOND + u64::try_from(time.tv_nsec).unwrap_or_default()
}
