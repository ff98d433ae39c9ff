//! What became of one request: one value, from which the answer, the log line and the metrics are all made.

use std::{sync::Arc, time::Duration};

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use livehook_core::{Credential, Source};
use livehook_inbox::{Appended, Quarantined, RecordId};

use crate::answer::{Declined, accepted_response};

/// Marks an answer that somebody configured for testing the sender.
pub(crate) const MOCK_HEADER: HeaderName = HeaderName::from_static("x-livehook-mock");

/// What became of one request on a callback listener.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Whose path it was, if it was one.
    pub(crate) source: Option<Arc<Source>>,
    /// What proved the sender, if a key was asked for and one fitted.
    pub(crate) credential: Option<Credential>,
    /// How many bytes the body had, as far as it was read whole.
    pub(crate) body_bytes: usize,
    /// And the rest.
    pub(crate) fate: Fate,
}

/// How a request ended.
#[derive(Debug)]
pub(crate) enum Fate {
    /// On disk, answered 200.
    Kept {
        how: Kept,
        record: RecordId,
        /// From handing it to the inbox until it was on disk.
        took: Duration,
    },
    /// Answered with an error.
    Declined { why: Declined, suspect: Suspect },
    /// Answered as configured, not processed.
    Mocked { status: StatusCode },
}

/// How an accepted callback is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    Stored,
    Duplicate,
    Promoted,
}

impl Kept {
    pub(crate) const ALL: [Self; 3] = [Self::Stored, Self::Duplicate, Self::Promoted];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Duplicate => "duplicate",
            Self::Promoted => "promoted",
        }
    }
}

impl From<&Appended> for Kept {
    fn from(appended: &Appended) -> Self {
        match appended {
            Appended::Stored(_) => Self::Stored,
            Appended::Duplicate(_) => Self::Duplicate,
            Appended::Promoted(_) => Self::Promoted,
        }
    }
}

/// What became of a genuine callback that was declined for its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suspect {
    /// Declined for something else.
    No,
    /// Too late to be worth keeping.
    TooOld,
    /// Handed to the quarantine.
    Handed(Quarantined),
    /// The inbox could not take it, with this code of its own; nothing was promised.
    Failed(&'static str),
}

impl Suspect {
    /// The stable name for logs and metrics.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::TooOld => "too_old",
            Self::Handed(Quarantined::Kept(_)) => "kept",
            Self::Handed(Quarantined::Counted(_)) => "counted",
            Self::Handed(Quarantined::NotKept(_)) => "not_kept",
            Self::Failed(_) => "failed",
        }
    }

    /// What the inbox said, where it failed.
    pub(crate) const fn fault(self) -> Option<&'static str> {
        match self {
            Self::Failed(code) => Some(code),
            Self::No | Self::TooOld | Self::Handed(_) => None,
        }
    }

    /// The record it is kept or counted on.
    pub(crate) const fn record(self) -> Option<RecordId> {
        match self {
            Self::Handed(Quarantined::Kept(id) | Quarantined::Counted(id)) => Some(id),
            Self::Handed(Quarantined::NotKept(_)) | Self::No | Self::TooOld | Self::Failed(_) => {
                None
            }
        }
    }
}

impl Outcome {
    /// Something that was declined before its source or body mattered.
    pub(crate) fn early(source: Option<Arc<Source>>, why: Declined) -> Self {
        Self {
            source,
            credential: None,
            body_bytes: 0,
            fate: Fate::Declined { why, suspect: Suspect::No },
        }
    }

    /// The name of the source, `-` where the path is nobody's.
    pub(crate) fn source_name(&self) -> &str {
        self.source.as_ref().map_or("-", |source| source.name())
    }
}

impl IntoResponse for Outcome {
    /// The answer; the outcome rides along in its extensions to where it is logged.
    fn into_response(self) -> Response {
        let mut response = match &self.fate {
            Fate::Kept { .. } => accepted_response(),
            Fate::Declined { why, .. } => why.to_response(),
            Fate::Mocked { status } => mocked(*status),
        };
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

fn mocked(status: StatusCode) -> Response {
    let mark = (MOCK_HEADER, HeaderValue::from_static("1"));
    match status {
        // These have no body by definition.
        StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED => {
            (status, [mark]).into_response()
        }
        StatusCode::OK => {
            let mut response = accepted_response();
            response.headers_mut().insert(mark.0, mark.1);
            response
        }
        _ => {
            let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            let body = format!(
                r#"{{"code":{},"error":"mock","message":"a configured mock answer"}}"#,
                status.as_u16()
            );
            (status, [mark, json], body).into_response()
        }
    }
}
