//! Carries out a plan and says what it came to.

mod gather;
mod merge;
mod outcome;

use std::{
    io,
    sync::{Arc, Barrier, Mutex, OnceLock, PoisonError, atomic::AtomicU64, mpsc},
    time::Instant,
};

use self::{gather::Seconds, outcome::Outcome};
pub use self::{
    merge::{MergeError, merge},
    outcome::plan_line,
};
use crate::{
    class::Class,
    destination::{Address, Destination},
    engine::{Clock, Shared, ThreadReport},
    measurement::{Interval, Measurement},
    options::{CONNECTIONS_MAX, Control, Engine, LoadOptions, THREADS_MAX, Waking},
    plan::PlanError,
    quantity::{SECOND, nanos},
    render::{Ingredients, Memory, RenderError, Renderer},
};

/// From the moment when all threads are ready to the start.
const LEAD_NS: u64 = SECOND / 100;

/// How long the first connection may take.
const REACH_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);

/// Why a run could not take place.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The plan cannot be carried out.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Requests cannot be rendered.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// Numbers beyond their limits.
    #[error("{what} may be {max} at most")]
    TooMany {
        /// What.
        what: &'static str,
        /// How many.
        max: u32,
    },
    /// The engine is not there.
    #[error("there is no engine for this here: {0}")]
    NoEngine(&'static str),
    /// Nobody listens.
    #[error("{destination} cannot be reached")]
    Unreachable {
        /// Where.
        destination: String,
        /// What the system says.
        source: io::Error,
    },
    /// A thread, or what it waits with, could not be had.
    #[error("the system has no room for the generator")]
    System {
        /// What it says.
        source: io::Error,
    },
}

impl LoadError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Plan(error) => error.code(),
            Self::Render(error) => error.code(),
            Self::TooMany { .. } => "load_too_many",
            Self::NoEngine(_) => "load_no_engine",
            Self::Unreachable { .. } => "load_unreachable",
            Self::System { .. } => "load_system",
        }
    }
}

/// Carries out a plan. Blocks until all is answered, timed out, or over; threads of its own do the work.
///
/// The measurement has no effects and no expectations yet, and its verdict says only whether it is valid.
///
/// # Errors
///
/// [`LoadError`]. What goes wrong once requests flow is part of the measurement.
pub fn run(options: &LoadOptions, control: &Control) -> Result<Measurement, LoadError> {
    check(options)?;
    let origin = Instant::now();
    reach(&options.destination)?;
    send(options, control, origin)
}

fn ingredients(options: &LoadOptions) -> Ingredients {
    Ingredients {
        content: options.content.clone(),
        key: options.key.clone(),
        validity: options.validity,
        run: options.run,
        seed: options.plan.seed,
        head: options.destination.head(),
    }
}

fn check(options: &LoadOptions) -> Result<(), LoadError> {
    options.plan.check()?;
    // What cannot be rendered is known before anybody is connected to.
    drop(Renderer::new(options.plan.mix.classes(), &ingredients(options), None)?);
    if options.connections.get() > CONNECTIONS_MAX {
        return Err(LoadError::TooMany { what: "connections", max: CONNECTIONS_MAX });
    }
    if options.threads.get() > THREADS_MAX {
        return Err(LoadError::TooMany { what: "threads", max: THREADS_MAX });
    }
    match options.engine {
        Engine::Raw if cfg!(target_os = "linux") => Ok(()),
        Engine::Raw => Err(LoadError::NoEngine("HTTP/1.1 is sent by epoll, which is Linux's")),
        Engine::Hyper => Err(LoadError::NoEngine("HTTP/2 is not sent yet")),
    }
}

/// Connects once, so that a wrong address is an error and not a measurement.
fn reach(destination: &Destination) -> Result<(), LoadError> {
    let reached = match destination.address() {
        Address::Tcp(address) => {
            std::net::TcpStream::connect_timeout(address, REACH_TIMEOUT).map(drop)
        }
        #[cfg(unix)]
        Address::Unix(path) => std::os::unix::net::UnixStream::connect(path).map(drop),
        #[cfg(not(unix))]
        Address::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
    };
    let destination = destination.to_string();
    reached.map_err(|source| LoadError::Unreachable { destination, source })
}

/// Threads that stay awake need cores that nobody else needs.
#[cfg(target_os = "linux")]
fn waking(options: &LoadOptions) -> Waking {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    match options.waking {
        Waking::AwakeBefore if crate::quantity::place(options.threads.get().into()) < cores => {
            Waking::AwakeBefore
        }
        Waking::AwakeBefore | Waking::Asleep => Waking::Asleep,
    }
}

/// How many of `all` the nth of `parts` gets.
#[cfg(target_os = "linux")]
const fn part(all: u32, nth: u32, parts: u32) -> u32 {
    all / parts + if nth < all % parts { 1 } else { 0 }
}

#[cfg(not(target_os = "linux"))]
fn send(_: &LoadOptions, _: &Control, _: Instant) -> Result<Measurement, LoadError> {
    Err(LoadError::NoEngine("HTTP/1.1 is sent by epoll, which is Linux's"))
}

#[cfg(target_os = "linux")]
fn send(
    options: &LoadOptions,
    control: &Control,
    origin: Instant,
) -> Result<Measurement, LoadError> {
    use crate::{
        engine::raw::{Setup, poller::Epoll},
        record::Recorder,
    };

    let system = |source: io::Error| LoadError::System { source };
    let plan = &options.plan;
    let threads = options.threads.min(options.connections).get();
    let shared = Shared {
        plan,
        clock: Clock { origin, epoch_ns: nanos(options.begun.since_epoch) },
        barrier: Barrier::new(crate::quantity::place(u64::from(threads) + 1)),
        opened: Mutex::new((0, None)),
        start: OnceLock::new(),
        next: AtomicU64::new(0),
        interrupt: &control.interrupt,
        fates: control.fates.as_deref(),
    };
    let ingredients = ingredients(options);
    let memory = plan.mix.has(Class::Duplicate).then(|| Arc::new(Memory::new()));
    let (beats, heard) = mpsc::channel();
    let mut workers = Vec::new();
    for thread in 0..threads {
        workers.push(Setup {
            shared: &shared,
            destination: &options.destination,
            connections: part(options.connections.get(), thread, threads),
            thread: thread.into(),
            threads: threads.into(),
            timeout_ns: nanos(options.timeout).max(1),
            drain_ns: nanos(options.drain),
            waking: waking(options),
            epoll: Epoll::new().map_err(system)?,
            renderer: Renderer::new(plan.mix.classes(), &ingredients, memory.clone())?,
            recorder: Recorder::new(plan.mix.classes(), beats.clone()),
        });
    }
    drop(beats);
    let seconds = Seconds::new(plan, threads, control.seconds.clone());
    let (reports, intervals) = carry_out(workers, &shared, seconds, &heard).map_err(system)?;
    let (n_opened, failure) = shared.opened.into_inner().unwrap_or_else(PoisonError::into_inner);
    if n_opened == 0 {
        let destination = options.destination.to_string();
        let source = failure.unwrap_or_else(|| io::ErrorKind::TimedOut.into());
        return Err(LoadError::Unreachable { destination, source });
    }
    Ok(Outcome::of(reports).measurement(options, threads, intervals))
}

#[cfg(target_os = "linux")]
type CarriedOut = (Vec<ThreadReport>, Vec<Interval>);

/// Runs the threads to their end, and meanwhile adds up the seconds that they hand on.
#[cfg(target_os = "linux")]
fn carry_out<'a>(
    workers: Vec<crate::engine::raw::Setup<'a>>,
    shared: &Shared<'a>,
    mut seconds: Seconds<'_>,
    heard: &mpsc::Receiver<crate::record::Beat>,
) -> io::Result<CarriedOut> {
    std::thread::scope(|scope| {
        let n_workers = workers.len();
        let mut running = Vec::new();
        let mut failed = None;
        for worker in workers {
            let thread = std::thread::Builder::new().name("load".to_owned());
            match thread.spawn_scoped(scope, move || crate::engine::raw::Worker::new(worker).run())
            {
                Ok(thread) => running.push(thread),
                Err(error) => failed = Some(error),
            }
        }
        // Threads that could not be had meet at the barrier all the same, or the others would wait for ever.
        let absent = n_workers - running.len();
        for _ in 0..absent {
            let _stand_in = scope.spawn(|| (shared.barrier.wait(), shared.barrier.wait()));
        }
        shared.barrier.wait();
        let is_reached = shared.opened.lock().unwrap_or_else(PoisonError::into_inner).0 > 0;
        if is_reached {
            let start = shared.clock.now() + LEAD_NS;
            shared.start.get_or_init(|| start);
        }
        shared.barrier.wait();
        while let Ok(beat) = heard.recv() {
            seconds.hear(&beat);
        }
        let reports: Vec<ThreadReport> =
            running.into_iter().filter_map(|thread| thread.join().ok()).collect();
        match failed {
            Some(error) => Err(error),
            None => {
                let planned = reports.iter().map(|it| it.recorded.planned()).sum();
                let last_ns =
                    reports.iter().map(|it| it.recorded.last_ns).max().unwrap_or_default();
                Ok((reports, seconds.finish(planned, last_ns)))
            }
        }
    })
}
