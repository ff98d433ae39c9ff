//! What each thread gets to do, by whichever engine.

use std::io;

use super::{Shared, ThreadReport, hyper, raw};
use crate::{
    options::{Engine, LoadOptions, Waking},
    quantity::{nanos, place},
    record::Recorder,
    render::Renderer,
};

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
