//! What is answered: `{"code":0}` for what was kept, and for the rest a code with what happened and what to do.
//!
//! Statuses and numbers stand in [`AnswerCode`]; which one a situation gets, in [`Declined::code`], the one match. Nothing
//! internal leaves: what the store said goes to the log.

mod code;

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use livehook_core::{Refusal, Seconds};
use livehook_inbox::InboxError;
use serde::Serialize;

pub use code::AnswerCode;

/// What Tencent's documents recommend as the answer to a callback that was taken.
const ACCEPTED_BODY: &str = r#"{"code":0}"#;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Why a callback was not accepted. The texts are for the sender's log; they quote no payload and no secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Declined {
    #[error(
        "this is no callback path; compare the callback URL in the console with the receiver's paths"
    )]
    NotFound,
    #[error("a callback is a POST; use POST")]
    MethodNotAllowed,
    #[error(
        "the body is over {limit} bytes; raise the receiver's body limit if callbacks can be as large"
    )]
    TooLarge { limit: usize },
    #[error("the body did not arrive within {} ms; send it again, faster", limit.as_millis())]
    TooSlow { limit: Duration },
    #[error("the body ended before its announced length; send it again")]
    Incomplete,
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("t passed {late} ago; sign again with a later t, and compare the clocks")]
    Expired { late: Seconds },
    #[error(
        "t lies {ahead} ahead, more than the receiver takes; compare the clocks, and send t in seconds"
    )]
    FarFuture { ahead: Seconds },
    #[error("{0}; deliver it again in a minute")]
    Overloaded(Overload),
    #[error("the callback cannot be stored at the moment; deliver it again in a minute")]
    Inbox(#[source] InboxError),
}

/// Which cap was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Overload {
    #[error("too many connections are open")]
    Connections,
    #[error("too many bodies are being read at once")]
    Bodies,
}

impl Declined {
    /// The code, and with it status and number. `fixtures/answers.tsv` is the model it is tested against.
    pub(crate) fn code(&self) -> AnswerCode {
        match self {
            Self::NotFound => AnswerCode::NotFound,
            Self::MethodNotAllowed => AnswerCode::MethodNotAllowed,
            Self::TooLarge { .. } => AnswerCode::TooLarge,
            Self::TooSlow { .. } => AnswerCode::TooSlow,
            Self::Incomplete => AnswerCode::Incomplete,
            Self::Refused(refusal) => refusal.code().into(),
            Self::Expired { .. } => AnswerCode::Expired,
            Self::FarFuture { .. } => AnswerCode::FarFuture,
            Self::Overloaded(_) => AnswerCode::Overloaded,
            Self::Inbox(_) => AnswerCode::InboxUnavailable,
        }
    }

    /// The whole answer.
    pub(crate) fn to_response(&self) -> Response {
        let mut response = error_response(self.code(), &self.to_string());
        let headers = response.headers_mut();
        if matches!(self, Self::MethodNotAllowed) {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        // What is left of such a body is not read, so nothing sensible can follow it on this connection.
        if matches!(
            self,
            Self::TooLarge { .. } | Self::TooSlow { .. } | Self::Incomplete | Self::Overloaded(_)
        ) {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// The answer to everything that was taken, new or known.
pub(crate) fn accepted_response() -> Response {
    let mut response = Response::new(Body::from(ACCEPTED_BODY));
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    response
}

/// An error answer with its JSON body.
pub(crate) fn error_response(code: AnswerCode, message: &str) -> Response {
    (code.status(), [(header::CONTENT_TYPE, JSON)], error_body(code, message)).into_response()
}

/// The JSON of an error answer.
pub(crate) fn error_body(code: AnswerCode, message: &str) -> String {
    #[derive(Serialize)]
    struct ErrorBody<'a> {
        code: u32,
        error: &'static str,
        message: &'a str,
    }
    serde_json::to_string(&ErrorBody { code: code.number(), error: code.as_str(), message })
        .expect("a number and two texts always serialise")
}
