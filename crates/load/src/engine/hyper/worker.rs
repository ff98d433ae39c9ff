//! One thread: gives what is due to connections that have room, hears what became of it, and waits in between.

mod turns;

use std::{collections::VecDeque, io, rc::Rc, sync::PoisonError};

use hyper::Request;
use tokio::runtime::{Builder, LocalOptions, LocalRuntime};

use super::{
    alarm::Alarm,
    flights::{Flight, Flights},
    mailbox::Mailbox,
    opening::Opener,
    origin::Origin,
    payload::Payload,
    pool::Pool,
    wire::Traffic,
};
use crate::{
    destination::Destination,
    engine::{
        Shared, ThreadReport,
        deliveries::Deliveries,
        delivery::Sent,
        raw::{blame::Blame, cpu_ns, rounds::Rounds},
    },
    options::{Protocol, Waking},
    quantity::{SECOND, place},
    record::Recorder,
    render::Renderer,
};

/// How long connections may take to open before the run starts.
const OPENING_MAX_NS: u64 = 5 * SECOND;

/// What a thread needs.
pub(crate) struct Setup<'a> {
    pub(crate) shared: &'a Shared<'a>,
    pub(crate) destination: &'a Destination,
    pub(crate) protocol: Protocol,
    pub(crate) origin: Origin,
    pub(crate) connections: u32,
    /// Which thread, from 0, and of how many.
    pub(crate) thread: u64,
    pub(crate) threads: u64,
    pub(crate) timeout_ns: u64,
    pub(crate) drain_ns: u64,
    pub(crate) renderer: Renderer,
    pub(crate) recorder: Recorder,
}

/// A request that was handed back by its connection without a byte written. It was sent as far as the ledger knows; another connection
/// takes it.
struct Returned {
    sent: Sent,
    request: Request<Payload>,
}

/// A thread of the generator.
pub(crate) struct Worker<'a> {
    shared: &'a Shared<'a>,
    protocol: Protocol,
    start_ns: u64,
    timeout_ns: u64,
    /// Before this time nothing can have timed out.
    next_timeout: u64,
    deliveries: Deliveries<'a>,
    returned: VecDeque<Returned>,
    pool: Pool,
    flights: Flights,
    timed_out: Vec<Flight>,
    mailbox: Mailbox,
    traffic: Rc<Traffic>,
    origin: Origin,
    renderer: Renderer,
    rounds: Rounds,
    blame: Blame,
}

/// What tasks run on, and what wakes the loop. The alarm goes first: it belongs to the runtime.
struct Clockwork {
    alarm: Alarm,
    runtime: LocalRuntime,
}

impl Clockwork {
    fn new() -> io::Result<Self> {
        let runtime =
            Builder::new_current_thread().enable_io().build_local(LocalOptions::default())?;
        let entered = runtime.enter();
        let alarm = Alarm::new()?;
        drop(entered);
        Ok(Self { alarm, runtime })
    }
}

impl<'a> Worker<'a> {
    pub(crate) fn new(setup: Setup<'a>) -> Self {
        let Setup { shared, protocol, thread, threads, connections, timeout_ns, .. } = setup;
        let (which, waits) = ((thread, threads), (timeout_ns, setup.drain_ns));
        let (mailbox, traffic) = (Mailbox::default(), Rc::new(Traffic::default()));
        let opener = Opener::new(setup.destination, protocol, traffic.clone(), mailbox.clone());
        let at_once = u64::from(connections) * u64::from(protocol.streams().get());
        Self {
            shared,
            protocol,
            start_ns: 0,
            timeout_ns,
            next_timeout: 0,
            deliveries: Deliveries::new(shared, which, waits, setup.recorder),
            returned: VecDeque::new(),
            pool: Pool::new(connections, Rc::new(opener), protocol),
            flights: Flights::new(place(at_once)),
            timed_out: Vec::new(),
            mailbox,
            traffic,
            origin: setup.origin,
            renderer: setup.renderer,
            // Never awake before the time: this thread has hyper's tasks to do meanwhile.
            rounds: Rounds::new(Waking::Asleep),
            blame: Blame::default(),
        }
    }

    /// Carries out the thread's part of the plan.
    pub(crate) fn run(mut self) -> ThreadReport {
        let mut clockwork = Clockwork::new();
        let opened = clockwork.as_mut().map(|it| it.runtime.block_on(self.open_all(&mut it.alarm)));
        let broken = opened.map_or_else(|error| Some(error.kind().into()), Result::err);
        self.report_opened();
        self.shared.barrier.wait();
        self.shared.barrier.wait();
        let (Some(start_ns), Ok(clockwork), None) =
            (self.shared.start.get().copied(), &mut clockwork, &broken)
        else {
            if self.shared.start.get().is_none() {
                self.deliveries.end_unbegun();
            }
            return self.finish(0, broken);
        };
        self.start_ns = start_ns;
        self.pool.rebase();
        clockwork.alarm.rebase();
        self.traffic.sent.set(0);
        self.traffic.received.set(0);
        let cpu_before = cpu_ns();
        while let Some(wait) =
            self.start_ns.checked_sub(self.shared.clock.now()).filter(|it| *it > 0)
        {
            std::thread::park_timeout(std::time::Duration::from_nanos(wait));
        }
        let broken = clockwork.runtime.block_on(self.carry_out(&mut clockwork.alarm)).err();
        let cpu_ns = cpu_ns().saturating_sub(cpu_before);
        self.finish(cpu_ns, broken)
    }

    fn finish(self, cpu_ns: u64, broken: Option<io::Error>) -> ThreadReport {
        let now = self.now();
        let Self { mut deliveries, mut flights, mut timed_out, returned, .. } = self;
        flights.take_sent_by(u64::MAX, &mut timed_out);
        let on_their_way = timed_out.iter().map(|flight| &flight.sent);
        for sent in on_their_way.chain(returned.iter().map(|returned| &returned.sent)) {
            deliveries.unfinished(sent, now);
        }
        ThreadReport {
            recorded: deliveries.finish(now),
            cpu_ns,
            awake_ns: self.rounds.awake_ns,
            connects: self.pool.connects,
            bytes: [self.traffic.sent.get(), self.traffic.received.get()],
            pauses: self.rounds.pauses,
            broken,
        }
    }

    /// Nanoseconds since the start.
    fn now(&self) -> u64 {
        self.shared.clock.now().saturating_sub(self.start_ns)
    }

    /// Opens connections before the run starts; those that cannot be opened are tried again within it.
    async fn open_all(&mut self, alarm: &mut Alarm) -> io::Result<()> {
        let began = self.now();
        loop {
            let now = self.now();
            if now >= self.pool.next_look {
                self.pool.look(now);
            }
            if self.pool.is_settled() || now.saturating_sub(began) >= OPENING_MAX_NS {
                return Ok(());
            }
            alarm.wait(&self.mailbox, now, now + SECOND / 1_000).await?;
            self.handle_all();
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

    async fn carry_out(&mut self, alarm: &mut Alarm) -> io::Result<()> {
        while !self.deliveries.is_over(self.now()) {
            self.round(alarm).await?;
        }
        Ok(())
    }

    /// One round: what has timed out, what is due, a wait, what has happened.
    async fn round(&mut self, alarm: &mut Alarm) -> io::Result<()> {
        let now = self.now();
        let is_late = self.deliveries.next_due().is_some_and(|due| due < now);
        self.rounds.begin(now, is_late || self.deliveries.in_flight() > 0);
        self.deliveries.beat(now);
        if now >= self.pool.next_look {
            self.pool.look(now);
        }
        if now >= self.next_timeout {
            self.time_out(now);
        }
        self.give_up(now);
        self.send_due(now);
        let now = self.now();
        let until = self.rounds.wait(now, self.next_work());
        alarm.wait(&self.mailbox, now, until).await?;
        self.handle_all();
        Ok(())
    }

    /// When something is to be done even if nothing happens.
    fn next_work(&self) -> u64 {
        let has_room = self.pool.has_free() && self.flights.has_room();
        let due = if has_room { self.deliveries.next_due() } else { None };
        let others = self.pool.next_look.min(self.next_timeout).min(self.deliveries.next_note());
        due.map_or(others, |due| due.min(others))
    }
}
