//! Who is at the other end of a connection, told with each of its requests. Behind a proxy that is the proxy.

use std::net::SocketAddr;

use axum::{Router, body::Body, response::Response};
use hyper::{Request, body::Incoming, service::Service};
use hyper_util::service::TowerToHyperService;

/// Rides in a request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// A router whose requests know their peer.
#[derive(Debug, Clone)]
pub(crate) struct WithPeer {
    router: TowerToHyperService<Router>,
    peer: Peer,
}

impl WithPeer {
    pub(crate) fn new(router: Router, peer: Peer) -> Self {
        Self { router: TowerToHyperService::new(router), peer }
    }
}

impl Service<Request<Incoming>> for WithPeer {
    type Response = Response<Body>;
    type Error = std::convert::Infallible;
    type Future = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(self.peer);
        self.router.call(request)
    }
}
