//! Records as JSON: the same objects as the command line prints.

use axum::{
    Json,
    extract::{Path, Query as UrlQuery, State, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use livehook_inbox::{Limit, Query, Record, RecordId, StateFilter, WireRecord};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Api, ApiFailure, parameters::Parameters};
use crate::quote::quoted;

/// The parameters of `/api/events`.
const LIST: &[&str] = &[
    "state", "source", "type", "stream", "mark", "from", "until", "text", "after", "limit", "order",
];

/// The parameters of `/api/latest`.
const LATEST: &[&str] = &["state", "source", "type", "stream", "mark"];

/// Query parameters as they were sent.
pub(super) type Pairs = Result<UrlQuery<Vec<(String, String)>>, QueryRejection>;

/// A page of records.
#[derive(Serialize)]
struct Page<'a> {
    events: Vec<WireRecord<'a>>,
    /// After which record the next page begins; `null` on the last one.
    next: Option<i64>,
}

/// `/api/events`
pub(super) async fn list(State(api): State<Api>, pairs: Pairs) -> Result<Response, ApiFailure> {
    let query = parameters(pairs, LIST)?.list()?;
    let limit = query.limit;
    let records = api.shared.readers.read(move |reader| reader.list(&query)).await?;
    // A full page may be followed by another; a short one is the last.
    let full = matches!(limit, Limit::AtMost(limit) if records.len() as u64 >= limit);
    let next = records.last().filter(|_| full).map(|record| record.id.number());
    let events = records.iter().map(Record::wire).collect();
    Ok(Json(Page { events, next }).into_response())
}

/// `/api/events/ID`
pub(super) async fn one(
    State(api): State<Api>,
    Path(id): Path<String>,
) -> Result<Response, ApiFailure> {
    let id = record_id(&id)?;
    let record = api.shared.readers.read(move |reader| reader.get(id)).await?;
    Ok(record_response(&record.ok_or(ApiFailure::NoSuchRecord(id))?))
}

/// `/api/events/ID/raw`
pub(super) async fn raw(
    State(api): State<Api>,
    Path(id): Path<String>,
) -> Result<Response, ApiFailure> {
    let id = record_id(&id)?;
    let body = api.shared.readers.read(move |reader| reader.raw(id)).await?;
    let body = body.ok_or(ApiFailure::NoSuchRecord(id))?;
    // The bytes are a stranger's: to be saved, never to be shown by a browser.
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment")),
    ];
    Ok((headers, body).into_response())
}

/// `/api/latest`
pub(super) async fn latest(State(api): State<Api>, pairs: Pairs) -> Result<Response, ApiFailure> {
    let asked = parameters(pairs, LATEST)?.conditions()?;
    let query = Query { state: asked.state.or(Some(StateFilter::Event)), ..asked };
    let record = api.shared.readers.read(move |reader| reader.latest(&query)).await?;
    Ok(record_response(&record.ok_or(ApiFailure::NoneFits)?))
}

/// `/api/counters`
pub(super) async fn counters(
    State(api): State<Api>,
    pairs: Pairs,
) -> Result<Json<Value>, ApiFailure> {
    parameters(pairs, &[])?;
    let counts = api.shared.readers.read(livehook_inbox::Reader::counts).await?;
    let answers = api.shared.observer.metrics().answered().into_iter();
    let answers: serde_json::Map<_, _> =
        answers.map(|(code, count)| (code.to_owned(), count.into())).collect();
    Ok(Json(json!({
        "records": {
            "received": counts.received,
            "done": counts.done,
            "quarantined": { "expired": counts.expired, "far_future": counts.far_future },
        },
        "answers": answers,
    })))
}

/// A record as an answer.
pub(super) fn record_response(record: &Record) -> Response {
    Json(record.wire()).into_response()
}

/// Parameters whose names are all in `known`.
pub(super) fn parameters(
    pairs: Pairs,
    known: &'static [&'static str],
) -> Result<Parameters, ApiFailure> {
    let UrlQuery(pairs) = pairs.map_err(|rejection| ApiFailure::BadQuery(rejection.body_text()))?;
    Parameters::known(pairs, known)
}

fn record_id(text: &str) -> Result<RecordId, ApiFailure> {
    text.parse().map_err(|_| ApiFailure::NoRecordId(quoted(text)))
}
