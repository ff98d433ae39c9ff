//! When requests are due, as closed forms: any arrival can be computed alone, so runs repeat and shards agree without talking.

use std::{fmt, time::Duration};

pub use super::trace::TRACE_ARRIVALS_MAX;
use super::{burst::Burst, poisson, stages::Stages, trace::Trace};
use crate::quantity::Rate;

/// When requests are due.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// At even distances.
    Even(Rate),
    /// At random, as from many senders that do not know of each other. Every 1024 arrivals take as long as 1024 at an even rate; within
    /// them they lie as those of a Poisson process that came to 1024. So it is one on time scales that are short against that block,
    /// and exact in the mean of longer ones.
    Poisson(Rate),
    /// Many at once, again and again.
    Burst(Burst),
    /// One rate after the other, or rates that change evenly.
    Stages(Stages),
    /// As recorded elsewhere.
    Trace(Trace),
}

/// Why arrivals are none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArrivalsError {
    /// A number or a span.
    #[error(transparent)]
    Quantity(#[from] crate::quantity::QuantityError),
    /// Nothing would ever be due.
    #[error("with {0} nothing is ever due; give a rate above 0")]
    Nothing(String),
    /// None of the known forms.
    #[error(
        "{0:?} are no arrivals; write them as 5000/s, poisson 5000/s, burst 100 every 1s, steps 1000/s:10s,5000/s:20s, \
         ramp 100/s..5000/s over 30s, or trace FILE"
    )]
    Form(String),
    /// A line of a trace.
    #[error(
        "line {line} of the trace is no offset; write one a line, in seconds from the start, not before the line above"
    )]
    Trace {
        /// From 1.
        line: usize,
    },
    /// A line that lies further behind than any run goes on: a point in time, most likely.
    #[error(
        "line {line} of the trace lies more than a week after the start; write seconds from the start, not points in time"
    )]
    TraceLate {
        /// From 1.
        line: usize,
    },
    /// A trace without arrivals.
    #[error("the trace has no arrival; write one a line, in seconds from the start")]
    TraceEmpty,
    /// A trace of too many arrivals.
    #[error("the trace has more than {TRACE_ARRIVALS_MAX} arrivals")]
    TraceTooLong,
}

impl ArrivalsError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Quantity(error) => error.code(),
            Self::Nothing(_) => "arrivals_nothing",
            Self::Form(_) => "arrivals_form",
            Self::Trace { .. } => "arrivals_trace",
            Self::TraceLate { .. } => "arrivals_trace_late",
            Self::TraceEmpty => "arrivals_trace_empty",
            Self::TraceTooLong => "arrivals_trace_too_long",
        }
    }
}

impl Arrivals {
    /// Reads a trace: see [`Trace::parse`].
    ///
    /// # Errors
    ///
    /// [`ArrivalsError::Trace`], [`ArrivalsError::TraceLate`], [`ArrivalsError::TraceTooLong`], [`ArrivalsError::TraceEmpty`].
    pub fn trace(text: &str) -> Result<Self, ArrivalsError> {
        Trace::parse(text).map(Self::Trace)
    }

    /// Checks that something is due.
    pub(super) fn checked(self) -> Result<Self, ArrivalsError> {
        let is_something = match &self {
            Self::Even(rate) | Self::Poisson(rate) => !rate.is_zero(),
            Self::Stages(stages) => stages.total() >= 1.0,
            Self::Burst(_) | Self::Trace(_) => true,
        };
        if is_something { Ok(self) } else { Err(ArrivalsError::Nothing(self.to_string())) }
    }

    /// When an arrival is due, in nanoseconds from the start; nothing beyond the last one. Never before an earlier arrival.
    pub fn due_ns(&self, seed: u64, index: u64) -> Option<u64> {
        match self {
            Self::Even(rate) | Self::Poisson(rate) if rate.is_zero() => None,
            Self::Even(rate) => Some(even(*rate, index)),
            Self::Poisson(rate) => Some(poisson::Block::holding(seed, *rate, index).due_ns(index)),
            Self::Burst(burst) => Some(burst.due_ns(index)),
            Self::Stages(stages) => stages.due_ns(index),
            Self::Trace(trace) => trace.due_ns(index),
        }
    }

    /// How many are due before this time.
    pub fn count_before(&self, seed: u64, until_ns: u64) -> u64 {
        match self {
            Self::Even(rate) | Self::Poisson(rate) if rate.is_zero() => 0,
            Self::Even(rate) => even_before(*rate, until_ns),
            Self::Poisson(rate) => poisson::count_before(seed, *rate, until_ns),
            Self::Burst(burst) => burst.count_before(until_ns),
            Self::Stages(stages) => stages.count_before(until_ns),
            Self::Trace(trace) => trace.count_before(until_ns),
        }
    }

    /// How long they go on by themselves; nothing for those that never end.
    pub fn length(&self) -> Option<Duration> {
        match self {
            Self::Even(_) | Self::Poisson(_) | Self::Burst(_) => None,
            Self::Stages(stages) => Some(stages.length()),
            Self::Trace(trace) => Some(trace.length()),
        }
    }
}

/// The product and quotient of three numbers, by way of 128 bits.
fn scaled(number: u64, by: u64, over: u64) -> u128 {
    u128::from(number) * u128::from(by) / u128::from(over)
}

/// When the arrival with this index is due at an even rate.
pub(super) fn even(rate: Rate, index: u64) -> u64 {
    u64::try_from(scaled(index, Rate::UNIT_NS, rate.per_unit().max(1))).unwrap_or(u64::MAX)
}

fn even_before(rate: Rate, until_ns: u64) -> u64 {
    let estimate =
        u64::try_from(scaled(until_ns, rate.per_unit(), Rate::UNIT_NS)).unwrap_or(u64::MAX);
    // Due times are rounded down, so the one on the edge may still lie before it.
    (estimate..=estimate.saturating_add(1))
        .rfind(|n| *n == 0 || even(rate, n - 1) < until_ns)
        .unwrap_or(estimate)
}

impl fmt::Display for Arrivals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Even(rate) => rate.fmt(f),
            Self::Poisson(rate) => write!(f, "poisson {rate}"),
            Self::Burst(burst) => burst.fmt(f),
            Self::Stages(stages) => stages.fmt(f),
            Self::Trace(trace) => trace.fmt(f),
        }
    }
}
