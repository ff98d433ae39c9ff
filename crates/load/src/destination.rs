//! Where requests go: the address that is connected to, and what a request says of it.

mod choice;

use std::{fmt, io, net::SocketAddr, path::PathBuf, sync::Arc};

use livehook_simulator::delivery::{Target, tls_config};
use rustls::{ClientConfig, pki_types::ServerName};

/// What we call ourselves. What Tencent calls itself is not documented, and nothing may depend on it.
const USER_AGENT: &str = concat!("livehook-load/", env!("CARGO_PKG_VERSION"));

/// An address that can be connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// By TCP.
    Tcp(SocketAddr),
    /// A socket in the file system.
    Unix(PathBuf),
}

/// A receiver's callback URL, its name resolved.
#[derive(Debug, Clone)]
pub struct Destination {
    address: Address,
    host: String,
    path: String,
    url: String,
    tls: Option<Tls>,
}

/// How what is sent is encrypted.
#[derive(Debug, Clone)]
pub(crate) struct Tls {
    pub(crate) config: Arc<ClientConfig>,
    pub(crate) name: ServerName<'static>,
}

/// Why an address cannot be sent to.
#[derive(Debug, thiserror::Error)]
pub enum DestinationError {
    /// The name leads nowhere.
    #[error("the host {host} leads nowhere")]
    Resolve {
        /// Which.
        host: String,
        /// What the system says.
        source: io::Error,
    },
    /// No encrypted connection can be had.
    #[error("cannot set up TLS for {host}; are the system's CA certificates installed?")]
    Tls {
        /// To which host.
        host: String,
        /// What is wrong.
        source: rustls::Error,
    },
    /// No path, or no URL's path.
    #[error("{0:?} names no socket; write it as unix:/run/receiver.sock:/callbacks/css")]
    Unix(String),
}

impl DestinationError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Resolve { .. } => "destination_resolve",
            Self::Tls { .. } => "destination_tls",
            Self::Unix(_) => "destination_unix",
        }
    }
}

impl Destination {
    /// Resolves a target's name, once for the whole run. Of several addresses the first is taken that accepts a connection, a second
    /// for each; `localhost` is two on most machines.
    ///
    /// # Errors
    ///
    /// [`DestinationError::Resolve`], [`DestinationError::Tls`].
    pub fn resolve(target: &Target) -> Result<Self, DestinationError> {
        if !target.is_https() {
            return Self::plain(target);
        }
        let host = target.url().host_str().unwrap_or_default().to_owned();
        match tls_config(target) {
            Ok(config) => Self::encrypted(target, Arc::new(config)),
            Err(source) => Err(DestinationError::Tls { host, source }),
        }
    }

    /// As [`Self::resolve`] for an https target, with certificates that are believed for a reason of one's own.
    ///
    /// # Errors
    ///
    /// [`DestinationError::Resolve`], [`DestinationError::Tls`] where the host's name cannot stand in a certificate.
    pub fn encrypted(target: &Target, config: Arc<ClientConfig>) -> Result<Self, DestinationError> {
        let host = target.url().host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host.clone()).map_err(|_| {
            let source = rustls::Error::General("no name that a certificate could have".to_owned());
            DestinationError::Tls { host, source }
        })?;
        Ok(Self { tls: Some(Tls { config, name }), ..Self::plain(target)? })
    }

    fn plain(target: &Target) -> Result<Self, DestinationError> {
        let url = target.url();
        let name = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or(80);
        let address = match choice::address_of(name.trim_matches(['[', ']']), port) {
            Ok(address) => Address::Tcp(address),
            Err(source) => return Err(DestinationError::Resolve { host: name, source }),
        };
        let host = url.port().map_or_else(|| name.clone(), |port| format!("{name}:{port}"));
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let path = format!("{}{query}", url.path());
        Ok(Self { address, host, path, url: target.shown(), tls: None })
    }

    /// Reads `unix:/run/receiver.sock:/callbacks/css`. Nobody but this machine can be meant by it.
    ///
    /// # Errors
    ///
    /// [`DestinationError::Unix`].
    pub fn unix(text: &str) -> Result<Self, DestinationError> {
        let parts = || {
            let (socket, path) = text.strip_prefix("unix:")?.rsplit_once(':')?;
            let is_plain = |byte: u8| byte.is_ascii_graphic();
            (!socket.is_empty() && path.starts_with('/') && path.bytes().all(is_plain))
                .then(|| (PathBuf::from(socket), path.to_owned()))
        };
        let (socket, path) = parts().ok_or_else(|| DestinationError::Unix(text.to_owned()))?;
        let address = Address::Unix(socket);
        let (host, url) = ("localhost".to_owned(), text.to_owned());
        Ok(Self { address, host, path, url, tls: None })
    }

    /// What is connected to.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// How what is sent is encrypted, if it is.
    pub(crate) const fn tls(&self) -> Option<&Tls> {
        self.tls.as_ref()
    }

    /// The request's lines up to the content type.
    pub fn head(&self) -> String {
        let Self { path, host, .. } = self;
        format!("POST {path} HTTP/1.1\r\nhost: {host}\r\nuser-agent: {USER_AGENT}\r\n")
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

#[cfg(test)]
mod tests {
    use livehook_simulator::delivery::MayTest;

    use super::*;

    #[test]
    fn a_request_names_host_path_and_query() {
        let target = Target::parse("http://127.0.0.1:8080/a/b?c=d", &MayTest::default()).unwrap();
        let destination = Destination::resolve(&target).unwrap();
        let head = destination.head();
        assert!(head.starts_with("POST /a/b?c=d HTTP/1.1\r\nhost: 127.0.0.1:8080\r\n"), "{head}");
    }

    #[test]
    fn a_socket_in_the_file_system_has_a_path_of_its_own() {
        let destination = Destination::unix("unix:/tmp/a.sock:/callbacks/css").unwrap();
        assert_eq!(destination.address(), &Address::Unix("/tmp/a.sock".into()));
        assert!(
            destination.head().starts_with("POST /callbacks/css HTTP/1.1\r\nhost: localhost\r\n")
        );
        for wrong in ["unix:/tmp/a.sock", "unix::/x", "/tmp/a.sock:/x", "unix:/a:/b c"] {
            assert!(Destination::unix(wrong).is_err(), "{wrong}");
        }
    }
}
