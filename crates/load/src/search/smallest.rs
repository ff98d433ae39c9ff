//! The smallest of several capacities, each known by a distribution of its own.

use super::belief::Belief;
use crate::quantity::count;

#[derive(Debug)]
pub(super) struct Smallest {
    /// The probability that it lies in each cell or a lower one.
    up_to: Vec<f64>,
    /// For each limit, how likely it is the one.
    shares: Vec<f64>,
}

impl Smallest {
    pub(super) fn of(beliefs: &[Belief]) -> Self {
        let n_cells = beliefs.first().map_or(0, |belief| belief.cells().len());
        let mut above = vec![1.0; beliefs.len()];
        let mut shares = vec![0.0; beliefs.len()];
        let mut up_to = Vec::with_capacity(n_cells);
        for cell in 0..n_cells {
            let here = |limit: usize| beliefs[limit].cells()[cell];
            for (nth, share) in shares.iter_mut().enumerate() {
                let others = (0..beliefs.len()).filter(|other| *other != nth);
                // Of two in one cell, either may be the smaller.
                let are_above: f64 = others.map(|other| above[other] - here(other) / 2.0).product();
                *share += here(nth) * are_above.max(0.0);
            }
            for (limit, above) in above.iter_mut().enumerate() {
                *above = (*above - here(limit)).max(0.0);
            }
            up_to.push(1.0 - above.iter().product::<f64>());
        }
        Self { up_to, shares }
    }

    /// For each cell, the probability that it lies there or lower.
    pub(super) fn into_up_to(self) -> Vec<f64> {
        self.up_to
    }

    /// A place among the cells, below which the smallest lies with a probability.
    pub(super) fn quantile(&self, probability: f64) -> f64 {
        let cell = self.up_to.partition_point(|up_to| *up_to < probability);
        let Some(up_to) = self.up_to.get(cell) else { return count(self.up_to.len()) as f64 };
        let before = if cell == 0 { 0.0 } else { self.up_to[cell - 1] };
        let part = (probability - before) / (up_to - before).max(f64::MIN_POSITIVE);
        count(cell) as f64 + part.clamp(0.0, 1.0)
    }

    /// The probability that it lies below the range.
    pub(super) fn below(&self) -> f64 {
        self.up_to.first().copied().unwrap_or(0.0)
    }

    /// The probability that it lies above the range.
    pub(super) fn above(&self) -> f64 {
        let within = self.up_to.len().checked_sub(2).and_then(|last| self.up_to.get(last));
        1.0 - within.copied().unwrap_or(0.0)
    }

    /// Which limit it most likely is.
    pub(super) fn binding(&self) -> usize {
        let by_share = self.shares.iter().enumerate().max_by(|one, other| one.1.total_cmp(other.1));
        by_share.map_or(0, |(nth, _)| nth)
    }
}
