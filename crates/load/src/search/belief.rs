//! What is known of the capacity, and at the same time of how far trials can be trusted.
//!
//! A trial at rate `x` misses a limit of capacity `c` with probability `e + (1 - 2e) / (1 + exp((ln c - ln x) / s + f))`: `s` says how near
//! the capacity signs begin to be wrong, `e` how often they are wrong far from it, as when a receiver stops to collect garbage. Neither is
//! known, so there is a distribution over all three. `f` is flattery: near the capacity it is rather met than missed.

use super::grid::Grid;
use crate::{measurement::Met, quantity::count};

/// Values of `s`, relative to the rate.
const SPREADS: [f64; 5] = [0.002, 0.006, 0.02, 0.06, 0.15];

/// Values of `e`, each with how much it is believed beforehand: a receiver that stumbles often is rare.
const SLIPS: [(f64, f64); 3] = [(0.01, 0.7), (0.08, 0.2), (0.2, 0.1)];

/// How much rarer it is that a receiver looks better than it is than that it stumbles.
const LUCK: f64 = 0.1;

/// How much it is believed beforehand that the capacity lies below the range; above it as much.
const OUTSIDE: f64 = 0.1;

/// How far a receiver is flattered by a trial at just its capacity: it is met so much rather than missed, as the logarithm of the odds. A
/// percentile of few seconds is mostly smaller than that of many, in which the rare bad ones are.
const FLATTERY: f64 = 0.5;

/// What is believed less than this is not believed again: no number of trials that fit into a search would bring it back.
const FORGOTTEN: f64 = 1e-9;

/// What is believed of one cell, for each spread and slip.
type Weights = [[f64; SLIPS.len()]; SPREADS.len()];

#[derive(Debug, Clone)]
pub(super) struct Belief {
    grid: Grid,
    /// All together they come to 1.
    weights: Vec<Weights>,
    /// The sum of each cell.
    cells: Vec<f64>,
}

impl Belief {
    pub(super) fn new(grid: Grid) -> Self {
        let n_cells = grid.cells();
        let inner = (1.0 - 2.0 * OUTSIDE) / count(n_cells - 2) as f64;
        let cell = |nth| if nth == 0 || nth == n_cells - 1 { OUTSIDE } else { inner };
        let cells: Vec<f64> = (0..n_cells).map(cell).collect();
        Self { grid, weights: cells.iter().copied().map(prior).collect(), cells }
    }

    /// Takes a trial at a rate that counts as so many.
    pub(super) fn learn(&mut self, rate: f64, met: Met, times: i32) {
        let sign = match met {
            Met::Met => -1.0,
            Met::Missed => 1.0,
            Met::Unknown => return,
        };
        let rate = rate.ln();
        let middles = self.grid.middles();
        let places = [f64::NEG_INFINITY].into_iter().chain(middles).chain([f64::INFINITY]);
        for ((cell, weights), place) in self.cells.iter_mut().zip(&mut self.weights).zip(places) {
            if *cell > 0.0 {
                *cell = weigh(weights, met, sign * (place - rate), times);
            }
        }
        // No factor is below the smallest slip, so that the sum is not 0.
        self.normalise();
    }

    /// Begins anew: the capacity lies between these rates or not far from them, and nothing else is known. By each `tail` further off, as
    /// a share of the rate, it is believed less by a factor of e.
    pub(super) fn begin_anew(&mut self, low: f64, high: f64, tail: f64) {
        self.cells = self.around(low, high, tail);
        let cells = self.cells.iter().copied();
        self.weights = cells.map(prior).collect();
    }

    /// Believes what was learnt to a part only, and else that the capacity lies between these rates or not far from them, the less the further off.
    pub(super) fn reopen(&mut self, low: f64, high: f64, tail: f64, part: f64) {
        let around = self.around(low, high, tail);
        let both = self.cells.iter_mut().zip(&mut self.weights).zip(around);
        for ((cell, weights), new) in both {
            let new_weights = prior(new);
            for (weight, new) in weights.iter_mut().flatten().zip(new_weights.iter().flatten()) {
                *weight = if *cell > 0.0 { *weight * part } else { 0.0 } + new * (1.0 - part);
            }
            *cell = weights.iter().flatten().sum();
        }
        self.normalise();
    }

    /// The probability of each cell where a capacity lies between two rates or not far from them.
    fn around(&self, low: f64, high: f64, tail: f64) -> Vec<f64> {
        let (low, high) = (low.min(high).ln(), low.max(high).ln());
        let middles = self.grid.middles();
        let places = [f64::NEG_INFINITY].into_iter().chain(middles).chain([f64::INFINITY]);
        let cell = |place: f64| (-(low - place).max(place - high).max(0.0) / tail).exp();
        let cells: Vec<f64> = places.map(cell).collect();
        let sum: f64 = cells.iter().sum();
        cells.into_iter().map(|cell| cell / sum).collect()
    }

    fn normalise(&mut self) {
        let sum: f64 = self.cells.iter().sum();
        for (cell, weights) in self.cells.iter_mut().zip(&mut self.weights) {
            *cell /= sum;
            if *cell < FORGOTTEN {
                *cell = 0.0;
            } else {
                weights.iter_mut().flatten().for_each(|weight| *weight /= sum);
            }
        }
    }

    /// A place among the cells, below which the capacity lies with a probability.
    pub(super) fn quantile(&self, probability: f64) -> f64 {
        let mut before = 0.0;
        for (nth, cell) in self.cells.iter().enumerate() {
            if before + cell >= probability {
                let part = (probability - before) / cell.max(f64::MIN_POSITIVE);
                return count(nth) as f64 + part.clamp(0.0, 1.0);
            }
            before += cell;
        }
        count(self.cells.len()) as f64
    }

    /// For each cell, the probability that it lies there or lower.
    pub(super) fn up_to(&self) -> Vec<f64> {
        let sums = self.cells.iter().scan(0.0, |sum, cell| {
            *sum += cell;
            Some(*sum)
        });
        sums.collect()
    }

    /// The probability that it lies below the range.
    pub(super) fn below(&self) -> f64 {
        self.cells.first().copied().unwrap_or(0.0)
    }

    /// The probability that it lies above the range.
    pub(super) fn above(&self) -> f64 {
        self.cells.last().copied().unwrap_or(0.0)
    }
}

/// What is believed of a cell's spreads and slips beforehand.
fn prior(cell: f64) -> Weights {
    let spreads = count(SPREADS.len()) as f64;
    [SLIPS.map(|(_, slip)| cell * slip / spreads); SPREADS.len()]
}

/// Weighs a cell by a sign that is wrong with it by some distance, and gives what is left.
fn weigh(weights: &mut Weights, met: Met, wrong_by: f64, times: i32) -> f64 {
    let flattery = if met == Met::Met { -FLATTERY } else { FLATTERY };
    let mut left = 0.0;
    for (slips, spread) in weights.iter_mut().zip(SPREADS) {
        let right = 1.0 / (1.0 + (wrong_by / spread + flattery).exp());
        for (weight, (slip, _)) in slips.iter_mut().zip(SLIPS) {
            // What is the case far from where it should be, and what is not.
            let (wrong, missing) = match met {
                Met::Met => (slip * LUCK, slip),
                Met::Missed | Met::Unknown => (slip, slip * LUCK),
            };
            *weight *= (wrong + (1.0 - wrong - missing) * right).powi(times);
            left += *weight;
        }
    }
    left
}
