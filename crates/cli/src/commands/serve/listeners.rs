//! The listening sockets. All are bound before anything is said to be ready.

use std::{io::ErrorKind, net::SocketAddr};

use tokio::net::TcpListener;

use super::settings::ServeSettings;
use crate::{
    exit::Failure,
    output,
    settings::{Layered, Origin},
};

/// A listening socket per service.
pub(super) struct Listeners {
    pub(super) callbacks: TcpListener,
    pub(super) api: TcpListener,
    pub(super) health: Option<TcpListener>,
}

impl Listeners {
    pub(super) async fn bind(settings: &ServeSettings) -> Result<Self, Failure> {
        let health = match settings.health_listen {
            Some(address) => Some(bind(address, "--health-listen").await?),
            None => None,
        };
        Ok(Self {
            callbacks: bind(settings.listen, "--listen").await?,
            api: bind_api(&settings.api_listen).await?,
            health,
        })
    }
}

async fn bind(address: SocketAddr, flag: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| failure(address, flag, &error))
}

/// Nobody has to have asked for the API. Where its usual port is taken, most likely by another `serve`, any other does.
async fn bind_api(address: &Layered<SocketAddr>) -> Result<TcpListener, Failure> {
    let usual = address.value;
    match TcpListener::bind(usual).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse && address.origin == Origin::Default => {
            output::note(&format!(
                "note: {usual} is taken, so the API gets another port; --api-listen chooses one"
            ));
            bind(SocketAddr::new(usual.ip(), 0), "--api-listen").await
        }
        bound => bound.map_err(|error| failure(usual, "--api-listen", &error)),
    }
}

fn failure(address: SocketAddr, flag: &str, error: &std::io::Error) -> Failure {
    Failure::environment(format_args!("cannot listen on {address}: {error}"))
        .hint(format_args!("choose another address with {flag}; port 0 takes any free one"))
}
