//! One run under way: makes the callbacks of cases, counts what is sent, and remembers what the answers gave away.

mod made;
mod pace;
mod pairs;
mod place;
mod secrets;
mod traces;
mod watch;

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use livehook_simulator::{
    delivery::Target,
    world::{Choice, Choices, Cover, Items, NOW_FIXED, World},
};
use tokio::{sync::Semaphore, time::Instant};

use crate::{
    exchange::{Dialer, Exchanged, Failure},
    options::Options,
    perform::AT_THE_DOOR_MAX,
    step::Callback,
};

/// The part of a run's time that is kept for the last look at effects, and the most of it.
const LAST_LOOK_PART: u32 = 10;
const LAST_LOOK_MAX: Duration = Duration::from_secs(5);

pub(crate) use made::{Made, Sender, Shown};
pub(crate) use pace::Pace;
use pairs::Pairs;
pub(crate) use place::{Leaving, Place};
pub(crate) use secrets::{Leak, Secret};
use watch::Watch;
pub(crate) use watch::{Looked, look_at_each};

/// Why a run cannot begin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The machine's certificates cannot be read.
    #[error("cannot set up TLS for an https target; are the system's CA certificates installed?")]
    Tls(#[source] rustls::Error),
    /// Nothing was selected.
    #[error("no case is selected")]
    NothingSelected,
}

impl RunError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Tls(_) => "target_tls",
            Self::NothingSelected => "nothing_selected",
        }
    }
}

/// Why a step could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("{0}; it answered before, so it is not there any more")]
    Gone(&'static str),
    #[error("the limit of {0} requests is reached; raise it with --max-requests")]
    RequestLimit(u64),
    #[error("the time for the whole run is over")]
    TimeLimit,
    #[error("the effect probe failed: {}", watch::with_cause(.0))]
    Probe(#[source] livehook_probe::ProbeError),
    #[error("the receiver could not be restarted: {}", watch::with_cause(.0))]
    Restart(#[source] livehook_probe::ProbeError),
    #[error("the receiver does not answer after its restart")]
    NotBack,
    #[error("this case cannot be made: {0}")]
    Recipe(#[from] livehook_simulator::recipe::RecipeError),
    #[error("no connection: {0}")]
    NoConnection(&'static str),
}

/// One run under way.
pub(crate) struct Session {
    pub(crate) options: Arc<Options>,
    began: Instant,
    /// When the last case must be over.
    deadline: Instant,
    /// When the last look must be over.
    end: Instant,
    watch: Watch,
    /// Cases that the end of the run cut off.
    cut_off: AtomicU64,
    /// How quickly the calibration was answered.
    pace: Pace,
    pairs: Pairs,
    world: World,
    /// Where connections of cases that run side by side wait for each other.
    door: Semaphore,
    dialer: Dialer,
    dialers: BTreeMap<i64, Dialer>,
    requests: AtomicU64,
    leaks: Mutex<Vec<Leak>>,
}

impl Session {
    pub(crate) fn new(options: Arc<Options>) -> Result<Self, RunError> {
        let dialer = |target: &Target| Dialer::new(target).map_err(RunError::Tls);
        let dialers = options
            .paths
            .iter()
            .map(|(event_type, target)| Ok((*event_type, dialer(target)?)))
            .collect::<Result<_, RunError>>()?;
        // As captured callbacks are, and short enough for a line of the shell.
        let choices =
            Choices { items: Items::ONE, cover: Choice::Only(Cover::Empty), ..Choices::EVERYTHING };
        let world = World::new(options.seed, choices, NOW_FIXED)
            .expect("the fixed time is within the range of times");
        let began = Instant::now();
        let end = began + options.patience.total;
        let kept = match options.probe {
            Some(_) => (options.patience.total / LAST_LOOK_PART).min(LAST_LOOK_MAX),
            None => Duration::ZERO,
        };
        Ok(Self {
            began,
            deadline: end - kept,
            end,
            watch: Watch::new(options.patience.settle),
            cut_off: AtomicU64::new(0),
            pace: Pace::default(),
            pairs: Pairs::default(),
            world,
            door: Semaphore::new(AT_THE_DOOR_MAX),
            dialer: dialer(&options.target)?,
            dialers,
            requests: AtomicU64::new(0),
            leaks: Mutex::default(),
            options,
        })
    }

    /// Where callbacks of this type go.
    pub(crate) fn target(&self, event_type: i64) -> &Target {
        self.options.paths.get(&event_type).unwrap_or(&self.options.target)
    }

    pub(crate) const fn door(&self) -> &Semaphore {
        &self.door
    }

    pub(crate) fn dialer(&self, event_type: i64) -> &Dialer {
        self.dialers.get(&event_type).unwrap_or(&self.dialer)
    }

    /// The stream id of a case's stream: no other run with another seed has it, and no other case.
    pub(crate) fn stream_id(&self, case: usize, stream: u16) -> String {
        // Of one length, so that none stands within another.
        format!("lh-{}-{case:03}-{stream:05}", base36(self.options.seed.0))
    }

    /// The place in the world of a case's content, its own among all.
    fn index(case: usize, callback: &Callback) -> u64 {
        (case as u64) << 32 | u64::from(callback.stream) << 16 | u64::from(callback.content)
    }

    /// Counts requests before they are sent.
    pub(crate) fn count(&self, n: u64) -> Result<(), Trouble> {
        let limit = self.options.limits.requests;
        if self.is_over() {
            return Err(Trouble::TimeLimit);
        }
        if self.requests.fetch_add(n, Ordering::Relaxed) + n > limit {
            self.requests.fetch_sub(n, Ordering::Relaxed);
            return Err(Trouble::RequestLimit(limit));
        }
        self.watch.will_move();
        Ok(())
    }

    /// The receiver takes what is right, and its clock is so far ahead of ours.
    pub(crate) fn spread_pairs(&self, clock_skew_s: i64) {
        self.pairs.spread(clock_skew_s);
    }

    /// How quickly the calibration was answered.
    pub(crate) const fn pace(&self) -> &Pace {
        &self.pace
    }

    pub(crate) fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// When the last case must be over.
    pub(crate) const fn deadline(&self) -> Instant {
        self.deadline
    }

    /// When the last look must be over.
    pub(crate) const fn end(&self) -> Instant {
        self.end
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// The end of the run has cut a case off.
    pub(crate) fn cut_off_one(&self) {
        self.cut_off.fetch_add(1, Ordering::Relaxed);
    }

    /// How many cases the end of the run has cut off.
    pub(crate) fn cut_off(&self) -> u64 {
        self.cut_off.load(Ordering::Relaxed)
    }

    /// Whether anything more may be sent.
    pub(crate) fn may_go_on(&self) -> Result<(), Trouble> {
        let limit = self.options.limits.requests;
        if self.is_over() {
            return Err(Trouble::TimeLimit);
        }
        if self.requests() >= limit { Err(Trouble::RequestLimit(limit)) } else { Ok(()) }
    }

    /// How much time is left for cases.
    pub(crate) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// A wait that cannot end in time is not begun.
    pub(crate) fn has_time_for(&self, wait: Duration) -> Result<(), Trouble> {
        if self.left() > wait { Ok(()) } else { Err(Trouble::TimeLimit) }
    }

    /// Takes note of what a step met: a time-out that only the end of the run brought about shows nothing, and neither does a
    /// receiver that is not there any more.
    pub(crate) fn met(&self, exchanges: &[Exchanged]) -> Result<(), Trouble> {
        let timed_out = |each: &Exchanged| each.failure == Some(Failure::Timeout);
        if self.is_over() && exchanges.iter().any(timed_out) {
            return Err(Trouble::TimeLimit);
        }
        let nobody = exchanges.iter().filter(|each| each.met_nobody()).count();
        if nobody < exchanges.len() || nobody == 0 {
            return Ok(());
        }
        let failure = exchanges.iter().find_map(|each| each.failure).unwrap_or(Failure::Other);
        Err(Trouble::Gone(failure.in_words()))
    }

    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    pub(crate) fn remember(&self, leak: Leak) {
        self.leaks.lock().unwrap_or_else(PoisonError::into_inner).push(leak);
    }

    pub(crate) fn leaks(&self) -> Vec<Leak> {
        self.leaks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// When an exchange that begins now must be over.
    pub(crate) fn answer_deadline(&self) -> Instant {
        self.deadline.min(Instant::now() + self.options.patience.answer)
    }
}

fn base36(mut number: u64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(DIGITS[usize::try_from(number % 36).unwrap_or_default()]));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}
