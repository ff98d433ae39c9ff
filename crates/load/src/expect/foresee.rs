//! Thresholds of which a plan cannot tell, whatever the receiver does: found before anything is sent, and not behind a run of an hour.

use super::{Figure, Statistic, Threshold, figure::PERCENTILES};
use crate::{class::Class, options::LoadOptions, report::words};

/// How many values must lie beyond a percentile for it to mean anything.
const BEYOND_MIN: u64 = 10;
/// A whole, as shares are counted.
const MILLION: u64 = 1_000_000;

/// Whether what the receiver has will be looked at after the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effects {
    /// It will.
    Seen,
    /// It will not.
    Unseen,
}

/// Why nothing can be told of a threshold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untellable {
    /// The mix has none of its class.
    #[error("{threshold} is about {class} callbacks, of which the mix has none")]
    NoClass {
        /// As typed.
        threshold: String,
        /// Which.
        class: Class,
    },
    /// The run is too short for one of its class, or the shard has none.
    #[error("{threshold} is about {class} callbacks, of which none is due within the run")]
    NoneDue {
        /// As typed.
        threshold: String,
        /// Which.
        class: Class,
    },
    /// A percentile of too few requests.
    #[error(
        "{threshold} cannot be told of {}: it takes {}, of which ten lie beyond",
        words::plural(*.planned, "request"),
        words::count(*.needed)
    )]
    Few {
        /// As typed.
        threshold: String,
        /// How many are due.
        planned: u64,
        /// How many it takes.
        needed: u64,
        /// The highest percentile of which so many tell, if any.
        instead: Option<&'static str>,
    },
    /// Nothing comes back.
    #[error("{threshold} is about deliveries that come back, and there is no retry plan")]
    NoRetries {
        /// As typed.
        threshold: String,
    },
    /// Nobody looks into the receiver.
    #[error("{threshold} is about what the receiver has, and nothing looks into it")]
    Unseen {
        /// As typed.
        threshold: String,
    },
}

impl Untellable {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoClass { .. } => "untellable_no_class",
            Self::NoneDue { .. } => "untellable_none_due",
            Self::Few { .. } => "untellable_few",
            Self::NoRetries { .. } => "untellable_no_retries",
            Self::Unseen { .. } => "untellable_unseen",
        }
    }
}

/// Checks that a run can tell of each threshold.
///
/// # Errors
///
/// [`Untellable`] of the first of which it cannot.
pub fn foresee(
    thresholds: &[Threshold],
    options: &LoadOptions,
    effects: Effects,
) -> Result<(), Untellable> {
    thresholds.iter().try_for_each(|threshold| one(threshold, options, effects))
}

fn one(threshold: &Threshold, options: &LoadOptions, effects: Effects) -> Result<(), Untellable> {
    let text = || threshold.to_string();
    match threshold.figure {
        Figure::Amplification if options.retrying.is_none() => {
            return Err(Untellable::NoRetries { threshold: text() });
        }
        Figure::Lost | Figure::Doubled | Figure::Invented if effects == Effects::Unseen => {
            return Err(Untellable::Unseen { threshold: text() });
        }
        _ => {}
    }
    let class = threshold.figure.class();
    if let Some(class) = class.filter(|class| !options.plan.mix.has(*class)) {
        return Err(Untellable::NoClass { threshold: text(), class });
    }
    let Some(planned) = options.plan.count_of(class) else { return Ok(()) };
    if let Some(class) = class.filter(|_| planned == 0) {
        return Err(Untellable::NoneDue { threshold: text(), class });
    }
    let Figure::Time { statistic: statistic @ Statistic::Percentile(_), .. } = threshold.figure
    else {
        return Ok(());
    };
    let needed = needed(statistic.beyond());
    if planned >= needed {
        return Ok(());
    }
    let mut told = PERCENTILES.iter().filter(|(_, beyond)| planned >= self::needed(*beyond));
    let instead = told.next_back().map(|(name, _)| *name);
    Err(Untellable::Few { threshold: text(), planned, needed, instead })
}

/// How many requests it takes for ten to lie beyond.
fn needed(beyond: u64) -> u64 {
    (BEYOND_MIN * MILLION).div_ceil(beyond.max(1))
}
