//! What a search tries next: at which rate, and for how long.

use std::time::Duration;

use rand::RngExt as _;

use super::{Ceiling, FAILURES_OF_A_CEILING, FAILURES_OF_A_LIMIT, Search, Stage};
use crate::measurement::Met;

/// How far from the median trials are made, as quantiles. Trials at the median alone would not tell how often signs are wrong.
const AROUND_MEDIAN: f64 = 0.2;

/// Likewise, of the few trials that are left for the last ones: those that only ever stand in the middle leave its edges open.
const LAST_AROUND: f64 = 0.25;

/// How many times shorter trials are before the capacity lies between two rates: then every second counts, and a factor of two is seen at
/// once.
const FIRST_TRIALS_SHORTER: u32 = 4;

/// How many times longer they are at last, if there is as much time left.
const LAST_TRIALS_LONGER: u32 = 3;

impl Search {
    /// The rate of the next trial.
    pub(super) fn rate(&mut self) -> f64 {
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
                self.grid.rate(self.belief.quantile(0.5 + off))
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
    pub(super) fn is_known(&self, ceiling: &Ceiling) -> bool {
        ceiling.rate <= self.kept_up.max(self.options.lowest) * (1.0 + 2.0 * self.options.width)
    }

    fn was_met_at_last(&self, rate: f64) -> bool {
        let mut latest = self.trials.iter().rev();
        let last = latest.find(|(tried, trial)| *tried == rate && trial.invalid.is_none());
        last.is_some_and(|(_, trial)| trial.limits.iter().all(|judged| judged.met == Met::Met))
    }

    /// Long enough for as many requests as it takes to judge.
    pub(super) fn duration(&self, rate: f64, left: Duration) -> Duration {
        let needed = Duration::try_from_secs_f64(self.requests / rate).unwrap_or(Duration::MAX);
        let usual = self.options.trial;
        let wanted = match self.stage {
            Stage::First => self.first_trial(),
            Stage::Middle => usual,
            Stage::Last => (usual * LAST_TRIALS_LONGER).min(left).max(usual),
        };
        wanted.max(needed)
    }

    fn first_trial(&self) -> Duration {
        self.options.trial / FIRST_TRIALS_SHORTER
    }
}
