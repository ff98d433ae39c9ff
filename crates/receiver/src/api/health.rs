//! Whether the receiver lives, whether it can take callbacks, and its metrics. Shows no payload.

mod commits;

use std::time::Duration;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use livehook_inbox::{Health, WriterState};
use prometheus_client::{
    encoding::text,
    metrics::{counter::ConstCounter, gauge::ConstGauge},
    registry::Registry,
};
use serde_json::json;
use tokio::time::timeout;

use super::{Api, ApiFailure};
use crate::state::Shared;
use commits::CommitSeconds;

/// How long the inbox may take to say that it can write.
const PROBE_TIME: Duration = Duration::from_secs(2);

/// The media type of the metrics' text.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Only a restart brings a writer back that has ended; a kubelet does that when this fails.
async fn alive(State(api): State<Api>) -> Result<Response, ApiFailure> {
    match api.shared.inbox.health().writer {
        WriterState::Running => Ok(Json(json!({ "alive": true })).into_response()),
        WriterState::Ended => Err(ApiFailure::WriterEnded),
    }
}

async fn ready(State(api): State<Api>) -> Result<Response, ApiFailure> {
    if api.shared.is_draining() {
        return Err(ApiFailure::Draining);
    }
    // It writes as a callback does, so it needs room as one does. A receiver that a load balancer has taken out for a failed
    // commit gets no callback any more with which to show that it is well again; by this it shows it.
    let probe = api.shared.inbox.probe();
    timeout(PROBE_TIME, probe).await.map_err(|_| ApiFailure::InboxSilent)??;
    Ok((StatusCode::OK, Json(json!({ "ready": true }))).into_response())
}

async fn metrics(State(api): State<Api>) -> Result<Response, ApiFailure> {
    let oldest = api.shared.readers.read(livehook_inbox::Reader::oldest_unhandled).await?;
    let now = api.shared.clock.now();
    let age_seconds = oldest.map(|(_, at)| now.0.saturating_sub(at.0).max(0) / 1_000);
    let mut registry = Registry::with_prefix("livehook");
    api.shared.observer.metrics().register(&mut registry);
    register_inbox(&mut registry, &api.shared.inbox.health());
    register_handing(&mut registry, &api.shared).await?;
    let mut gauge = |name: &str, help: &str, value: i64| {
        registry.register(name, help, ConstGauge::new(value));
    };
    gauge(
        "bodies_in_flight_bytes",
        "Bytes of request bodies held now, beyond the first 64 KiB of each",
        whole(api.shared.budget.used()),
    );
    gauge(
        "oldest_unhandled_seconds",
        "Age of the oldest event that nobody has handled; 0 when there is none",
        age_seconds.unwrap_or_default(),
    );
    if let Some(seconds) = api.shared.observer.clock_hint().seconds() {
        gauge(
            "clock_hint_seconds",
            "Median of how far the sender's clock is ahead of ours, by the latest callbacks that were accepted (t - 600 - now)",
            seconds,
        );
    }
    gauge(
        "clock_suspect_seconds",
        "How far our clock looks ahead (behind: negative) while nearly all genuine callbacks are out of their time; else 0",
        api.shared.observer.clock_suspicion().seconds(),
    );
    let mut page = String::new();
    text::encode(&mut page, &registry).expect("writing to a string cannot fail");
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(OPEN_METRICS))], page).into_response())
}

/// Only where events are handed on: elsewhere all of them would wait for ever.
async fn register_handing(registry: &mut Registry, shared: &Shared) -> Result<(), ApiFailure> {
    let handing = shared.observer.handing();
    if !handing.has_begun() {
        return Ok(());
    }
    handing.register(registry);
    let waiting = shared.readers.read(livehook_inbox::Reader::unhandled).await?;
    registry.register(
        "forward_waiting",
        "Events in the inbox that are not handed on yet",
        ConstGauge::new(whole(waiting)),
    );
    Ok(())
}

fn register_inbox(registry: &mut Registry, health: &Health) {
    registry.register(
        "commit_seconds",
        "The inbox's transactions, from their beginning to the disk's word; failed ones are left out",
        CommitSeconds(health.commits),
    );
    registry.register(
        "committed_rows",
        "Rows that the inbox has committed",
        ConstCounter::new(health.committed_rows),
    );
    let mut gauge = |name: &str, help: &str, value: i64| {
        registry.register(name, help, ConstGauge::new(value));
    };
    gauge("queue_rows", "Rows that wait for the inbox's writer", whole(health.queued_rows));
    gauge("queue_bytes", "Bytes that wait for the inbox's writer", whole(health.queued_bytes));
    gauge("log_bytes", "About how long the log beside the inbox is", whole(health.log_bytes));
    gauge("quarantine_records", "Records in quarantine", whole(health.quarantine_records));
    gauge("quarantine_bytes", "Bytes of bodies in quarantine", whole(health.quarantine_bytes));
}

fn whole(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
