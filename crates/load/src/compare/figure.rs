//! The figures that runs are compared by.

use serde::Serialize;

use crate::{measurement::Measurement, rate, report::words, sums};

/// A figure of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Figure {
    /// Median latency from the planned time, in microseconds.
    #[serde(rename = "p50")]
    P50,
    /// 99th percentile, likewise.
    #[serde(rename = "p99")]
    P99,
    /// 99.9th percentile, likewise.
    #[serde(rename = "p99.9")]
    P999,
    /// Answers a second within the planned length.
    #[serde(rename = "rate")]
    Rate,
    /// Share of the planned requests that did not go as their class should.
    #[serde(rename = "errors")]
    Errors,
    /// Deliveries an event, those that came back by a retry plan included; only of runs that all have the same one.
    #[serde(rename = "amplification")]
    Amplification,
    /// Requests a CPU-second of the generator.
    #[serde(rename = "requests_per_cpu_second")]
    PerCpuSecond,
}

impl Figure {
    /// Every figure, in the order of reports.
    pub const ALL: &'static [Self] = &[
        Self::P50,
        Self::P99,
        Self::P999,
        Self::Rate,
        Self::Errors,
        Self::Amplification,
        Self::PerCpuSecond,
    ];

    /// Those that say something of a receiver.
    pub const OF_RECEIVERS: &'static [Self] =
        &[Self::P50, Self::P99, Self::P999, Self::Rate, Self::Errors, Self::Amplification];

    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::P50 => "p50",
            Self::P99 => "p99",
            Self::P999 => "p99.9",
            Self::Rate => "answers/s",
            Self::Errors => "errors",
            Self::Amplification => "amplification",
            Self::PerCpuSecond => "requests/CPU-s",
        }
    }

    /// Which direction is good.
    pub const fn is_better_when_larger(self) -> bool {
        match self {
            Self::P50 | Self::P99 | Self::P999 | Self::Errors | Self::Amplification => false,
            Self::Rate | Self::PerCpuSecond => true,
        }
    }

    /// What is said of a change that is more than noise: for the worse, for the better.
    pub(super) const fn changes(self) -> [&'static str; 2] {
        match self {
            Self::P50 | Self::P99 | Self::P999 | Self::Rate => ["slower", "faster"],
            Self::Errors => ["more", "fewer"],
            Self::Amplification => ["more", "less"],
            Self::PerCpuSecond => ["dearer", "cheaper"],
        }
    }

    /// Its value in a run; absent where the run cannot tell.
    pub fn of(self, measurement: &Measurement) -> Option<f64> {
        let percentile = |name| {
            measurement.latency.planned.percentiles.get(name).map(|micros| rate::as_f64(*micros))
        };
        match self {
            Self::P50 => percentile("p50"),
            Self::P99 => percentile("p99"),
            Self::P999 => percentile("p99.9"),
            Self::Rate => {
                let (answers, micros) = rate::answers(measurement)?;
                Some(rate::per_second(answers, micros))
            }
            Self::Errors => {
                let right = measurement.classes.iter().map(|line| line.as_expected);
                let right = right.fold(0, u64::saturating_add);
                let planned = measurement.ledger.planned;
                (planned > 0).then(|| sums::share(planned.saturating_sub(right), planned))
            }
            // What still waits to come back may come to more.
            Self::Amplification => measurement
                .retries
                .as_ref()
                .filter(|retries| retries.events > 0 && retries.waiting == 0)
                .map(|retries| retries.amplification),
            Self::PerCpuSecond => {
                Some(measurement.generator.requests_per_cpu_second).filter(|rate| *rate > 0.0)
            }
        }
    }

    /// A value as people read it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and no figure is negative"
    )]
    pub(super) fn shown(self, value: f64) -> String {
        match self {
            Self::P50 | Self::P99 | Self::P999 => words::micros(value.round() as u64),
            Self::Rate | Self::PerCpuSecond => words::decimal(value),
            Self::Amplification => words::short(value),
            Self::Errors if value == 0.0 => "0%".to_owned(),
            Self::Errors => format!("{}%", words::decimal(value * 100.0)),
        }
    }
}
