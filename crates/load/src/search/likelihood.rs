//! What is believed of the capacity, for reports.

use super::Search;
use crate::quantity::count;

/// The most pieces that a belief is given in; neighbours are put together.
pub const LIKELIHOODS_MAX: usize = 240;

/// What is believed less than this, at either end, is left out.
const RULED_OUT: f64 = 0.003;

/// How likely the capacity lies between two rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likelihood {
    /// The lower rate, in requests a second.
    pub low: f64,
    /// The higher one.
    pub high: f64,
    /// From 0 to 1.
    pub probability: f64,
}

impl Search {
    /// What is believed of the capacity by now, from the lowest rate that is not ruled out to the highest, in [`LIKELIHOODS_MAX`] pieces at
    /// most. What may lie outside of the range has no piece, so that all together may come to less than 1; above a rate that the receiver
    /// clearly could not do nothing lies.
    pub fn likelihoods(&self) -> Vec<Likelihood> {
        let highest = self.too_much();
        let mut up_to = self.up_to(highest);
        let Some(last) = up_to.len().checked_sub(1).filter(|last| *last > 0) else { return vec![] };
        if highest.is_finite() {
            let possible = up_to[last].max(f64::MIN_POSITIVE);
            up_to.iter_mut().for_each(|it| *it /= possible);
        }
        let (outside, all) = (up_to[0], up_to[last] - up_to[0]);
        if all <= RULED_OUT {
            return vec![];
        }
        let first = up_to.partition_point(|it| *it - outside < all * RULED_OUT).clamp(1, last);
        let end = up_to.partition_point(|it| *it - outside < all * (1.0 - RULED_OUT));
        let end = end.clamp(first, last) + 1;
        let step = (end - first).div_ceil(LIKELIHOODS_MAX);
        let piece = |from: usize| {
            let to = (from + step).min(end);
            Likelihood {
                low: self.rate_at(from),
                high: self.rate_at(to).min(highest),
                probability: up_to[to - 1] - up_to[from - 1],
            }
        };
        (first..end).step_by(step).map(piece).collect()
    }

    /// For each cell that begins below a rate, the probability that the capacity lies there or lower. The first one is for all that is
    /// below the range; that for all above it is not among them.
    pub(super) fn up_to(&self, highest: f64) -> Vec<f64> {
        let mut up_to = self.belief.up_to();
        let cells = 1..up_to.len().saturating_sub(1);
        up_to.truncate(1 + cells.take_while(|cell| self.rate_at(*cell) < highest).count());
        up_to
    }

    /// At which a cell begins.
    fn rate_at(&self, cell: usize) -> f64 {
        self.grid.rate(count(cell) as f64)
    }
}
