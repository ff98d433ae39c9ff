//! The rates that a capacity may be, evenly apart in their logarithm; before them one cell for all that is lower, after them one for all
//! that is higher.

use crate::quantity::{count, place, whole};

/// How many cells there are in the width of the interval that is searched for.
const CELLS_IN_WIDTH: f64 = 8.0;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Grid {
    lowest_ln: f64,
    step_ln: f64,
    inner: usize,
}

impl Grid {
    pub(super) fn new(lowest: f64, highest: f64, width: f64) -> Self {
        let span = (highest / lowest).ln();
        let step = width.ln_1p() / CELLS_IN_WIDTH;
        // At most 23 / 0.001: both range and width are limited.
        let inner = place(whole((span / step).ceil()).max(1));
        Self { lowest_ln: lowest.ln(), step_ln: span / count(inner) as f64, inner }
    }

    pub(super) const fn cells(self) -> usize {
        self.inner + 2
    }

    /// Logarithms of the rates in the middle of the inner cells.
    pub(super) fn middles(self) -> impl Iterator<Item = f64> {
        (0..self.inner).map(move |nth| self.lowest_ln + (count(nth) as f64 + 0.5) * self.step_ln)
    }

    /// The rate at a place among the cells, such as 3.5 for the middle of the fourth; within the range.
    pub(super) fn rate(self, place: f64) -> f64 {
        (self.lowest_ln + (place - 1.0).clamp(0.0, count(self.inner) as f64) * self.step_ln).exp()
    }
}
