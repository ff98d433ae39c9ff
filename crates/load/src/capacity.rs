//! How much a receiver can take, found by runs: what a [`search`](crate::search) asks for, the engine carries out.
//!
//! Each trial is a run of its own: its events are new to the receiver, what is on its way at the end of the plan is waited for as long as
//! it takes to tell a limit missed, and then the receiver is let come to rest. [`limit`] says which thresholds are limits and [`judge()`]
//! what a run says of them.

pub mod judge;
pub mod limit;

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use self::{judge::judge, limit::LimitError};
use crate::{
    expect::Threshold,
    identity::RunName,
    measurement::Measurement,
    options::{Control, LoadOptions, Moment},
    plan::{Pacing, arrivals::Arrivals},
    quantity::{Rate, whole},
    run::{LoadError, run},
    search::{Found, Likelihood, Search, SearchError, SearchOptions, Step, Trial},
    sums,
};

/// What a whole search may take where nobody says otherwise.
pub const BUDGET_USUAL: Duration = Duration::from_secs(55);

/// The shortest and longest that answers are waited for behind a trial.
const DRAIN: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(10)];

/// The part of the time that a limit allows by which the generator may be late: it hardly tells then whether the limit is met. Where no
/// limit is about time, that of a second.
const LATENESS: u32 = 5;

/// How many standard deviations more requests are sent than it takes, where chance says how many.
const DEVIATIONS: f64 = 2.0;

/// How long a receiver rests between trials at least, and at most.
const REST: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(2)];

/// How many requests are on their way at once at least where a receiver is said to be worked to its end.
const PART_IN_FLIGHT: f64 = 1.5;

/// How requests follow one another in a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pattern {
    /// At even distances.
    #[default]
    Even,
    /// At random, as from many senders that do not know of each other.
    Poisson,
}

impl Pattern {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Even => "even",
            Self::Poisson => "poisson",
        }
    }

    const fn arrivals(self, rate: Rate) -> Arrivals {
        match self {
            Self::Even => Arrivals::Even(rate),
            Self::Poisson => Arrivals::Poisson(rate),
        }
    }
}

/// What is searched for, and how it is tried.
#[derive(Debug, Clone)]
pub struct CapacityOptions {
    /// What all trials have in common; each has a pacing, a start and a run's name of its own.
    pub load: LoadOptions,
    /// What has to be met, what is implied included; of each the search has a limit.
    pub limits: Vec<Threshold>,
    /// How requests follow one another.
    pub pattern: Pattern,
    /// Where and how exactly. Its budget is that of everything, rests included.
    pub search: SearchOptions,
}

/// Why a capacity could not be searched for.
#[derive(Debug, thiserror::Error)]
pub enum CapacityError {
    /// A threshold is no limit.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// There can be no such search.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// A trial could not take place.
    #[error(transparent)]
    Load(#[from] LoadError),
}

impl CapacityError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Limit(error) => error.code(),
            Self::Search(error) => error.code(),
            Self::Load(error) => error.code(),
        }
    }
}

/// What is heard of a search.
#[derive(Debug)]
pub enum Heard<'a> {
    /// A trial begins.
    Begins {
        /// Which, from 1.
        nth: usize,
        /// Requests a second.
        rate: f64,
        /// For how long they are due.
        length: Duration,
    },
    /// It is over.
    Ended(&'a Tried),
}

/// A trial that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Which, from 1.
    pub nth: usize,
    /// Requests a second.
    pub rate: f64,
    /// For how long they were due.
    pub length: Duration,
    /// What came of it.
    pub trial: Trial,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// There was nothing more to try.
    Complete,
    /// From outside.
    Interrupted,
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The answer, as far as it is known.
    pub found: Found,
    /// Whether there was more to be tried.
    pub ending: Ending,
    /// All trials.
    pub trials: Vec<Tried>,
    /// What is believed of the capacity.
    pub likelihoods: Vec<Likelihood>,
    /// From beginning to end.
    pub took: Duration,
}

impl CapacityOptions {
    /// A search for the capacity within these limits, with what is mostly right. Unless one of them is about errors, [`limit::IMPLIED`] is
    /// added.
    ///
    /// # Errors
    ///
    /// [`LimitError`] where a threshold is no limit.
    pub fn new(load: LoadOptions, limits: Vec<Threshold>) -> Result<Self, LimitError> {
        let (limits, named) = limit::all(limits, &load.plan.mix)?;
        let search =
            SearchOptions { budget: BUDGET_USUAL, ..SearchOptions::new(named, load.plan.seed) };
        Ok(Self { load, limits, pattern: Pattern::default(), search })
    }

    /// What is searched for. Where chance says how many requests are due, it should seldom be too few to judge a limit.
    fn search(&self) -> SearchOptions {
        let mut search = self.search.clone();
        if self.pattern == Pattern::Poisson {
            for limit in &mut search.limits {
                let requests = limit.requests_min as f64;
                limit.requests_min = whole(DEVIATIONS.mul_add(requests.sqrt(), requests));
            }
        }
        search
    }

    /// For how long answers are waited for: twice as long as the longest time that is allowed.
    fn drain(&self) -> Duration {
        let longest = self.limits.iter().filter_map(limit::time).max().unwrap_or_default();
        (longest * 2).clamp(DRAIN[0], DRAIN[1])
    }

    /// The run that a trial is.
    fn run(&self, nth: usize, rate: f64, length: Duration, begun: Moment) -> LoadOptions {
        let mut load = self.load.clone();
        let arrivals = self.pattern.arrivals(Rate::of(rate));
        load.plan.pacing = Pacing::Open { arrivals, length };
        load.plan.seed = self.load.plan.seed.wrapping_add(crate::quantity::count(nth));
        // Events that the receiver has already would cost it less.
        load.run = RunName::of(u64::try_from(begun.since_epoch.as_millis()).unwrap_or_default());
        load.begun = begun;
        load.drain = self.drain();
        let shortest = self.limits.iter().filter_map(limit::time).min().unwrap_or(DRAIN[0]);
        load.lateness = load.lateness.max(shortest / LATENESS);
        load
    }
}

/// Searches. Blocks until it is over; `begin` is asked for the moment at which each trial begins, and `tell` hears of each.
///
/// # Errors
///
/// [`CapacityError`]. A trial that cannot take place ends the search: the receiver is gone.
pub fn find(
    options: &CapacityOptions,
    control: &Control,
    mut begin: impl FnMut() -> Moment,
    mut tell: impl FnMut(Heard<'_>),
) -> Result<Finding, CapacityError> {
    let began = Instant::now();
    // The last trial may overrun by what is waited for behind it.
    let budget = options.search.budget.saturating_sub(options.drain() + REST[0]);
    let mut search = Search::new(SearchOptions { budget, ..options.search() })?;
    let mut trials = Vec::new();
    let mut ending = Ending::Complete;
    let found = loop {
        let (rate, length) = match search.next() {
            Step::Done(found) => break found,
            Step::Try { rate, duration } => (rate, duration),
        };
        let nth = trials.len() + 1;
        let since = Instant::now();
        tell(Heard::Begins { nth, rate, length });
        let measurement = run(&options.run(nth, rate, length, begin()), control)?;
        if !control.interrupt.load(Ordering::Relaxed) {
            rest(rest_after(&measurement), control);
        }
        // A trial that was cut short says nothing.
        if control.interrupt.load(Ordering::Relaxed) {
            ending = Ending::Interrupted;
            break search.so_far();
        }
        let trial =
            judge(&measurement, options.limits.iter().zip(&options.search.limits), since.elapsed());
        let tried = Tried { nth, rate, length, trial: trial.clone() };
        tell(Heard::Ended(&tried));
        search.tell(rate, trial);
        trials.push(tried);
    };
    let likelihoods = search.likelihoods();
    Ok(Finding { found, ending, trials, likelihoods, took: began.elapsed() })
}

/// How long a receiver may need for what it was sent and nobody waits for any more.
fn rest_after(measurement: &Measurement) -> Duration {
    let left = measurement.ledger.unfinished + measurement.ledger.timeout;
    let answered = sums::answered(&measurement.ledger).max(1) as f64;
    let each = measurement.took_us as f64 / answered;
    let micros = whole(left as f64 * each * PART_IN_FLIGHT);
    Duration::from_micros(micros).clamp(REST[0], REST[1])
}

fn rest(length: Duration, control: &Control) {
    let until = Instant::now() + length;
    while let Some(left) = until.checked_duration_since(Instant::now()).filter(|it| !it.is_zero()) {
        if control.interrupt.load(Ordering::Relaxed) {
            return;
        }
        std::thread::park_timeout(left.min(REST[0]));
    }
}
