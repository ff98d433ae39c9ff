//! The callback service as a router: one route a source, everything else 404, and the one place that tells what happened.

use std::sync::Arc;

use axum::{Router, middleware, routing::any};

use crate::{
    ReceiverState,
    callback::{self, Route},
    observe,
};

/// The whole callback service, without a socket. Tests may call it directly; [`serve`](crate::serve()) adds what only sockets have:
/// connection caps and time-outs for headers.
pub fn app(state: &ReceiverState) -> Router {
    let shared = state.shared();
    let mut router = Router::new();
    for (path, source) in shared.config.routes() {
        let route = Route { shared: Arc::clone(shared), source: Arc::clone(source) };
        router = router.route(path.as_str(), any(callback::receive).with_state(route));
    }
    router
        .fallback(callback::elsewhere)
        .with_state(Arc::clone(shared))
        .layer(middleware::from_fn_with_state(Arc::clone(shared), observe::observe))
}
