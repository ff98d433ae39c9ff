//! Arrivals as they were recorded elsewhere.

use std::{fmt, sync::Arc, time::Duration};

use super::arrivals::ArrivalsError;
use crate::quantity::{SPAN_MAX, count, nanos, place};

/// The most arrivals of a trace.
pub const TRACE_ARRIVALS_MAX: usize = 10_000_000;

/// When requests are due, as nanoseconds from the start, in order. There is always one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace(Arc<[u64]>);

impl Trace {
    /// Reads one offset a line, in seconds from the start with decimals, in order. Empty lines and lines that begin with `#` are passed
    /// over.
    ///
    /// # Errors
    ///
    /// [`ArrivalsError::Trace`], [`ArrivalsError::TraceLate`], [`ArrivalsError::TraceTooLong`], [`ArrivalsError::TraceEmpty`].
    pub fn parse(text: &str) -> Result<Self, ArrivalsError> {
        let mut offsets = Vec::new();
        for (line, text) in text.lines().enumerate() {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let no_offset = || ArrivalsError::Trace { line: line + 1 };
            let seconds: f64 = text.parse().map_err(|_| no_offset())?;
            let offset = Duration::try_from_secs_f64(seconds).map_err(|_| no_offset())?;
            if offset > SPAN_MAX {
                return Err(ArrivalsError::TraceLate { line: line + 1 });
            }
            let offset = nanos(offset);
            if offsets.last().is_some_and(|last| *last > offset) {
                return Err(no_offset());
            }
            if offsets.len() == TRACE_ARRIVALS_MAX {
                return Err(ArrivalsError::TraceTooLong);
            }
            offsets.push(offset);
        }
        if offsets.is_empty() {
            return Err(ArrivalsError::TraceEmpty);
        }
        Ok(Self(offsets.into()))
    }

    /// When an arrival is due; nothing beyond the last.
    pub(super) fn due_ns(&self, index: u64) -> Option<u64> {
        self.0.get(place(index)).copied()
    }

    /// How many are due before this time.
    pub(super) fn count_before(&self, until_ns: u64) -> u64 {
        count(self.0.partition_point(|offset| *offset < until_ns))
    }

    /// Up to and with the last.
    pub(super) fn length(&self) -> Duration {
        Duration::from_nanos(self.last_ns().saturating_add(1))
    }

    fn last_ns(&self) -> u64 {
        self.0.last().copied().unwrap_or_default()
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = Duration::from_nanos(self.last_ns());
        write!(f, "trace of {} over {:.6} s", self.0.len(), last.as_secs_f64())
    }
}
