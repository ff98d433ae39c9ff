//! What is told about requests: log lines and metrics, both from the [`Outcome`] that rides in an answer's extensions.
//!
//! No key, signature, body or `stream_param` ever gets here; the types hold none.

mod bursts;
mod clock_hint;
mod clock_suspicion;
mod delivery_id;
mod handing;
mod metrics;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::Uri,
    middleware::Next,
    response::Response,
};
use livehook_core::{Credential, LetterCase};
use livehook_inbox::UnixMillis;
use tokio::time::Instant;

use crate::{
    answer::{AnswerCode, Declined},
    outcome::{Fate, Outcome, Suspect},
    peer::Peer,
    quote::quoted,
    serve::Unreadable,
    state::Shared,
};
use bursts::{Burst, Bursts, Telling};
use delivery_id::{DeliveryId, DeliveryIds};

pub(crate) use bursts::BURST_SUMMARY_EVERY;
pub(crate) use clock_hint::ClockHint;
pub(crate) use clock_suspicion::ClockSuspicion;
use clock_suspicion::{Suspicion, Timing};
pub(crate) use handing::Handing;
pub(crate) use metrics::Metrics;

/// Counts and tells.
#[derive(Debug)]
pub(crate) struct Observer {
    ids: DeliveryIds,
    bursts: Bursts,
    upper_case: Burst,
    unreadable: [Burst; Unreadable::ALL.len()],
    metrics: Metrics,
    clock_hint: ClockHint,
    clock_suspicion: ClockSuspicion,
    handing: Handing,
}

impl Observer {
    pub(crate) fn new(started: UnixMillis) -> Self {
        Self {
            ids: DeliveryIds::starting(started),
            bursts: Bursts::new(),
            upper_case: Burst::new(),
            unreadable: [const { Burst::new() }; Unreadable::ALL.len()],
            metrics: Metrics::new(),
            clock_hint: ClockHint::new(),
            clock_suspicion: ClockSuspicion::new(),
            handing: Handing::default(),
        }
    }

    pub(crate) const fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    pub(crate) const fn clock_hint(&self) -> &ClockHint {
        &self.clock_hint
    }

    pub(crate) const fn clock_suspicion(&self) -> &ClockSuspicion {
        &self.clock_suspicion
    }

    /// Tells of a clock of ours that looks wrong by the genuine callbacks that came.
    fn suspect_clock(&self, outcome: &Outcome, now: UnixMillis) {
        let Some(credential) = &outcome.credential else { return };
        let timing = match &outcome.fate {
            Fate::Kept { .. } => Timing::InTime,
            Fate::Declined { why: Declined::Expired { .. }, .. } => Timing::Late,
            Fate::Declined { why: Declined::FarFuture { .. }, .. } => Timing::Early,
            Fate::Declined { .. } | Fate::Mocked { .. } => return,
        };
        match self.clock_suspicion.note(timing, credential.t, now.seconds()) {
            Suspicion::None => {}
            Suspicion::Ahead(seconds) => tracing::warn!(
                our_clock_ahead_seconds = seconds,
                "nearly all genuine callbacks are out of their time in the same direction: this machine's clock is wrong, or old callbacks are sent again; compare the clock with the right time",
            ),
        }
    }

    pub(crate) const fn handing(&self) -> &Handing {
        &self.handing
    }

    /// Tells of a connection over the cap; it has no request yet, and so no outcome.
    pub(crate) fn turned_away(&self, peer: SocketAddr, now: UnixMillis) {
        self.metrics.turned_away();
        if let Telling::Line { untold_before } = self.bursts.note(AnswerCode::Overloaded, now) {
            self.metrics.burst();
            tracing::warn!(
                code = AnswerCode::Overloaded.as_str(),
                %peer,
                untold_before,
                "a connection over the cap was turned away",
            );
        }
    }

    /// Tells of a connection that brought no HTTP/1.1; it has no request that could have an outcome.
    pub(crate) fn unreadable(&self, peer: SocketAddr, what: Unreadable, now: UnixMillis) {
        self.metrics.unreadable(what);
        if let Telling::Line { untold_before } = self.unreadable[what as usize].note(now) {
            let (what, advice) = (what.as_str(), what.advice());
            tracing::warn!(what, %peer, untold_before, "{advice}");
        }
    }

    /// Tells of an accepted `sign` in upper case: Tencent writes lower case, so it is somebody's own signer.
    fn upper_case(&self, delivery: DeliveryId, source: &str, now: UnixMillis) {
        self.metrics.upper_case();
        if let Telling::Line { untold_before } = self.upper_case.note(now) {
            tracing::info!(
                %delivery,
                source,
                sign_case = "upper",
                untold_before,
                "sign is in upper case, which is accepted; Tencent writes lower case",
            );
        }
    }

    /// Tells how many were refused since the last word about them, one line a code, where it is time for it.
    pub(crate) fn summarize_bursts(&self, now: UnixMillis) {
        self.bursts.due(now).for_each(summarize);
    }

    /// As [`Self::summarize_bursts`], but now, since there is no later.
    pub(crate) fn end_bursts(&self) {
        self.bursts.rest().for_each(summarize);
    }
}

fn summarize((code, untold): (AnswerCode, u64)) {
    tracing::warn!(code = code.as_str(), count = untold, "more were refused alike");
}

/// The one place where requests on callback listeners are logged and counted.
pub(crate) async fn observe(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let id = shared.observer.ids.next();
    let peer = request.extensions().get::<Peer>().copied();
    // Both are counted references, not copies.
    let target = request.uri().clone();
    let response = next.run(request).await;
    if let Some(outcome) = response.extensions().get::<Arc<Outcome>>() {
        let latency_us = whole_micros(begun.elapsed());
        let status = response.status().as_u16();
        Observation { id, outcome, status, latency_us, peer, target }.tell(&shared);
    }
    response
}

/// A span as a log's number: 128 bits would become a text in JSON.
fn whole_micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

/// One request, ready to be told.
struct Observation<'a> {
    id: DeliveryId,
    outcome: &'a Outcome,
    status: u16,
    latency_us: u64,
    peer: Option<Peer>,
    /// What was asked for.
    target: Uri,
}

impl Observation<'_> {
    fn tell(&self, shared: &Shared) {
        let observer = &shared.observer;
        observer.metrics.count(self.outcome);
        observer.suspect_clock(self.outcome, shared.clock.now());
        match &self.outcome.fate {
            Fate::Kept { how, record, took } => {
                tracing::debug!(
                    delivery = %self.id,
                    source = self.outcome.source_name(),
                    key_id = self.key_id(),
                    record = record.number(),
                    kept = how.as_str(),
                    status = self.status,
                    bytes = self.outcome.body_bytes,
                    append_us = whole_micros(*took),
                    latency_us = self.latency_us,
                    "accepted",
                );
                if self.credential().is_some_and(|known| known.sign_case == LetterCase::Upper) {
                    observer.upper_case(self.id, self.outcome.source_name(), shared.clock.now());
                }
            }
            Fate::Mocked { .. } => tracing::info!(
                delivery = %self.id,
                source = self.outcome.source_name(),
                status = self.status,
                bytes = self.outcome.body_bytes,
                latency_us = self.latency_us,
                "answered as mocked; nothing was stored",
            ),
            Fate::Declined { why, suspect } => {
                if let Telling::Line { untold_before } =
                    observer.bursts.note(why.code(), shared.clock.now())
                {
                    observer.metrics.burst();
                    self.tell_declined(why, *suspect, untold_before);
                }
            }
        }
    }

    fn tell_declined(&self, why: &Declined, suspect: Suspect, untold_before: u64) {
        let code: AnswerCode = why.code();
        // The others name their source, which has one path. Without its query: there may be secrets in it.
        let path = (code == AnswerCode::NotFound).then(|| quoted(self.target.path()));
        let cause = std::error::Error::source(why).map(tracing::field::display);
        tracing::warn!(
            delivery = %self.id,
            peer = self.peer.map(|peer| tracing::field::display(peer.0)),
            path,
            source = self.outcome.source_name(),
            key_id = self.key_id(),
            record = suspect.record().map(|record| record.number()),
            quarantine = suspect.as_str(),
            quarantine_fault = suspect.fault(),
            code = code.as_str(),
            status = self.status,
            bytes = self.outcome.body_bytes,
            latency_us = self.latency_us,
            untold_before,
            cause,
            "refused: {why}",
        );
    }

    fn key_id(&self) -> Option<&str> {
        self.credential().map(|credential| credential.key_id.as_str())
    }

    const fn credential(&self) -> Option<&Credential> {
        self.outcome.credential.as_ref()
    }
}
