//! The latencies as an HdrHistogram log, form 1.3: read by `HistogramLogAnalyzer`, `HistogramLogProcessor` and their kin.
//!
//! A measurement keeps whole runs, not histograms of each second, so there is one line for each class and distribution. Tags are
//! `sound` (from the planned time), `sound.sent` and `sound.lag`. Values are nanoseconds; the maximum column is in milliseconds, as
//! those tools expect.

use std::time::{Duration, SystemTime};

use hdrhistogram::serialization::{
    V2DeflateSerializeError, V2DeflateSerializer,
    interval_log::{IntervalLogWriterBuilder, IntervalLogWriterError, Tag},
};
use livehook_display::inline;

use super::histogram::{HistogramError, decode};
use crate::measurement::Measurement;

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum HlogError {
    /// The measurement's start is no time.
    #[error("the measurement began at {text:?}, which is no time")]
    NoTime {
        /// What stands there.
        text: String,
    },
    /// The measurement was written without histograms.
    #[error("the measurement has no histogram of {tag}")]
    NoHistogram {
        /// Class and distribution.
        tag: String,
    },
    /// A histogram cannot be read.
    #[error("the histogram of {tag} cannot be read")]
    Histogram {
        /// Class and distribution.
        tag: String,
        /// Why.
        #[source]
        source: HistogramError,
    },
    /// A histogram cannot be written.
    #[error("the log cannot be written")]
    Write(#[source] IntervalLogWriterError<V2DeflateSerializeError>),
}

impl HlogError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoTime { .. } => "hlog_no_time",
            Self::NoHistogram { .. } => "hlog_no_histogram",
            Self::Histogram { .. } => "hlog_histogram",
            Self::Write(_) => "hlog_write",
        }
    }
}

/// The log.
///
/// # Errors
/// [`HlogError::NoTime`] when the measurement's start is none; [`HlogError::NoHistogram`] and [`HlogError::Histogram`] by what the
/// measurement holds; [`HlogError::Write`] when a histogram has more counts than the form allows.
pub fn hlog(measurement: &Measurement) -> Result<String, HlogError> {
    let no_time = || HlogError::NoTime { text: measurement.started_at.clone() };
    let began: jiff::Timestamp = measurement.started_at.parse().map_err(|_| no_time())?;
    let began = SystemTime::from(began);
    let mut bytes = vec![];
    let mut serializer = V2DeflateSerializer::new();
    let mut log = IntervalLogWriterBuilder::new()
        .add_comment("[Histogram log format version 1.3]")
        .add_comment(&format!("[Logged with {}]", inline(&measurement.tool)))
        .with_start_time(began)
        .with_base_time(began)
        .with_max_value_divisor(1e6)
        .begin_log_with(&mut bytes, &mut serializer)
        .map_err(|error| HlogError::Write(error.into()))?;
    let took = Duration::from_micros(measurement.took_us);
    for line in &measurement.classes {
        let latency = &line.latency;
        for (ending, distribution) in
            [("", &latency.planned), (".sent", &latency.sent), (".lag", &latency.lag)]
        {
            let tag = format!("{}{ending}", line.class);
            let Some(text) = &distribution.hdr else {
                return Err(HlogError::NoHistogram { tag });
            };
            let histogram =
                decode(text).map_err(|source| HlogError::Histogram { tag: tag.clone(), source })?;
            log.write_histogram(&histogram, Duration::ZERO, took, Tag::new(&tag))
                .map_err(HlogError::Write)?;
        }
    }
    Ok(String::from_utf8(bytes).expect("the log is ASCII but for the tool's name, which is text"))
}
