//! What a threshold looks at.

use super::Unit;
use crate::class::Class;

/// A figure of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// A time.
    Time {
        /// From when it is counted.
        origin: Origin,
        /// Which of the distribution.
        statistic: Statistic,
        /// Of which class; absent for all together.
        class: Option<Class>,
    },
    /// Answers a second: over the planned length, or, where the receiver did not keep up, over as long as it took. Whatever its delay, one
    /// that keeps up has the planned rate; one that answers half of what is due in time has half of it, though it answers all in the end.
    Rate,
    /// Requests, as a number or as a share of what was planned and not interrupted.
    Requests {
        /// Which.
        count: Count,
        /// Of which class; absent for all together.
        class: Option<Class>,
    },
    /// Deliveries an event, those that came back by a retry plan included.
    Amplification,
    /// Events that the receiver took with 200 and does not have.
    Lost,
    /// Events that it has more than once.
    Doubled,
    /// Events that it has though it should not.
    Invented,
}

/// From when to when a time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From the planned time to the answer.
    Planned,
    /// From the first byte sent to the answer.
    Sent,
    /// From the planned time to the first byte sent.
    Lag,
}

impl Origin {
    pub(super) const ALL: [(&'static str, Self); 3] =
        [("planned", Self::Planned), ("sent", Self::Sent), ("lag", Self::Lag)];
}

/// One number of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// The smallest.
    Min,
    /// The mean.
    Mean,
    /// The largest.
    Max,
    /// A percentile, by the name that measurements give it.
    Percentile(&'static str),
}

/// Which percentiles a measurement has, with how many of a million values lie beyond.
pub(super) const PERCENTILES: [(&str, u64); 6] = [
    ("p50", 500_000),
    ("p90", 100_000),
    ("p95", 50_000),
    ("p99", 10_000),
    ("p99.9", 1_000),
    ("p99.99", 100),
];

impl Statistic {
    pub(super) const NAMED: [(&'static str, Self); 3] =
        [("min", Self::Min), ("mean", Self::Mean), ("max", Self::Max)];

    /// How many of a million values lie beyond it; a mean and a maximum are moved by the very last.
    pub(crate) fn beyond(self) -> u64 {
        match self {
            Self::Min => 1_000_000,
            Self::Mean | Self::Max => 0,
            Self::Percentile(name) => {
                let found = PERCENTILES.iter().find(|(known, _)| *known == name);
                found.map_or(0, |(_, beyond)| *beyond)
            }
        }
    }
}

/// Which requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Everything that did not go as its class should.
    Errors,
    /// Everything that did.
    Ok,
    /// Answered with 4xx: refused so that the sender knows.
    Refused,
    /// Without an answer within the time-out.
    Timeouts,
    /// The connection ended before the answer.
    Resets,
    /// Planned and not sent.
    Unsent,
}

impl Count {
    pub(super) const ALL: [(&'static str, Self); 6] = [
        ("errors", Self::Errors),
        ("ok", Self::Ok),
        ("refused", Self::Refused),
        ("timeouts", Self::Timeouts),
        ("resets", Self::Resets),
        ("unsent", Self::Unsent),
    ];
}

impl Figure {
    pub(super) const EFFECTS: [(&'static str, Self); 3] =
        [("lost", Self::Lost), ("doubled", Self::Doubled), ("invented", Self::Invented)];

    /// Which class it is of; absent for all together and for what has no class.
    pub const fn class(self) -> Option<Class> {
        match self {
            Self::Time { class, .. } | Self::Requests { class, .. } => class,
            Self::Rate | Self::Amplification | Self::Lost | Self::Doubled | Self::Invented => None,
        }
    }

    /// Whether it depends on when requests were sent.
    pub(crate) const fn is_of_time(self) -> bool {
        matches!(self, Self::Time { .. } | Self::Rate)
    }

    /// The units that a bound may have.
    pub(super) const fn units(self) -> &'static [Unit] {
        match self {
            Self::Time { .. } => &[Unit::Microseconds],
            Self::Rate => &[Unit::PerSecond],
            Self::Requests { .. } => &[Unit::Percent, Unit::Count],
            Self::Amplification | Self::Lost | Self::Doubled | Self::Invented => &[Unit::Count],
        }
    }
}
