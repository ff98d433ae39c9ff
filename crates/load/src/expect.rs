//! Thresholds, as typed behind `--expect`: `p99<50ms`, `p99.9(sound)<=200ms`, `rate>=4900/s`, `refused(forged)=100%`, `lost=0`.
//!
//! A threshold is a figure, perhaps of one class, a comparison and a bound with its unit. Bounds are kept in millionths of the
//! figure's unit and compared in whole numbers, so that `>=99.9%` means just that.

mod certain;
mod evaluate;
mod figure;
mod foresee;
mod parse;

use std::fmt;

pub(crate) use self::certain::{is_missed as is_missed_for_certain, open};
pub use self::{
    figure::{Count, Figure, Origin, Statistic},
    foresee::{Effects, Untellable, foresee},
    parse::ThresholdError,
};
use crate::measurement::{Expectation, Measurement};

/// The longest text that is read as a threshold, in bytes.
pub const THRESHOLD_BYTES_MAX: usize = 100;

/// How a figure is held against its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `=`
    Exactly,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
}

impl Comparison {
    /// The sign, as typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Exactly => "=",
            Self::AtLeast => ">=",
            Self::Above => ">",
        }
    }
}

/// What a bound is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Microseconds; typed as `us`, `µs`, `ms` or `s`.
    Microseconds,
    /// Requests a second; typed as `/s`.
    PerSecond,
    /// A share of the requests; typed as `%`.
    Percent,
    /// Requests or events; typed without a unit.
    Count,
}

/// A threshold. It parses from what is typed and displays as that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    text: String,
    figure: Figure,
    comparison: Comparison,
    unit: Unit,
    /// In millionths of the unit.
    bound: u64,
}

impl Threshold {
    /// What is looked at.
    pub const fn figure(&self) -> Figure {
        self.figure
    }

    /// How it is compared.
    pub const fn comparison(&self) -> Comparison {
        self.comparison
    }

    /// What the bound is counted in.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// The bound in millionths of the unit.
    pub const fn bound_millionths(&self) -> u64 {
        self.bound
    }

    /// The figure as a number in the bound's unit: microseconds, percent, or a count; absent where the run has none.
    pub fn value(&self, measurement: &Measurement) -> Option<f64> {
        evaluate::value(self, measurement)
    }

    /// What the run says of it: met, missed, or unknown where the run cannot tell.
    pub fn evaluate(&self, measurement: &Measurement) -> Expectation {
        evaluate::evaluate(self, measurement)
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// What a run says of thresholds, in their order.
pub fn evaluate(thresholds: &[Threshold], measurement: &Measurement) -> Vec<Expectation> {
    thresholds.iter().map(|threshold| threshold.evaluate(measurement)).collect()
}
