//! What a receiver did that was given more than it could do: so many answers a second. Its capacity cannot be above that, and where it
//! answers at its usual speed to the end, is just that.
//!
//! It says where to look next, from both sides, since some receivers do less under too much, and some miss a limit long before. And a
//! trial that missed a limit counts as one at just more than was done: however much more was asked for, it shows as much.

use super::Trial;
use crate::measurement::Met;

/// How much fewer answers than requests show that a receiver was worked to its end.
const SHORTFALL: f64 = 0.97;
/// Where it does so much less, it rather broke down.
const BROKEN_DOWN: f64 = 0.02;

/// A rate that is looked at from both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hint {
    at: f64,
    next: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Above,
    Done,
}

impl Hint {
    /// What a trial gives that missed a limit.
    pub(super) fn of(trial: &Trial) -> Option<Self> {
        let part = trial.achieved / trial.offered.max(f64::MIN_POSITIVE);
        let is_shortfall = part < SHORTFALL && part > BROKEN_DOWN;
        is_shortfall.then_some(Self { at: trial.achieved, next: Side::Below })
    }

    /// The rate to try next: just below what it did, and if every limit is met there, just above.
    pub(super) fn rate(&self, width: f64) -> Option<f64> {
        match self.next {
            Side::Below => Some(self.at / (1.0 + width / 2.0)),
            Side::Above => Some(self.above(width)),
            Side::Done => None,
        }
    }

    /// A rate that is certainly too much.
    pub(super) fn above(&self, width: f64) -> f64 {
        self.at * (1.0 + width / 2.0)
    }

    /// A trial was made. Of one that could not be told, the side is looked at once more, then for longer.
    pub(super) const fn advance(&mut self, met: Met) {
        self.next = match (self.next, met) {
            (side, Met::Unknown) => side,
            (Side::Below, Met::Met) => Side::Above,
            (Side::Below | Side::Above | Side::Done, Met::Met | Met::Missed) => Side::Done,
        };
    }
}
