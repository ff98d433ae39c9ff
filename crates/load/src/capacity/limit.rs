//! Which thresholds are limits of a load: those that more load makes harder to meet.

use std::time::Duration;

use crate::{
    class::Class,
    expect::{Comparison, Count, Figure, Statistic, Threshold, Unit},
    plan::mix::Mix,
    quantity::whole,
    search::{Limit, Source},
};

/// What holds unless a limit on errors is given: answers that come in time and say 500 are nothing that a receiver can take.
pub const IMPLIED: &str = "errors<1%";

/// How many requests must lie beyond a percentile or a share for it to mean anything.
const BEYOND: f64 = 10.0;
/// How many requests it takes for what is no percentile.
const REQUESTS_USUAL: f64 = 1_000.0;
/// A few more than just enough: how many are due in a span is a whole number.
const MARGIN: f64 = 1.02;
/// The most that any limit takes, so that a trial ends.
const REQUESTS_MAX: f64 = 1_000_000.0;

/// Why a threshold is no limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// It says nothing of how a receiver fares under a load.
    #[error(
        "{0} is no limit of a load: write a time or a share of requests, such as p99<50ms or errors<1%"
    )]
    Figure(String),
    /// It is met the more easily the more is sent.
    #[error("{0} is met the more easily the more is sent: a limit has the other comparison")]
    Direction(String),
    /// No request of its class is sent.
    #[error("{text} is about {class} callbacks, of which the mix has none")]
    Class {
        /// As typed.
        text: String,
        /// Which.
        class: Class,
    },
}

impl LimitError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Figure(_) => "limit_figure",
            Self::Direction(_) => "limit_direction",
            Self::Class { .. } => "limit_class",
        }
    }
}

/// All limits of a search over this mix, and thresholds of which they are made: those that were asked for, and [`IMPLIED`] unless one of them
/// says how many of all requests may fail.
///
/// # Errors
///
/// [`LimitError`] where a threshold is no limit.
pub fn all(asked: Vec<Threshold>, mix: &Mix) -> Result<(Vec<Threshold>, Vec<Limit>), LimitError> {
    let (mut thresholds, mut limits) = (asked, Vec::new());
    for threshold in &thresholds {
        limits.push(of(threshold, mix)?);
    }
    if !thresholds.iter().any(|threshold| is_about_errors(threshold, mix)) {
        let implied = IMPLIED.parse().expect("it is a threshold");
        limits.push(Limit { source: Source::Implied, ..of(&implied, mix)? });
        thresholds.push(implied);
    }
    Ok((thresholds, limits))
}

fn is_about_errors(threshold: &Threshold, mix: &Mix) -> bool {
    let Figure::Requests { count: Count::Errors | Count::Ok, class } = threshold.figure() else {
        return false;
    };
    class.is_none() || mix.shares().len() == 1
}

/// A threshold as a limit of a search over this mix.
///
/// # Errors
///
/// [`LimitError`], in the order of its variants.
pub fn of(threshold: &Threshold, mix: &Mix) -> Result<Limit, LimitError> {
    let name = threshold.to_string();
    let wants_little = match threshold.figure() {
        Figure::Time { .. } => true,
        Figure::Requests { count: Count::Ok | Count::Refused, .. } => false,
        Figure::Requests { .. } => true,
        Figure::Rate
        | Figure::Amplification
        | Figure::Lost
        | Figure::Doubled
        | Figure::Invented => {
            return Err(LimitError::Figure(name));
        }
    };
    match threshold.comparison() {
        Comparison::Exactly => {}
        Comparison::Below | Comparison::AtMost if wants_little => {}
        Comparison::AtLeast | Comparison::Above if !wants_little => {}
        _ => return Err(LimitError::Direction(name)),
    }
    let share = match threshold.figure().class() {
        None => 1.0,
        Some(class) => match mix.shares().get(&class) {
            Some(share) => *share,
            None => return Err(LimitError::Class { text: name, class }),
        },
    };
    let requests = (requests(threshold) * MARGIN / share).min(REQUESTS_MAX);
    Ok(Limit { name, requests_min: whole(requests.ceil()), source: Source::Asked })
}

/// How many requests of its class it takes to judge it.
fn requests(threshold: &Threshold) -> f64 {
    match threshold.figure() {
        Figure::Time { statistic: statistic @ Statistic::Percentile(_), .. } => {
            BEYOND * 1e6 / statistic.beyond().max(1) as f64
        }
        Figure::Requests { .. } if threshold.unit() == Unit::Percent => {
            let share = threshold.bound_millionths() as f64 / 1e8;
            let rest = share.min(1.0 - share);
            match threshold.comparison() {
                // It holds whatever comes.
                Comparison::AtMost if share >= 1.0 => BEYOND,
                _ if rest > 0.0 => BEYOND / rest,
                _ => REQUESTS_USUAL,
            }
        }
        _ => REQUESTS_USUAL,
    }
}

/// The time that a limit allows; none where it is about something else.
pub(super) fn time(threshold: &Threshold) -> Option<Duration> {
    let is_time = matches!(threshold.figure(), Figure::Time { .. });
    is_time.then(|| Duration::from_micros(threshold.bound_millionths() / 1_000_000))
}
