//! What a search comes to.

use std::cmp::Reverse;

use super::{FAILURES_OF_A_CEILING, FAILURES_OF_A_LIMIT, Search, Trial};
use crate::measurement::Met;

/// A capacity as an interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// As likely too low as too high, in requests a second.
    pub rate: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How sure the interval is.
    pub confidence: f64,
    /// The limit that is missed first, as named.
    pub limit: String,
    /// Whether the interval is as narrow as was asked for.
    pub precision: Precision,
}

/// Whether an interval is as narrow as was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// It is.
    AsWanted,
    /// The budget was used up before.
    BudgetUsed,
}

/// Why nothing was found within the budget.
#[derive(Debug, Clone, PartialEq)]
pub enum Undecided {
    /// No limit was missed yet at the highest rate that was tried.
    NothingMissed {
        /// The rate, if there was any.
        met: Option<f64>,
    },
    /// A limit was missed even at the lowest rate that was tried.
    NothingMet {
        /// The rate.
        missed: f64,
        /// The limit, as named.
        limit: String,
    },
    /// A limit could not be judged in any trial: there were too few requests for it.
    NeverJudged {
        /// As named.
        limit: String,
    },
}

/// What a search comes to. Rates are in requests a second.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// The receiver's capacity.
    Capacity(Capacity),
    /// Every limit is met even at the highest rate.
    AboveRange {
        /// The highest rate.
        highest: f64,
    },
    /// A limit is missed even at the lowest rate.
    BelowRange {
        /// The lowest rate.
        lowest: f64,
        /// The limit, as named.
        limit: String,
    },
    /// The capacity may lie above what the generator can do, so it is not given.
    GeneratorWasTheLimit {
        /// The highest rate at which the generator kept up, 0 if there was none.
        at: f64,
        /// Why its numbers could not be believed above that.
        reason: String,
    },
    /// The budget was too small to say anything.
    Undecided(Undecided),
}

impl Search {
    /// What is sure enough to stop before the budget is used up.
    pub(super) fn settled(&self) -> Option<Found> {
        if let Some(found) = self.outside(self.options.confidence) {
            return Some(found);
        }
        let capacity = self.capacity();
        if let Some(found) = self.generator_settled(capacity.high) {
            return Some(found);
        }
        let is_found = self.met.is_some() && capacity.precision == Precision::AsWanted;
        is_found.then_some(Found::Capacity(capacity))
    }

    /// What can be said with what is known by now.
    pub(super) fn at_the_end(&self) -> Found {
        if let Some(found) = self.generator_bounds(self.capacity().high) {
            return found;
        }
        let is_unknown = |nth: usize| self.valid().all(|trial| trial.limit(nth) == Met::Unknown);
        let mut limits = (0..).zip(&self.options.limits);
        if let Some((_, limit)) = limits.find(|(nth, _)| is_unknown(*nth)) {
            return Found::Undecided(Undecided::NeverJudged { limit: limit.name.clone() });
        }
        if let Some(found) = self.outside(0.5) {
            return found;
        }
        match (self.met, self.missed.or(self.doubted)) {
            (met, None) => Found::Undecided(Undecided::NothingMissed { met }),
            // What is believed then was never seen.
            (None, Some(missed)) => {
                Found::Undecided(Undecided::NothingMet { missed, limit: self.binding() })
            }
            (Some(_), Some(_)) => Found::Capacity(self.capacity()),
        }
    }

    /// That the capacity lies outside the range, where it does with this probability. Nothing is said of an end that was not tried.
    fn outside(&self, probability: f64) -> Option<Found> {
        let (lowest, highest) = (self.options.lowest, self.options.highest_or_max());
        if self.met.is_some_and(|met| met >= highest) && self.belief.above() >= probability {
            return Some(Found::AboveRange { highest });
        }
        let is_missed = self.missed.is_some_and(|missed| missed <= lowest);
        (is_missed && self.belief.below() >= probability)
            .then(|| Found::BelowRange { lowest, limit: self.binding() })
    }

    fn capacity(&self) -> Capacity {
        let tail = (1.0 - self.options.confidence) / 2.0;
        let too_much = self.too_much();
        let possible = self.possible(too_much);
        let place = |probability: f64| self.belief.quantile(probability * possible);
        let at = |probability| self.grid.rate(place(probability)).min(too_much);
        let (low, high) = (at(tail), at(1.0 - tail));
        // What may lie outside the range has no end there.
        let ends_above = self.belief.above() < tail || too_much.is_finite();
        let is_within = self.belief.below() < tail * possible && ends_above;
        let is_narrow = is_within && high <= low * (1.0 + self.options.width);
        Capacity {
            rate: at(0.5),
            low,
            high,
            confidence: self.options.confidence,
            limit: self.binding(),
            precision: if is_narrow { Precision::AsWanted } else { Precision::BudgetUsed },
        }
    }

    /// The lowest rate at which the receiver missed a limit and did clearly less than was asked of it: no capacity lies above. What is
    /// believed may, since a trial may be wrong in many ways; this one is shown to be where as much is met after all.
    pub(super) fn too_much(&self) -> f64 {
        let met = self.met.unwrap_or(0.0);
        let n_limits = self.options.limits.len();
        let valid = self.trials.iter().filter(|(_, trial)| trial.invalid.is_none());
        valid
            .filter(|(rate, trial)| {
                *rate > met && trial.is_behind() && trial.met(n_limits) == Met::Missed
            })
            .fold(f64::INFINITY, |lowest, (rate, _)| lowest.min(*rate))
    }

    /// How much of what is believed is possible, where no capacity lies above a rate.
    fn possible(&self, too_much: f64) -> f64 {
        let up_to = self.up_to(too_much).last().copied();
        up_to.filter(|it| too_much.is_finite() && *it > 0.0).unwrap_or(1.0)
    }

    /// The limit that was missed most often: under far too much all are, and near the capacity one. Of several, the first.
    fn binding(&self) -> String {
        let misses = |nth| self.valid().filter(|trial| trial.limit(nth) == Met::Missed).count();
        let limits = (0..).zip(&self.options.limits);
        let binding = limits.min_by_key(|(nth, _)| Reverse(misses(*nth)));
        binding.map(|(_, limit)| limit.name.clone()).unwrap_or_default()
    }

    fn valid(&self) -> impl Iterator<Item = &Trial> {
        self.trials.iter().map(|(_, trial)| trial).filter(|trial| trial.invalid.is_none())
    }

    /// The generator's limit is known well enough, and the receiver's most likely not below it.
    fn generator_settled(&self, high: f64) -> Option<Found> {
        let is_known = self.ceiling.as_ref().is_some_and(|ceiling| {
            self.is_known(ceiling) && ceiling.failures >= FAILURES_OF_A_LIMIT
        });
        let low = self.grid.rate(self.belief.quantile(1.0 - self.options.confidence));
        let is_not_below = low >= self.kept_up / (1.0 + 2.0 * self.options.width);
        if is_known && is_not_below { self.generator_bounds(high) } else { None }
    }

    /// A capacity that may be as high is bounded by the generator.
    fn generator_bounds(&self, high: f64) -> Option<Found> {
        let ceiling = self.ceiling.as_ref()?;
        let is_ceiling = ceiling.failures >= FAILURES_OF_A_CEILING || self.kept_up == 0.0;
        (is_ceiling && high >= ceiling.rate).then(|| Found::GeneratorWasTheLimit {
            at: self.kept_up,
            reason: ceiling.reason.clone(),
        })
    }
}
