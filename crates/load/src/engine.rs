//! What sends: threads that carry out a plan and write down what happens.

#[cfg(target_os = "linux")]
mod again;
mod connects;
#[cfg(target_os = "linux")]
mod deliveries;
#[cfg(target_os = "linux")]
mod delivery;
#[cfg(target_os = "linux")]
pub(crate) mod hyper;
#[cfg(target_os = "linux")]
mod job;
#[cfg(target_os = "linux")]
pub(crate) mod raw;
#[cfg(target_os = "linux")]
mod supply;

use std::{
    io,
    sync::{
        Barrier, Mutex, OnceLock,
        atomic::{AtomicBool, AtomicU64},
    },
    time::Instant,
};

use livehook_core::UnixSeconds;
use livehook_simulator::delivery::Retrying;

pub(crate) use self::connects::Connects;
#[cfg(target_os = "linux")]
pub(crate) use self::job::{Ends, Job, Team};
use crate::{
    fates::Fates,
    plan::Plan,
    quantity::{SECOND, nanos},
    record::Recorded,
};

/// What all threads of a run share.
pub(crate) struct Shared<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) clock: Clock,
    /// All threads and whoever began them meet here when connections are open, and again when the time of the start is known.
    pub(crate) barrier: Barrier,
    /// How many connections were open when all had been tried, and why the last one that was not could not be.
    pub(crate) opened: Mutex<(usize, Option<io::Error>)>,
    /// When the run starts, in nanoseconds of the clock; nothing where it does not, since no connection was open.
    pub(crate) start: OnceLock<u64>,
    /// The next arrival of a closed loop.
    pub(crate) next: AtomicU64,
    pub(crate) interrupt: &'a AtomicBool,
    pub(crate) fates: Option<&'a Fates>,
    /// How failed deliveries come back, if they do.
    pub(crate) retrying: Option<Retrying>,
}

/// A clock that only goes forward, and the date on which it began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) origin: Instant,
    /// Nanoseconds since 1970 at its origin.
    pub(crate) epoch_ns: u64,
}

impl Clock {
    pub(crate) fn now(self) -> u64 {
        nanos(self.origin.elapsed())
    }

    /// The second of one of its times, as it is signed.
    pub(crate) fn second(self, at: u64) -> UnixSeconds {
        let second = self.epoch_ns.saturating_add(at) / SECOND;
        UnixSeconds(i64::try_from(second).unwrap_or(i64::MAX))
    }
}

/// A gap in which the generator did nothing though it should have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Pauses {
    pub(crate) count: u64,
    pub(crate) longest_ns: u64,
}

/// What a thread came to.
pub(crate) struct ThreadReport {
    pub(crate) recorded: Recorded,
    pub(crate) cpu_ns: u64,
    /// CPU time that was spent waiting awake.
    pub(crate) awake_ns: u64,
    pub(crate) connects: Connects,
    pub(crate) bytes: [u64; 2],
    pub(crate) pauses: Pauses,
    /// Why it ended before its time, if it did.
    pub(crate) broken: Option<io::Error>,
}
