//! Errors of the API, in the same body as those of callbacks. Not logged: a reader's mistakes are the reader's to see.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use livehook_inbox::{InboxError, RecordId};

use crate::answer::{AnswerCode, error_response};

/// Why an API request has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ApiFailure {
    #[error(
        "there is no such path; GET /api/events, /api/events/ID, /api/events/ID/raw, /api/latest, /api/wait, /api/counters, /healthz, /readyz or /metrics"
    )]
    NotFound,
    #[error("this API only reads; use GET")]
    MethodNotAllowed,
    #[error(
        "the Host header names neither this machine nor a configured host; use localhost, or allow the name"
    )]
    UnknownHost,
    #[error("{0}")]
    BadQuery(String),
    #[error("there is no record {0}; list them with /api/events")]
    NoSuchRecord(RecordId),
    #[error("`{0}` is no record id; an id is a whole number from 1 on")]
    NoRecordId(String),
    #[error("no record fits; ask for less, or use /api/wait")]
    NoneFits,
    #[error(
        "{} requests are waiting already; end one of them, or try again later",
        super::MAX_WAITING
    )]
    TooManyWaiting,
    #[error("the receiver is stopping and takes nothing new")]
    Draining,
    #[error("the inbox cannot be used ({code}): {0}", code = .0.code())]
    Inbox(#[from] InboxError),
    #[error("the inbox's writer has ended; start the receiver again")]
    WriterEnded,
    #[error("the inbox does not answer; it is behind or locked")]
    InboxSilent,
}

impl ApiFailure {
    const fn code(&self) -> AnswerCode {
        match self {
            Self::NotFound => AnswerCode::NotFound,
            Self::MethodNotAllowed => AnswerCode::MethodNotAllowed,
            Self::UnknownHost => AnswerCode::UnknownHost,
            Self::BadQuery(_) => AnswerCode::BadQuery,
            Self::NoSuchRecord(_) | Self::NoRecordId(_) | Self::NoneFits => {
                AnswerCode::NoSuchRecord
            }
            Self::TooManyWaiting => AnswerCode::TooManyWaiting,
            Self::Draining => AnswerCode::Draining,
            Self::Inbox(_) | Self::WriterEnded | Self::InboxSilent => AnswerCode::InboxUnavailable,
        }
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        let mut response = error_response(self.code(), &self.to_string());
        if matches!(self, Self::MethodNotAllowed) {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        response
    }
}
