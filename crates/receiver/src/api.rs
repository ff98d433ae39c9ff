//! The second listener: what is in the inbox, as JSON, read-only; and whether the receiver is well.
//!
//! For programs and people on this machine. It shows payloads, so it listens on loopback by default, answers only to names
//! of this machine or configured ones (a page in a browser could otherwise reach it by DNS rebinding), and sends no CORS
//! headers. [`health()`] stands apart: it shows no payload, and a kubelet reaches it by an address nobody can foretell.
//!
//! | path | answers |
//! | --- | --- |
//! | `/api/events` | `{"events":[…],"next":ID or null}`; `state source type stream mark from until text after limit order` |
//! | `/api/events/ID` | one record |
//! | `/api/events/ID/raw` | its body, byte for byte |
//! | `/api/latest` | the newest event; `state source type stream mark` |
//! | `/api/wait` | the next event: 200 with it, 204 when none came in time; `source type stream after timeout`; `after=0`: from the first on |
//! | `/api/counters` | records by state, answers by code |
//! | `/healthz` `/readyz` `/metrics` | see [`health()`] |

mod events;
mod failure;
mod health;
mod hosts;
mod parameters;
mod wait;

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use tokio::{net::TcpListener, sync::Semaphore};

use crate::{Connections, Limits, ReceiverState, ServeError, serve::serve_beside, state::Shared};
use failure::ApiFailure;
pub use hosts::{AllowedHosts, HostNameError};
pub use wait::{DEFAULT_WAIT, MAX_WAIT, MAX_WAITING};

/// How many records a list holds by default, and at most.
pub const DEFAULT_LIST: u64 = 100;
/// See [`DEFAULT_LIST`].
pub const MAX_LIST: u64 = 1_000;

/// What API requests share.
#[derive(Clone)]
struct Api {
    shared: Arc<Shared>,
    waiting: Arc<Semaphore>,
}

impl Api {
    fn of(state: &ReceiverState) -> Self {
        let shared = Arc::clone(state.shared());
        Self { shared, waiting: Arc::new(Semaphore::new(MAX_WAITING)) }
    }
}

/// The read-only API, with [`health()`] in it. Without a socket, for tests; [`serve_api`] has one.
pub fn api(state: &ReceiverState, hosts: AllowedHosts) -> Router {
    let api = Api::of(state);
    Router::new()
        .route("/api/events", get(events::list))
        .route("/api/events/{id}", get(events::one))
        .route("/api/events/{id}/raw", get(events::raw))
        .route("/api/latest", get(events::latest))
        .route("/api/counters", get(events::counters))
        .route("/api/wait", get(wait::wait))
        .merge(health::routes())
        .method_not_allowed_fallback(|| async { ApiFailure::MethodNotAllowed })
        .fallback(|| async { ApiFailure::NotFound })
        .with_state(api)
        .layer(middleware::from_fn(harden))
        .layer(middleware::from_fn_with_state(Arc::new(hosts), hosts::check))
}

/// `/healthz`, `/readyz` and `/metrics` alone, for a listener that others than this machine reach.
///
/// - `/healthz`: 200 for as long as the process is worth keeping; 503 once the inbox's writer has ended, which only a restart mends.
/// - `/readyz`: 200 when the inbox can commit and new callbacks are taken, else 503 with the reason.
/// - `/metrics`: OpenMetrics text.
pub fn health(state: &ReceiverState) -> Router {
    health::routes()
        .method_not_allowed_fallback(|| async { ApiFailure::MethodNotAllowed })
        .fallback(|| async { ApiFailure::NotFound })
        .with_state(Api::of(state))
        .layer(middleware::from_fn(harden))
}

/// Serves [`api()`] until `shutdown`, then drains like [`serve`](crate::serve()).
///
/// # Errors
/// As [`serve`](crate::serve()).
pub async fn serve_api(
    listener: TcpListener,
    state: ReceiverState,
    hosts: AllowedHosts,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Connections, ServeError> {
    serve_beside(listener, api(&state, hosts), &state, limits, shutdown).await
}

/// Serves [`health()`] until `shutdown`, then drains like [`serve`](crate::serve()).
///
/// # Errors
/// As [`serve`](crate::serve()).
pub async fn serve_health(
    listener: TcpListener,
    state: ReceiverState,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Connections, ServeError> {
    serve_beside(listener, health(&state), &state, limits, shutdown).await
}

/// Keeps browsers from guessing types and anybody from storing what may be private.
async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
