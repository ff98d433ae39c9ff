//! How handing on failed: a closed set, each with its code for logs and metrics.

use std::{error::Error, time::Duration};

use reqwest::StatusCode;

use crate::HandlerError;

/// Why the application does not have an event. None of it names the address or what was answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum ForwardFailure {
    /// Nobody listens, no such name, no TLS: no other event would have fared better.
    #[error("no connection to the application: {detail}")]
    NoConnection { detail: String },
    #[error("the application did not answer within {} ms", .within.as_millis())]
    Timeout { within: Duration },
    #[error("the connection ended before an answer: {detail}")]
    BrokenOff { detail: String },
    #[error(
        "the application answered {status}; redirects are not followed, so name the place itself"
    )]
    Redirect { status: u16 },
    #[error("the application answered {status}")]
    Status { status: u16, retry_after: Option<Duration> },
}

impl ForwardFailure {
    /// What an answer means that is no success.
    pub(super) fn of_status(status: StatusCode, retry_after: Option<Duration>) -> Self {
        let number = status.as_u16();
        if status.is_redirection() {
            Self::Redirect { status: number }
        } else {
            Self::Status { status: number, retry_after }
        }
    }

    /// What kept an answer away.
    pub(super) fn of_error(error: reqwest::Error, within: Duration) -> Self {
        // The address holds what nobody should read.
        let error = error.without_url();
        // A time-out while connecting is both.
        if error.is_connect() {
            Self::NoConnection { detail: with_causes(&error) }
        } else if error.is_timeout() {
            Self::Timeout { within }
        } else {
            Self::BrokenOff { detail: with_causes(&error) }
        }
    }

    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::NoConnection { .. } => "no_connection",
            Self::Timeout { .. } => "timeout",
            Self::BrokenOff { .. } => "broken_off",
            Self::Redirect { .. } => "redirect",
            Self::Status { status: 400..=499, .. } => "answered_4xx",
            Self::Status { status: 500..=599, .. } => "answered_5xx",
            Self::Status { .. } => "answered_otherwise",
        }
    }
}

impl From<ForwardFailure> for HandlerError {
    fn from(failure: ForwardFailure) -> Self {
        let code = failure.code();
        let error = |failure| Self::new(failure).with_code(code);
        match failure {
            ForwardFailure::NoConnection { .. } => error(failure).unreachable(),
            ForwardFailure::Status { retry_after: Some(pause), .. } => {
                error(failure).not_before(pause)
            }
            _ => error(failure),
        }
    }
}

/// An error and what caused it, in one line.
fn with_causes(error: &dyn Error) -> String {
    let mut causes: Vec<String> = std::iter::successors(Some(error), |&error| error.source())
        .map(ToString::to_string)
        .collect();
    // Wrappers often say what they wrap.
    causes.dedup();
    causes.join(": ")
}
