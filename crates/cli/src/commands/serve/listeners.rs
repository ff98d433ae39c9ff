//! The listening sockets. All are bound before anything is said to be ready.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
};

use tokio::net::{TcpListener, TcpSocket};

use super::settings::ServeSettings;
use crate::{
    exit::Failure,
    output,
    settings::{Layered, Origin},
};

/// How many connections may wait to be accepted; the system may allow fewer (`net.core.somaxconn`). Beyond it a sender's attempt
/// is dropped without a word, and made again only a second later.
const BACKLOG: u32 = 4_096;

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
    listen(address).map_err(|error| failure(address, flag, &error))
}

/// Nobody has to have asked for the API. Where its usual port is taken, most likely by another `serve`, any other does.
async fn bind_api(address: &Layered<SocketAddr>) -> Result<TcpListener, Failure> {
    let usual = address.value;
    match listen(usual) {
        Err(error) if error.kind() == ErrorKind::AddrInUse && address.origin == Origin::Default => {
            output::note(&format!(
                "note: {usual} is taken, so the API gets another port; --api-listen chooses one"
            ));
            bind(SocketAddr::new(usual.ip(), 0), "--api-listen").await
        }
        bound => bound.map_err(|error| failure(usual, "--api-listen", &error)),
    }
}

/// As [`TcpListener::bind`], with room for more.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Who starts again need not wait for what is left of old connections. Windows means something else by it.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

fn failure(address: SocketAddr, flag: &str, error: &std::io::Error) -> Failure {
    Failure::environment(format_args!("cannot listen on {address}: {error}"))
        .hint(format_args!("choose another address with {flag}; port 0 takes any free one"))
}

#[cfg(test)]
mod tests {
    use std::{fs, net::TcpStream, time::Duration};

    use super::*;

    #[tokio::test]
    async fn many_connections_wait_to_be_accepted() {
        let most = fs::read_to_string("/proc/sys/net/core/somaxconn").ok();
        let most: usize = most.and_then(|most| most.trim().parse().ok()).unwrap_or(128);
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let wanted = most.min(400);
        let connect = |_| TcpStream::connect_timeout(&address, Duration::from_millis(500)).ok();
        let open: Vec<_> = (0..wanted).map_while(connect).collect();
        assert_eq!(open.len(), wanted);
    }
}
