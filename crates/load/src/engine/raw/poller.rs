//! Waits for sockets and for a time, by epoll and a timer, edge-triggered: a socket is registered once and never touched again.

use std::{io, os::fd::AsFd, os::fd::OwnedFd};

use rustix::{
    buffer::spare_capacity,
    event::{Timespec, epoll},
    io::Errno,
    time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, timerfd_create,
        timerfd_settime,
    },
};

use crate::quantity::SECOND;

/// The most events that are taken at once.
const EVENTS_MAX: usize = 1_024;
/// No wait is longer, so that an interruption is seen, and a pause of the whole program.
pub(crate) const WAIT_MAX_NS: u64 = SECOND / 20;
/// The key of the timer among the events: no socket has it.
const TIMER: u64 = u64::MAX - 1;

/// What happened to a socket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    /// As registered.
    pub(crate) key: u64,
    flags: epoll::EventFlags,
}

impl Event {
    /// Whether a read would say something: bytes, an end, or an error.
    pub(crate) fn is_readable(self) -> bool {
        use epoll::EventFlags as Flags;
        self.flags.intersects(Flags::IN | Flags::RDHUP | Flags::HUP | Flags::ERR)
    }

    /// Whether a write would take something, or say why not.
    pub(crate) fn is_writable(self) -> bool {
        use epoll::EventFlags as Flags;
        self.flags.intersects(Flags::OUT | Flags::HUP | Flags::ERR)
    }

    /// Whether the other side has ended.
    pub(crate) fn has_ended(self) -> bool {
        use epoll::EventFlags as Flags;
        self.flags.intersects(Flags::RDHUP | Flags::HUP | Flags::ERR)
    }
}

/// What sockets and times are waited for with. It may be had on one thread and used on another.
pub(crate) struct Epoll {
    epoll: OwnedFd,
    timer: OwnedFd,
}

impl Epoll {
    /// # Errors
    ///
    /// Those of the system: too many open files.
    pub(crate) fn new() -> io::Result<Self> {
        use epoll::EventFlags as Flags;
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
        let timer = timerfd_create(TimerfdClockId::Monotonic, flags)?;
        epoll::add(&epoll, &timer, epoll::EventData::new_u64(TIMER), Flags::IN | Flags::ET)?;
        Ok(Self { epoll, timer })
    }
}

/// Waits for sockets and times, on the thread that made it.
pub(crate) struct Poller {
    epoll: OwnedFd,
    timer: OwnedFd,
    /// For when the timer is set.
    set_for: u64,
    events: Vec<epoll::Event>,
}

impl Poller {
    pub(crate) fn new(epoll: Epoll) -> Self {
        let Epoll { epoll, timer } = epoll;
        Self { epoll, timer, set_for: 0, events: Vec::with_capacity(EVENTS_MAX) }
    }

    /// Registers a socket for all that can happen to it, until it is closed.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn add(&self, socket: impl AsFd, key: u64) -> io::Result<()> {
        use epoll::EventFlags as Flags;
        let flags = Flags::IN | Flags::OUT | Flags::RDHUP | Flags::ET;
        Ok(epoll::add(&self.epoll, socket, epoll::EventData::new_u64(key), flags)?)
    }

    /// Waits until something happens or that time has come, [`WAIT_MAX_NS`] at most. Both times are of one clock.
    ///
    /// A time-out of epoll itself is counted in milliseconds by older kernels and comes up to 50 µs late on newer ones; the timer has
    /// neither fault, and costs a system call only where a wait is short.
    ///
    /// # Errors
    ///
    /// Those of the system, an interruption by a signal aside.
    pub(crate) fn wait_until(&mut self, now: u64, until: u64) -> io::Result<()> {
        self.events.clear();
        let wait = until.saturating_sub(now);
        let at_most = if wait == 0 { 0 } else { WAIT_MAX_NS };
        if (1..WAIT_MAX_NS).contains(&wait) && self.set_for != until {
            self.set_for = until;
            let once = Itimerspec { it_interval: timespec(0), it_value: timespec(wait) };
            timerfd_settime(&self.timer, TimerfdTimerFlags::empty(), &once)?;
        }
        match epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&timespec(at_most))) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// How many things happened.
    pub(crate) const fn len(&self) -> usize {
        self.events.len()
    }

    /// One of them.
    pub(crate) fn event(&self, nth: usize) -> Option<Event> {
        self.events.get(nth).map(|event| Event { key: event.data.u64(), flags: event.flags })
    }
}

fn timespec(ns: u64) -> Timespec {
    let seconds = i64::try_from(ns / SECOND).unwrap_or(i64::MAX);
    let nanoseconds = i64::try_from(ns % SECOND).unwrap_or(0);
    Timespec { tv_sec: seconds, tv_nsec: nanoseconds as _ }
}
