//! A trial: what is to be tried, and what came of it.

use std::time::Duration;

use super::Found;
use crate::measurement::Met;

/// A receiver that did so small a part of what was asked of it was clearly asked for too much.
const BEHIND: f64 = 0.95;

/// How one limit fared in a trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Whether it was met.
    pub met: Met,
    /// What was found, for reports.
    pub figure: String,
    /// The same as a number, in the limit's unit; absent where nothing could be found.
    pub value: Option<f64>,
}

/// What came of a trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// One for each limit, in their order; those that are missing are unknown.
    pub limits: Vec<Judged>,
    /// Why its numbers cannot be believed: the generator was the bottleneck.
    pub invalid: Option<String>,
    /// Requests a second that were due: the rate that was asked for, but for what was left to chance.
    pub offered: f64,
    /// Answers a second.
    pub achieved: f64,
    /// Which part of the requests was not answered as it should be, from 0 to 1.
    pub errors: f64,
    /// What it took of the budget, draining included.
    pub took: Duration,
}

impl Trial {
    /// How so many limits fared in it together: one that was missed is enough, and else one that could not be told.
    pub(super) fn met(&self, n_limits: usize) -> Met {
        let mut all = (0..n_limits).map(|nth| self.limit(nth));
        if all.clone().any(|met| met == Met::Missed) {
            Met::Missed
        } else if all.all(|met| met == Met::Met) {
            Met::Met
        } else {
            Met::Unknown
        }
    }

    /// Whether the receiver did clearly less than was asked of it.
    pub(super) fn is_behind(&self) -> bool {
        self.achieved < self.offered * BEHIND
    }

    pub(super) fn limit(&self, nth: usize) -> Met {
        self.limits.get(nth).map_or(Met::Unknown, |judged| judged.met)
    }
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
