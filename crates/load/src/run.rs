//! Carries out a plan and says what it came to.

mod gather;
mod merge;
mod outcome;
mod reach;

use std::{
    io,
    panic::resume_unwind,
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
    engine::{Clock, Shared, ThreadReport},
    measurement::{Interval, Measurement},
    options::{AT_ONCE_MAX, CONNECTIONS_MAX, Control, LoadOptions, STREAMS_MAX, THREADS_MAX},
    plan::PlanError,
    quantity::{SECOND, nanos},
    render::{Ingredients, Memory, RenderError, Renderer},
};

/// From the moment when all threads are ready to the start.
const LEAD_NS: u64 = SECOND / 100;

/// Why there is no engine elsewhere.
const NO_ENGINE: &str = "requests are sent by epoll and timerfd, which are Linux's";

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
    /// Something listens that HTTP/2 was to be spoken with, and does not speak it.
    #[error("{destination} does not speak HTTP/2: {why}")]
    NotHttp2 {
        /// Where.
        destination: String,
        /// What it does instead.
        why: String,
    },
    /// Something listens whose certificate is not believed.
    #[error("{destination} has a certificate that is not trusted here: {why}")]
    Untrusted {
        /// Where.
        destination: String,
        /// What is wrong with it.
        why: String,
    },
    /// Something listens that says something before it was asked, as HTTP/2 does.
    #[error("{destination} does not speak HTTP/1.1: it speaks before it is asked")]
    NotHttp1 {
        /// Where.
        destination: String,
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
            Self::NotHttp2 { .. } => "load_not_http2",
            Self::Untrusted { .. } => "load_untrusted",
            Self::NotHttp1 { .. } => "load_not_http1",
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
    reach::reach(options)?;
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
    let streams = options.engine.streams().get();
    if streams > STREAMS_MAX {
        return Err(LoadError::TooMany { what: "streams of a connection", max: STREAMS_MAX });
    }
    if streams > 1 && streams.saturating_mul(options.connections.get()) > AT_ONCE_MAX {
        return Err(LoadError::TooMany { what: "requests at once", max: AT_ONCE_MAX });
    }
    if cfg!(target_os = "linux") { Ok(()) } else { Err(LoadError::NoEngine(NO_ENGINE)) }
}

#[cfg(not(target_os = "linux"))]
fn send(_: &LoadOptions, _: &Control, _: Instant) -> Result<Measurement, LoadError> {
    Err(LoadError::NoEngine(NO_ENGINE))
}

#[cfg(target_os = "linux")]
fn send(
    options: &LoadOptions,
    control: &Control,
    origin: Instant,
) -> Result<Measurement, LoadError> {
    use std::sync::atomic::Ordering;

    use crate::{engine::Team, record::Recorder};

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
        retrying: options.retrying,
    };
    let ingredients = ingredients(options);
    let memory = plan.mix.has(Class::Duplicate).then(|| Arc::new(Memory::new()));
    let (beats, heard) = mpsc::channel();
    let team = Team::new(&shared, options, threads).map_err(|error| failure(options, error))?;
    let mut jobs = Vec::new();
    for thread in 0..threads {
        let renderer = Renderer::new(plan.mix.classes(), &ingredients, memory.clone())?;
        let recorder = Recorder::new(plan.mix.classes(), nanos(plan.length()), beats.clone());
        jobs.push(team.job(thread, renderer, recorder).map_err(system)?);
    }
    drop(beats);
    let seconds = Seconds::new(plan, threads, control.seconds.clone());
    let (reports, intervals) = carry_out(jobs, &shared, seconds, &heard).map_err(system)?;
    let (n_opened, failed) = shared.opened.into_inner().unwrap_or_else(PoisonError::into_inner);
    if n_opened == 0 {
        let error = failed.unwrap_or_else(|| io::ErrorKind::TimedOut.into());
        return Err(failure(options, error));
    }
    let measurement = Outcome::of(reports).measurement(options, threads, intervals);
    let interrupted = control.interrupt.load(Ordering::Relaxed);
    Ok(Measurement { interrupted, ..measurement })
}

/// Why no connection could be had.
#[cfg(target_os = "linux")]
fn failure(options: &LoadOptions, error: io::Error) -> LoadError {
    let destination = options.destination.to_string();
    let why = error.get_ref();
    if let Some(why) = why.and_then(|it| it.downcast_ref::<crate::engine::hyper::NotHttp2>()) {
        return LoadError::NotHttp2 { destination, why: why.to_string() };
    }
    match why.and_then(|it| it.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(why)) => {
            LoadError::Untrusted { destination, why: distrust(why) }
        }
        Some(_) | None => LoadError::Unreachable { destination, source: error },
    }
}

/// What is wrong with a certificate. The one that a first attempt with openssl makes has no words of rustls's.
#[cfg(target_os = "linux")]
fn distrust(why: &rustls::CertificateError) -> String {
    let why = why.to_string();
    if why.contains("CaUsedAsEndEntity") {
        return "it is an authority's own (CA:TRUE), which no server may use; make one with basicConstraints=CA:FALSE".to_owned();
    }
    why
}

#[cfg(target_os = "linux")]
type CarriedOut = (Vec<ThreadReport>, Vec<Interval>);

/// Runs the threads to their end, and meanwhile adds up the seconds that they hand on.
#[cfg(target_os = "linux")]
fn carry_out<'a>(
    jobs: Vec<crate::engine::Job<'a>>,
    shared: &Shared<'a>,
    mut seconds: Seconds<'_>,
    heard: &mpsc::Receiver<crate::record::Beat>,
) -> io::Result<CarriedOut> {
    std::thread::scope(|scope| {
        let n_jobs = jobs.len();
        let mut running = Vec::new();
        let mut failed = None;
        for job in jobs {
            let thread = std::thread::Builder::new().name("load".to_owned());
            match thread.spawn_scoped(scope, move || job.run()) {
                Ok(thread) => running.push(thread),
                Err(error) => failed = Some(error),
            }
        }
        // Threads that could not be had meet at the barrier all the same, or the others would wait for ever.
        let absent = n_jobs - running.len();
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
        // Without its part the ledger would balance and be wrong: a defect of ours is one of the whole run.
        let reports: Vec<ThreadReport> = running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect();
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
