//! How much a receiver can take: the highest rate at which every limit is met, as an interval, found by trials (`--find-max p99<50ms`).
//!
//! This is a state machine that sends nothing and reads no clock. [`Search::next`] says what to try, [`Search::tell`] takes what came of
//! it, until [`Step::Done`]. The same answers lead to the same questions.
//!
//! First the rate is doubled until a limit is missed (halved, where the first trial misses one already), and where a receiver was worked
//! to its end, what it did is looked at from both sides (`hint`). From then on it is
//! probabilistic bisection (Waeber, Frazier and Henderson, 2013): what is known of the capacity is a distribution over the logarithm of
//! the rate, each trial is a sign that may be wrong, and the next trial is made near the median. How often signs are wrong, and how far
//! from the capacity, is not known beforehand; instead of repeating each trial until its sign is sure, as the paper does, it is estimated
//! along with the capacity (`belief`), so that a receiver that stumbles now and then is seen as one.
//!
//! Whatever the number of limits, there is one distribution: of the highest rate at which all of them are met. A receiver that is slow is
//! so by all of its percentiles at once, and limits that were taken for independent would each speak for less. A trial in which the
//! generator was the bottleneck says nothing of the receiver: three in a row are a ceiling, and a capacity that may lie above it is not
//! given ([`Found::GeneratorWasTheLimit`]).
//!
//! A trial shows what it is long enough to show. A queue that is nearly full takes seconds to fill, so that short trials flatter: of queues
//! with one server and service by chance that are 91 to 95 % busy at their limit, half of all trials of 3 s are met at 2 to 9 % too much,
//! and of 8 s at 1 to 5 %. So the last trials are longer, count for more, and what the short ones showed is believed to a part only.
//!
//! Whoever makes the trials lets the receiver come to rest between them: a queue that one has left makes the next one fail.

mod belief;
mod choosing;
mod found;
mod grid;
mod hint;
mod learning;
mod likelihood;
mod options;
mod trial;

use std::time::Duration;

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use self::{belief::Belief, grid::Grid, hint::Hint};

pub use self::{
    found::{Capacity, Found, Precision, Undecided},
    likelihood::{LIKELIHOODS_MAX, Likelihood},
    options::{LIMITS_MAX, Limit, RATE_MAX, SearchError, SearchOptions, Source},
    trial::{Judged, Step, Trial},
};

/// The most trials of a search, however short they are.
pub const TRIALS_MAX: usize = 1_000;

/// How many times in a row a generator has to fail at a rate before that is its ceiling.
const FAILURES_OF_A_CEILING: u32 = 3;

/// How many times in all before it is believed to be one for good.
const FAILURES_OF_A_LIMIT: u32 = 5;

/// How long trials are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Short, until the capacity lies between two rates.
    First,
    /// As long as was said.
    Middle,
    /// Longer: what is searched for is near, and short trials flatter.
    Last,
}

/// What the generator is known to be unable to do.
#[derive(Debug, Clone, PartialEq)]
struct Ceiling {
    rate: f64,
    reason: String,
    failures: u32,
}

/// A search.
#[derive(Debug)]
pub struct Search {
    options: SearchOptions,
    grid: Grid,
    belief: Belief,
    /// How many requests a trial needs, so that each limit can be judged.
    requests: f64,
    spent: Duration,
    trials: Vec<(f64, Trial)>,
    /// Highest rate at which the generator kept up with a receiver that met every limit, 0 at first: where one is worked to its end, little
    /// is asked of the generator.
    kept_up: f64,
    /// Highest rate at which every limit was met, and lowest at which one was missed.
    met: Option<f64>,
    missed: Option<f64>,
    /// A rate at which a limit was missed once and that is tried again: a receiver may have stumbled.
    doubted: Option<f64>,
    ceiling: Option<Ceiling>,
    hint: Option<Hint>,
    stage: Stage,
    random: ChaCha8Rng,
}

impl Search {
    /// Begins a search.
    ///
    /// # Errors
    ///
    /// [`SearchError`].
    pub fn new(options: SearchOptions) -> Result<Self, SearchError> {
        options.check()?;
        let grid = Grid::new(options.lowest, options.highest_or_max(), options.width);
        let asked = options.limits.iter().filter(|limit| limit.source == Source::Asked);
        let requests = asked.map(|limit| limit.requests_min).max();
        Ok(Self {
            belief: Belief::new(grid),
            requests: requests.unwrap_or_default() as f64,
            spent: Duration::ZERO,
            trials: Vec::new(),
            kept_up: 0.0,
            met: None,
            missed: None,
            doubted: None,
            ceiling: None,
            hint: None,
            stage: Stage::First,
            random: ChaCha8Rng::seed_from_u64(options.seed),
            grid,
            options,
        })
    }

    /// What was tried so far, and what came of it.
    pub fn trials(&self) -> &[(f64, Trial)] {
        &self.trials
    }

    /// What the trials so far took.
    pub const fn spent(&self) -> Duration {
        self.spent
    }

    /// What can be said by now, if no more is to be tried.
    pub fn so_far(&self) -> Found {
        self.at_the_end()
    }

    /// What to do next. Asked again before an answer is told, it may say another rate.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is asked and told in turn, not iterated over"
    )]
    pub fn next(&mut self) -> Step {
        if let Some(found) = self.settled() {
            return Step::Done(found);
        }
        let rate = self.rate();
        let left = self.options.budget.saturating_sub(self.spent);
        let duration = self.duration(rate, left);
        if duration > left || self.trials.len() >= TRIALS_MAX {
            return Step::Done(self.at_the_end());
        }
        Step::Try { rate, duration }
    }

    /// Takes what came of a trial at a rate.
    pub fn tell(&mut self, rate: f64, trial: Trial) {
        self.spent = self.spent.saturating_add(trial.took);
        match &trial.invalid {
            Some(reason) => self.generator_failed(rate, reason),
            None => self.learn(rate, &trial),
        }
        self.trials.push((rate, trial));
    }
}
