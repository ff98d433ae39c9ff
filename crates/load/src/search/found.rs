//! What a search comes to.

use super::{FAILURES_OF_A_CEILING, FAILURES_OF_A_LIMIT, Search, smallest::Smallest};

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
    pub(super) fn settled(&self, smallest: &Smallest) -> Option<Found> {
        let highest = self.options.highest_or_max();
        if smallest.above() >= self.options.confidence {
            return Some(Found::AboveRange { highest });
        }
        if smallest.below() >= self.options.confidence {
            return Some(self.below_range(smallest));
        }
        let capacity = self.capacity(smallest);
        if let Some(found) = self.generator_settled(smallest, capacity.high) {
            return Some(found);
        }
        (capacity.precision == Precision::AsWanted).then_some(Found::Capacity(capacity))
    }

    /// What can be said with what is known by now.
    pub(super) fn at_the_end(&self, smallest: &Smallest) -> Found {
        if let Some(found) = self.generator_bounds(self.capacity(smallest).high) {
            return found;
        }
        let mut judged = self.options.limits.iter().zip(&self.beliefs);
        if let Some((limit, _)) = judged.find(|(_, belief)| belief.judged() == 0) {
            return Found::Undecided(Undecided::NeverJudged { limit: limit.name.clone() });
        }
        if smallest.above() > 0.5 {
            return Found::AboveRange { highest: self.options.highest_or_max() };
        }
        if self.missed.or(self.doubted).is_none() {
            return Found::Undecided(Undecided::NothingMissed { met: self.met });
        }
        if smallest.below() > 0.5 {
            return self.below_range(smallest);
        }
        match (self.met, self.missed) {
            (None, Some(missed)) => {
                Found::Undecided(Undecided::NothingMet { missed, limit: self.binding(smallest) })
            }
            _ => Found::Capacity(self.capacity(smallest)),
        }
    }

    fn below_range(&self, smallest: &Smallest) -> Found {
        Found::BelowRange { lowest: self.options.lowest, limit: self.binding(smallest) }
    }

    fn capacity(&self, smallest: &Smallest) -> Capacity {
        let tail = (1.0 - self.options.confidence) / 2.0;
        let at = |probability| self.grid.rate(smallest.quantile(probability));
        let (low, high) = (at(tail), at(1.0 - tail));
        // What may lie outside the range has no end there.
        let is_within = smallest.below() < tail && smallest.above() < tail;
        let is_narrow = is_within && high <= low * (1.0 + self.options.width);
        Capacity {
            rate: at(0.5),
            low,
            high,
            confidence: self.options.confidence,
            limit: self.binding(smallest),
            precision: if is_narrow { Precision::AsWanted } else { Precision::BudgetUsed },
        }
    }

    fn binding(&self, smallest: &Smallest) -> String {
        self.options
            .limits
            .get(smallest.binding())
            .map(|limit| limit.name.clone())
            .unwrap_or_default()
    }

    /// The generator's limit is known well enough, and the receiver's most likely not below it.
    fn generator_settled(&self, smallest: &Smallest, high: f64) -> Option<Found> {
        let is_known = self.ceiling.as_ref().is_some_and(|ceiling| {
            self.is_known(ceiling) && ceiling.failures >= FAILURES_OF_A_LIMIT
        });
        let low = self.grid.rate(smallest.quantile(1.0 - self.options.confidence));
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
