//! What a search takes from a trial: what is believed of the capacity, which rates it lies between, what the generator cannot do, and
//! whether trials are to become longer.

use super::{Ceiling, Search, Stage, Trial, hint::Hint};
use crate::measurement::Met;

/// As how many trials each of the last ones counts.
const LAST_TIMES: i32 = 2;

/// How much of what short trials showed is believed when the last ones begin, and how far off the capacity may lie else.
const KEPT: f64 = 0.7;
const REOPENED_BY: f64 = 0.05;

/// How fast it is believed less that the capacity lies outside of a rate at which all was met and one at which something was missed.
const TAIL: f64 = 0.08;
const TAIL_AT_LAST: f64 = 0.05;

/// The part of the budget after which trials become longer in any case.
const MIDDLE_UNTIL: f64 = 0.4;

/// How many times wider than wanted the interval may be when trials become longer.
const NEAR: f64 = 2.0;

impl Search {
    pub(super) fn generator_failed(&mut self, rate: f64, reason: &str) {
        // It could do as much before: something else came in between.
        if self.met.is_some_and(|met| rate <= met) {
            return;
        }
        let before = self.ceiling.take().filter(|ceiling| ceiling.rate <= rate);
        let failures = before.as_ref().map_or(0, |ceiling| ceiling.failures) + 1;
        let rate = before.map_or(rate, |ceiling| ceiling.rate);
        self.ceiling = Some(Ceiling { rate, reason: reason.to_owned(), failures });
    }

    pub(super) fn learn(&mut self, rate: f64, trial: &Trial) {
        // It could after all.
        self.ceiling = self.ceiling.take().filter(|ceiling| ceiling.rate > rate);
        let met = trial.met(self.options.limits.len());
        let hint = Hint::of(trial);
        self.believe(trial.offered, met, hint);
        match met {
            Met::Missed => {
                let is_first = self.stage == Stage::First && hint.is_none();
                if is_first && self.doubted.replace(rate).is_none() {
                    return;
                }
                self.missed = Some(self.missed.map_or(rate, |missed| missed.min(rate)));
            }
            Met::Unknown => {
                self.requests = (self.requests * 2.0).max(rate * trial.took.as_secs_f64() * 2.0);
            }
            Met::Met => {
                self.kept_up = self.kept_up.max(rate);
                self.met = Some(self.met.map_or(rate, |met| met.max(rate)));
                self.doubted = self.doubted.filter(|doubted| *doubted > rate);
            }
        }
        match &mut self.hint {
            Some(hint) => hint.advance(met),
            None if met == Met::Missed => self.hint = hint,
            None => {}
        }
        self.enter_stage();
    }

    fn believe(&mut self, rate: f64, met: Met, hint: Option<Hint>) {
        let too_much = hint.map_or(rate, |hint| rate.min(hint.above(self.options.width)));
        let at = if met == Met::Missed { too_much } else { rate };
        let times = if self.stage == Stage::Last { LAST_TIMES } else { 1 };
        self.belief.learn(at, met, times);
    }

    /// Goes on to longer trials where the time has come.
    fn enter_stage(&mut self) {
        if self.stage == Stage::First
            && let Some((met, missed)) = self.met.zip(self.missed)
        {
            self.stage = Stage::Middle;
            self.belief.begin_anew(met, missed, TAIL);
        }
        let at = |probability| self.grid.rate(self.belief.quantile(probability));
        let (low, high) = (at(0.1), at(0.9));
        let is_near = high <= low * (1.0 + self.options.width * NEAR);
        let is_time = self.spent >= self.options.budget.mul_f64(MIDDLE_UNTIL);
        if self.stage == Stage::Middle && (is_near || is_time) {
            self.stage = Stage::Last;
            let (low, high) = (low * (1.0 - REOPENED_BY), high * (1.0 + REOPENED_BY));
            self.belief.reopen(low, high, TAIL_AT_LAST, KEPT);
        }
    }
}
