//! What is reported of a run in JSON, one object a line. The names here are relied on by scripts.

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;

use crate::{
    delivery::{Outcome, Report, Summary, Target, USER_AGENT, curl_line},
    recipe::{Flaw, Prepared},
};

/// A request that is shown instead of sent.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "request")]
pub struct RequestLine<'a> {
    index: u64,
    flaw: Option<String>,
    event_type: Option<i64>,
    stream_id: Option<&'a str>,
    t: Option<i64>,
    method: &'static str,
    url: &'a str,
    headers: BTreeMap<&'static str, &'static str>,
    bytes: usize,
    /// The body where it is text; else it stands in `body_base64`.
    body: Option<&'a str>,
    body_base64: Option<String>,
    curl: String,
    situation: &'static str,
    expected_status: u16,
    expected_code: Option<&'static str>,
}

impl<'a> RequestLine<'a> {
    /// The request that would carry the callback with this index to the target.
    pub fn new(index: u64, flaw: Option<Flaw>, prepared: &'a Prepared, target: &'a Target) -> Self {
        let body = str::from_utf8(&prepared.body).ok();
        let content_type = prepared.content_type.map(|value| ("content-type", value));
        let expected = prepared.situation.answer();
        Self {
            index,
            flaw: flaw.map(|flaw| flaw.to_string()),
            event_type: prepared.event_type,
            stream_id: prepared.stream_id.as_deref(),
            t: prepared.t,
            method: "POST",
            url: target.url().as_str(),
            headers: content_type.into_iter().chain([("user-agent", USER_AGENT)]).collect(),
            bytes: prepared.body.len(),
            body,
            body_base64: body.is_none().then(|| STANDARD.encode(&prepared.body)),
            curl: curl_line(prepared, target),
            situation: prepared.situation.as_str(),
            expected_status: expected.status,
            expected_code: expected.code,
        }
    }
}

/// One attempt.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "attempt")]
pub struct AttemptLine<'a> {
    index: u64,
    number: u32,
    flaw: Option<String>,
    event_type: Option<i64>,
    stream_id: Option<&'a str>,
    bytes: usize,
    t: Option<i64>,
    due_ms: u64,
    started_ms: u64,
    latency_ms: u64,
    status: Option<u16>,
    failure: Option<&'static str>,
    detail: Option<&'a str>,
    answer: Option<&'a str>,
    next: &'static str,
    situation: &'static str,
    expected_status: u16,
    expected_code: Option<&'static str>,
    as_expected: bool,
}

impl<'a> From<&'a Report> for AttemptLine<'a> {
    fn from(report: &'a Report) -> Self {
        let Report { index, flaw, sent, attempt, judgement } = report;
        let (answer, failure, detail) = match &attempt.outcome {
            Outcome::Answered { excerpt, .. } => (Some(excerpt.as_str()), None, None),
            Outcome::Failed { kind, detail } => (None, Some(kind.as_str()), Some(detail.as_str())),
        };
        Self {
            index: *index,
            number: attempt.number,
            flaw: flaw.map(|flaw| flaw.to_string()),
            event_type: sent.event_type,
            stream_id: sent.stream_id.as_deref(),
            bytes: sent.body.len(),
            t: attempt.t,
            due_ms: millis(attempt.due),
            started_ms: millis(attempt.started),
            latency_ms: millis(attempt.latency),
            status: attempt.outcome.status(),
            failure,
            detail,
            answer,
            next: attempt.next.as_str(),
            situation: judgement.situation.as_str(),
            expected_status: judgement.expected().status,
            expected_code: judgement.expected().code,
            as_expected: judgement.is_as_expected(),
        }
    }
}

/// The whole run.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "summary")]
pub struct SummaryLine<'a> {
    callbacks: u64,
    attempts: u64,
    delivered: u64,
    as_expected: u64,
    statuses: &'a BTreeMap<u16, u64>,
    failures: &'a BTreeMap<&'static str, u64>,
}

impl<'a> From<&'a Summary> for SummaryLine<'a> {
    fn from(summary: &'a Summary) -> Self {
        let Summary { callbacks, attempts, delivered, as_expected, statuses, failures } = summary;
        Self {
            callbacks: *callbacks,
            attempts: *attempts,
            delivered: *delivered,
            as_expected: *as_expected,
            statuses,
            failures,
        }
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
