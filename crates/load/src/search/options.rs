//! What is searched for, where, and how exactly.

use std::time::Duration;

/// The most limits of a search.
pub const LIMITS_MAX: usize = 16;

/// The highest rate that is tried, in requests a second.
pub const RATE_MAX: f64 = 10_000_000.0;

/// The lowest, likewise.
const RATE_MIN: f64 = 0.001;

/// Who wants a limit to be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Whoever searches. No trial is too short to judge it.
    Asked,
    /// Nobody said otherwise. It is judged as far as the others' trials show.
    Implied,
}

/// A limit that has to be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// As typed: `p99<50ms`.
    pub name: String,
    /// How many requests it takes to judge it: 1,000 for a 99th percentile.
    pub requests_min: u64,
    /// Who wants it.
    pub source: Source,
}

/// What is searched for.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchOptions {
    /// What has to be met.
    pub limits: Vec<Limit>,
    /// The lowest rate that is tried, in requests a second.
    pub lowest: f64,
    /// The highest; none: as much as the generator can.
    pub highest: Option<f64>,
    /// How sure the interval is, from 0.5 to 0.999.
    pub confidence: f64,
    /// How wide the interval may be relative to its lower end, from 0.01 to 1.
    pub width: f64,
    /// What all trials together may take.
    pub budget: Duration,
    /// How long one trial is, if it takes no more requests; a quarter of it at first, until the capacity lies between two rates.
    pub trial: Duration,
    /// Where all that is drawn begins.
    pub seed: u64,
}

/// Why there can be no search.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SearchError {
    /// Nothing was asked for to hold the receiver to, or too much.
    #[error("a search takes from 1 to {LIMITS_MAX} limits, not {0}")]
    Limits(usize),
    /// No range.
    #[error(
        "there are no rates to try from {lowest}/s to {highest}/s; both lie between 0.001/s and 10000000/s"
    )]
    Range {
        /// As given.
        lowest: f64,
        /// As given, or the highest of all.
        highest: f64,
    },
    /// No confidence.
    #[error("a confidence lies between 0.5 and 0.999; {0} does not")]
    Confidence(f64),
    /// No width.
    #[error("an interval is from 0.01 to 1 wide; {0} is not")]
    Width(f64),
    /// Not a single trial fits.
    #[error("no trial of {trial:?} fits into {budget:?}")]
    Budget {
        /// As given.
        trial: Duration,
        /// As given.
        budget: Duration,
    },
}

impl SearchError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Limits(_) => "search_limits",
            Self::Range { .. } => "search_range",
            Self::Confidence(_) => "search_confidence",
            Self::Width(_) => "search_width",
            Self::Budget { .. } => "search_budget",
        }
    }
}

impl SearchOptions {
    /// A search for these limits from 1/s on, with what is mostly right: 5 % at a confidence of 95 %, within a minute of trials of 3 s.
    pub fn new(limits: Vec<Limit>, seed: u64) -> Self {
        Self {
            limits,
            lowest: 1.0,
            highest: None,
            confidence: 0.95,
            width: 0.05,
            budget: Duration::from_secs(60),
            trial: Duration::from_secs(3),
            seed,
        }
    }

    /// Names of the limits that nobody asked for.
    pub fn implied(&self) -> impl Iterator<Item = &str> {
        let implied = self.limits.iter().filter(|limit| limit.source == Source::Implied);
        implied.map(|limit| limit.name.as_str())
    }

    pub(super) fn highest_or_max(&self) -> f64 {
        self.highest.unwrap_or(RATE_MAX)
    }

    pub(super) fn check(&self) -> Result<(), SearchError> {
        let n_asked = self.limits.iter().filter(|limit| limit.source == Source::Asked).count();
        if n_asked == 0 || n_asked > LIMITS_MAX {
            return Err(SearchError::Limits(n_asked));
        }
        let (lowest, highest) = (self.lowest, self.highest_or_max());
        let rates = RATE_MIN..=RATE_MAX;
        // What is no number lies in no range.
        if !rates.contains(&lowest) || !rates.contains(&highest) || lowest >= highest {
            return Err(SearchError::Range { lowest, highest });
        }
        if !(0.5..=0.999).contains(&self.confidence) {
            return Err(SearchError::Confidence(self.confidence));
        }
        if !(0.01..=1.0).contains(&self.width) {
            return Err(SearchError::Width(self.width));
        }
        if self.trial.is_zero() || self.trial > self.budget {
            return Err(SearchError::Budget { trial: self.trial, budget: self.budget });
        }
        Ok(())
    }
}
