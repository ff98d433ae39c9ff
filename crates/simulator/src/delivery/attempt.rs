//! One request and what came of it.

use std::time::Duration;

/// How much of an answer's body is kept, in bytes.
pub(super) const EXCERPT_BYTES_MAX: usize = 1024;

/// One request and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// `t` as it was sent.
    pub t: Option<i64>,
    /// From the start of the first attempt to the time at which this one was due.
    pub due: Duration,
    /// From the start of the first attempt to the start of this one.
    pub started: Duration,
    /// From the start of this attempt to the answer's status, or to its failure.
    pub latency: Duration,
    /// What came back.
    pub outcome: Outcome,
    /// What follows from it.
    pub next: Next,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// An answer, good or bad.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The first 1,024 bytes of the body, unreadable ones replaced. Text from outside: escape
        /// it where it is shown.
        excerpt: String,
    },
    /// None.
    Failed {
        /// What kind of failure.
        kind: FailureKind,
        /// What the system says about it.
        detail: String,
    },
}

impl Outcome {
    /// Whether Tencent would take it as delivered: status 200 and no other, whatever the body says.
    pub const fn is_delivered(&self) -> bool {
        matches!(self, Self::Answered { status: 200, .. })
    }

    /// The status, if there was an answer.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Answered { status, .. } => Some(*status),
            Self::Failed { .. } => None,
        }
    }
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// No answer in time.
    Timeout,
    /// Nobody listens there.
    Refused,
    /// The host's name leads nowhere.
    Dns,
    /// The connection broke before the answer came.
    Reset,
    /// No encrypted connection came about.
    Tls,
    /// Anything else.
    Other,
}

impl FailureKind {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Refused => "refused",
            Self::Dns => "dns",
            Self::Reset => "reset",
            Self::Tls => "tls",
            Self::Other => "other",
        }
    }
}

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it was delivered.
    Delivered,
    /// Another attempt.
    WillRetry,
    /// Nothing: no attempts are left.
    GaveUp,
}

impl Next {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::WillRetry => "will_retry",
            Self::GaveUp => "gave_up",
        }
    }
}
