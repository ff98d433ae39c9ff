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
//! Each limit has a distribution of its own; the capacity is the smallest. A trial in which the generator was the bottleneck says nothing
//! of the receiver: three in a row are a ceiling, and a capacity that may lie above it is not given
//! ([`Found::GeneratorWasTheLimit`]).
//!
//! A trial shows what it is long enough to show. A queue that is nearly full takes seconds to fill, so that short trials flatter: of queues
//! with one server and service by chance that are 91 to 95 % busy at their limit, half of all trials of 3 s are met at 2 to 9 % too much,
//! and of 8 s at 1 to 5 %. So the last trials are longer, count for more, and what the short ones showed is believed to a part only.
//!
//! Whoever makes the trials lets the receiver come to rest between them: a queue that one has left makes the next one fail.

mod belief;
mod found;
mod grid;
mod hint;
mod options;
mod smallest;

use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use self::{belief::Belief, grid::Grid, hint::Hint, smallest::Smallest};
use crate::measurement::Met;

pub use self::{
    found::{Capacity, Found, Precision, Undecided},
    options::{LIMITS_MAX, Limit, RATE_MAX, SearchError, SearchOptions},
};

/// The most trials of a search, however short they are.
pub const TRIALS_MAX: usize = 1_000;

/// How far from the median trials are made, as quantiles. Trials at the median alone would not tell how often signs are wrong.
const AROUND_MEDIAN: f64 = 0.2;

/// How many times shorter trials are before the capacity lies between two rates: then every second counts, and a factor of two is seen at
/// once.
const FIRST_TRIALS_SHORTER: u32 = 4;

/// How many times longer they are at last.
const LAST_TRIALS_LONGER: u32 = 3;

/// Likewise, of the few that are left for the last ones.
const LAST_AROUND: f64 = 0.05;

/// As how many trials each of them counts.
const LAST_TIMES: i32 = 2;

/// How much of what short trials showed is believed then, and how far off the capacity may lie else.
const KEPT: f64 = 0.7;
const REOPENED_BY: f64 = 0.05;

/// How fast it is believed less that the capacity lies outside of a rate at which all was met and one at which something was missed.
const TAIL: f64 = 0.08;
const TAIL_AT_LAST: f64 = 0.05;

/// The part of the budget after which trials become longer in any case.
const MIDDLE_UNTIL: f64 = 0.4;

/// How many times wider than wanted the interval may be when trials become longer.
const NEAR: f64 = 2.0;

/// How many times in a row a generator has to fail at a rate before that is its ceiling.
const FAILURES_OF_A_CEILING: u32 = 3;

/// How many times in all before it is believed to be one for good.
const FAILURES_OF_A_LIMIT: u32 = 5;

/// How one limit fared in a trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Whether it was met.
    pub met: Met,
    /// What was found, for reports.
    pub figure: String,
}

/// What came of a trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// One for each limit, in their order; those that are missing are unknown.
    pub limits: Vec<Judged>,
    /// Why its numbers cannot be believed: the generator was the bottleneck.
    pub invalid: Option<String>,
    /// Answers a second.
    pub achieved: f64,
    /// What it took of the budget, draining included.
    pub took: Duration,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Send so many requests a second for so long.
    Try {
        /// Requests a second; whole above 100, to a thousandth below.
        rate: f64,
        /// For how long.
        duration: Duration,
    },
    /// There is nothing more to try.
    Done(Found),
}

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
    beliefs: Vec<Belief>,
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
        let requests = options.limits.iter().map(|limit| limit.requests_min).max();
        Ok(Self {
            beliefs: options.limits.iter().map(|_| Belief::new(grid)).collect(),
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
        self.at_the_end(&Smallest::of(&self.beliefs))
    }

    /// What to do next. Asked again before an answer is told, it may say another rate.
    #[expect(
        clippy::should_implement_trait,
        reason = "it is asked and told in turn, not iterated over"
    )]
    pub fn next(&mut self) -> Step {
        let smallest = Smallest::of(&self.beliefs);
        if let Some(found) = self.settled(&smallest) {
            return Step::Done(found);
        }
        let rate = self.rate(&smallest);
        let duration = self.duration(rate);
        let left = self.options.budget.saturating_sub(self.spent);
        if duration > left || self.trials.len() >= TRIALS_MAX {
            return Step::Done(self.at_the_end(&smallest));
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

    fn generator_failed(&mut self, rate: f64, reason: &str) {
        // It could do as much before: something else came in between.
        if self.met.is_some_and(|met| rate <= met) {
            return;
        }
        let before = self.ceiling.take().filter(|ceiling| ceiling.rate <= rate);
        let failures = before.as_ref().map_or(0, |ceiling| ceiling.failures) + 1;
        let rate = before.map_or(rate, |ceiling| ceiling.rate);
        self.ceiling = Some(Ceiling { rate, reason: reason.to_owned(), failures });
    }

    fn learn(&mut self, rate: f64, trial: &Trial) {
        // It could after all.
        self.ceiling = self.ceiling.take().filter(|ceiling| ceiling.rate > rate);
        let met = |nth: usize| trial.limits.get(nth).map_or(Met::Unknown, |judged| judged.met);
        let all: Vec<Met> = (0..self.beliefs.len()).map(met).collect();
        let hint = Hint::of(rate, trial);
        self.believe(rate, &all, hint);
        if all.contains(&Met::Missed) {
            if self.stage == Stage::First && hint.is_none() && self.doubted.replace(rate).is_none()
            {
                return;
            }
            self.missed = Some(self.missed.map_or(rate, |missed| missed.min(rate)));
        } else if all.contains(&Met::Unknown) {
            self.requests = (self.requests * 2.0).max(rate * trial.took.as_secs_f64() * 2.0);
        } else {
            self.kept_up = self.kept_up.max(rate);
            self.met = Some(self.met.map_or(rate, |met| met.max(rate)));
            self.doubted = self.doubted.filter(|doubted| *doubted > rate);
        }
        match &mut self.hint {
            Some(hint) => hint.advance(!all.contains(&Met::Missed)),
            None if all.contains(&Met::Missed) => self.hint = hint,
            None => {}
        }
        self.enter_stage();
    }

    fn believe(&mut self, rate: f64, all: &[Met], hint: Option<Hint>) {
        let too_much = hint.map_or(rate, |hint| rate.min(hint.above(self.options.width)));
        let times = if self.stage == Stage::Last { LAST_TIMES } else { 1 };
        for (belief, met) in self.beliefs.iter_mut().zip(all) {
            let at = if *met == Met::Missed { too_much } else { rate };
            belief.learn(at, *met, times);
        }
    }

    /// Goes on to longer trials where the time has come.
    fn enter_stage(&mut self) {
        if self.stage == Stage::First
            && let Some((met, missed)) = self.met.zip(self.missed)
        {
            self.stage = Stage::Middle;
            self.beliefs.iter_mut().for_each(|belief| belief.begin_anew(met, missed, TAIL));
        }
        let smallest = Smallest::of(&self.beliefs);
        let at = |probability| self.grid.rate(smallest.quantile(probability));
        let (low, high) = (at(0.1), at(0.9));
        let is_near = high <= low * (1.0 + self.options.width * NEAR);
        let is_time = self.spent >= self.options.budget.mul_f64(MIDDLE_UNTIL);
        if self.stage == Stage::Middle && (is_near || is_time) {
            self.stage = Stage::Last;
            let (low, high) = (low * (1.0 - REOPENED_BY), high * (1.0 + REOPENED_BY));
            self.beliefs.iter_mut().for_each(|belief| belief.reopen(low, high, TAIL_AT_LAST, KEPT));
        }
    }

    /// The rate of the next trial.
    fn rate(&mut self, smallest: &Smallest) -> f64 {
        let (lowest, highest) = (self.options.lowest, self.options.highest_or_max());
        let hinted = self.hint.and_then(|hint| hint.rate(self.options.width));
        let rate = match (self.met, self.missed) {
            (_, Some(missed)) if hinted.is_some_and(|rate| rate < missed) => {
                hinted.unwrap_or(missed)
            }
            (None, None) => self.requests / self.first_trial().as_secs_f64(),
            (Some(met), None) => met * 2.0,
            (None, Some(missed)) if missed > lowest => missed / 2.0,
            (_, Some(_)) => {
                let around = if self.stage == Stage::Last { LAST_AROUND } else { AROUND_MEDIAN };
                let off = self.random.random_range(-around..around);
                self.grid.rate(smallest.quantile(0.5 + off))
            }
        };
        let rate = self.under_the_ceiling(rate).clamp(lowest, highest);
        let rounded = if rate > 100.0 { rate.round() } else { (rate * 1_000.0).round() / 1_000.0 };
        rounded.clamp(lowest, highest)
    }

    fn under_the_ceiling(&self, rate: f64) -> f64 {
        let Some(ceiling) = self.ceiling.as_ref().filter(|ceiling| rate >= ceiling.rate) else {
            return rate;
        };
        if ceiling.failures < FAILURES_OF_A_CEILING {
            ceiling.rate
        } else if self.kept_up == 0.0 {
            ceiling.rate / 2.0
        } else if self.is_known(ceiling) && ceiling.failures < FAILURES_OF_A_LIMIT {
            // Something else may have come in between, and be gone.
            ceiling.rate
        } else if self.is_known(ceiling) || !self.was_met_at_last(self.kept_up) {
            // Whether the receiver can do what the generator can is seen here if anywhere.
            self.kept_up
        } else {
            (self.kept_up * ceiling.rate).sqrt()
        }
    }

    /// Whether it is known well enough what the generator can do.
    fn is_known(&self, ceiling: &Ceiling) -> bool {
        ceiling.rate <= self.kept_up.max(self.options.lowest) * (1.0 + 2.0 * self.options.width)
    }

    fn was_met_at_last(&self, rate: f64) -> bool {
        let mut latest = self.trials.iter().rev();
        let last = latest.find(|(tried, trial)| *tried == rate && trial.invalid.is_none());
        last.is_some_and(|(_, trial)| trial.limits.iter().all(|judged| judged.met == Met::Met))
    }

    /// Long enough for as many requests as it takes to judge.
    fn duration(&self, rate: f64) -> Duration {
        let needed = Duration::try_from_secs_f64(self.requests / rate).unwrap_or(Duration::MAX);
        match self.stage {
            Stage::First => self.first_trial().max(needed),
            Stage::Middle => self.options.trial.max(needed),
            Stage::Last => (self.options.trial * LAST_TRIALS_LONGER).max(needed),
        }
    }

    fn first_trial(&self) -> Duration {
        self.options.trial / FIRST_TRIALS_SHORTER
    }
}
