//! What each thread gets to do, by whichever engine.

use std::{io, time::Duration};

use super::{Shared, ThreadReport, hyper, raw};
use crate::{
    options::{Engine, LoadOptions, Waking},
    quantity::{SECOND, nanos, place},
    record::Recorder,
    render::Renderer,
};

/// For how long after the last due time requests that wait for a connection are still sent.
const UNSENT_MAX_NS: u64 = 10 * SECOND;
/// How much later than its time-out a request that was sent at the very end may be seen to have timed out.
const TIMED_OUT_WITHIN_NS: u64 = SECOND;

/// When a thread ends, in nanoseconds from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ends {
    /// What was not sent by then never will be.
    pub(crate) unsent_ns: u64,
    /// By then all is over: whatever was sent has been answered or has timed out, unless less than its time-out was to be waited.
    pub(crate) all_ns: u64,
}

impl Ends {
    /// Of a plan of this length; `again_ns` is how much longer all may take that comes back.
    pub(crate) fn new(length: Duration, timeout_ns: u64, drain_ns: u64, again_ns: u64) -> Self {
        let last_due_ns = nanos(length).saturating_add(again_ns);
        let unsent_ns = last_due_ns.saturating_add(drain_ns.min(UNSENT_MAX_NS));
        let timed_out_ns = unsent_ns.saturating_add(timeout_ns).saturating_add(TIMED_OUT_WITHIN_NS);
        Self { unsent_ns, all_ns: last_due_ns.saturating_add(drain_ns).min(timed_out_ns) }
    }
}

/// All threads of a run.
pub(crate) struct Team<'a> {
    shared: &'a Shared<'a>,
    options: &'a LoadOptions,
    threads: u32,
    /// What hyper's requests are made of.
    origin: Option<hyper::Origin>,
}

/// What one thread is to do.
pub(crate) enum Job<'a> {
    /// By our own HTTP/1.1.
    Raw(Box<raw::Setup<'a>>),
    /// By hyper.
    Hyper(Box<hyper::Setup<'a>>),
}

impl<'a> Team<'a> {
    /// # Errors
    ///
    /// Where the destination is none for this engine.
    pub(crate) fn new(
        shared: &'a Shared<'a>,
        options: &'a LoadOptions,
        threads: u32,
    ) -> io::Result<Self> {
        let origin = match options.engine {
            Engine::Raw => None,
            Engine::Hyper(protocol) => Some(hyper::Origin::new(&options.destination, protocol)?),
        };
        Ok(Self { shared, options, threads, origin })
    }

    /// The job of one of them, from 0.
    ///
    /// # Errors
    ///
    /// When the system has nothing left to wait with.
    pub(crate) fn job(
        &self,
        thread: u32,
        renderer: Renderer,
        recorder: Recorder,
    ) -> io::Result<Job<'a>> {
        let Self { shared, options, threads, .. } = *self;
        let connections = part(options.connections.get(), thread, threads);
        let (timeout_ns, drain_ns) = (nanos(options.timeout).max(1), nanos(options.drain));
        let destination = &options.destination;
        Ok(match (options.engine, self.origin.clone()) {
            (Engine::Hyper(protocol), Some(origin)) => Job::Hyper(Box::new(hyper::Setup {
                shared,
                destination,
                protocol,
                origin,
                connections,
                thread: thread.into(),
                threads: threads.into(),
                timeout_ns,
                drain_ns,
                renderer,
                recorder,
            })),
            (Engine::Raw | Engine::Hyper(_), _) => Job::Raw(Box::new(raw::Setup {
                shared,
                destination,
                connections,
                thread: thread.into(),
                threads: threads.into(),
                timeout_ns,
                drain_ns,
                waking: waking(options),
                epoll: raw::poller::Epoll::new()?,
                renderer,
                recorder,
            })),
        })
    }
}

impl Job<'_> {
    /// Does it, on the thread that calls.
    pub(crate) fn run(self) -> ThreadReport {
        match self {
            Self::Raw(setup) => raw::Worker::new(*setup).run(),
            Self::Hyper(setup) => hyper::Worker::new(*setup).run(),
        }
    }
}

/// Threads that stay awake need cores that nobody else needs.
fn waking(options: &LoadOptions) -> Waking {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    match options.waking {
        Waking::AwakeBefore if place(options.threads.get().into()) < cores => Waking::AwakeBefore,
        Waking::AwakeBefore | Waking::Asleep => Waking::Asleep,
    }
}

/// How many of `all` the nth of `parts` gets.
const fn part(all: u32, nth: u32, parts: u32) -> u32 {
    all / parts + if nth < all % parts { 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_waited_for_and_what_was_not_is_not() {
        let (length, timeout_ns) = (Duration::from_secs(2), 20 * SECOND);
        let ends = |drain_ns, again_ns| Ends::new(length, timeout_ns, drain_ns, again_ns);
        let usual = Ends { unsent_ns: 12 * SECOND, all_ns: 33 * SECOND };
        assert_eq!(ends(u64::MAX, 0), usual);
        let later = Ends { unsent_ns: 19 * SECOND, all_ns: 40 * SECOND };
        assert_eq!(ends(u64::MAX, 7 * SECOND), later);
        assert_eq!(ends(SECOND, 0), Ends { unsent_ns: 3 * SECOND, all_ns: 3 * SECOND });
        let never = Ends { unsent_ns: u64::MAX, all_ns: u64::MAX };
        assert_eq!(ends(u64::MAX, u64::MAX), never);
    }
}
