//! By which names the API may be called. A page that a browser was lured to can send requests here under its own name (DNS
//! rebinding); it cannot send them under one of these.

use std::{net::IpAddr, str::FromStr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{header, uri::Authority},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::ApiFailure;
use crate::quote::quoted;

/// How many names may be configured.
const MAX_HOSTS: usize = 64;

/// The longest name, as DNS has it.
const MAX_HOST_BYTES: usize = 253;

/// The names of this machine's loopback, and those that were configured.
#[derive(Debug, Clone, Default)]
pub struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    /// `localhost`, `127.0.0.0/8` and `[::1]`, and no others.
    #[must_use]
    pub const fn loopback() -> Self {
        Self(Vec::new())
    }

    /// Those of [`Self::loopback`] and `names`: host names or addresses, without port. Letter case does not matter.
    ///
    /// # Errors
    /// [`HostNameError`] for a text that is no host, or over 64 of them.
    pub fn and<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, HostNameError> {
        let names = names.into_iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        if names.len() > MAX_HOSTS {
            return Err(HostNameError::TooMany { count: names.len() });
        }
        Ok(Self(names))
    }

    /// Whether a host, as it stands in a URL without its port, may be used.
    fn allows(&self, host: &str) -> bool {
        let address = host.trim_start_matches('[').trim_end_matches(']');
        let loopback = host.eq_ignore_ascii_case("localhost")
            || IpAddr::from_str(address).is_ok_and(|address| address.is_loopback());
        loopback || self.0.iter().any(|name| name.eq_ignore_ascii_case(host))
    }
}

fn parse(name: &str) -> Result<String, HostNameError> {
    // An IPv6 address stands in brackets in a Host header, whether or not it was typed so.
    if let Ok(IpAddr::V6(address)) = name.trim_matches(['[', ']']).parse() {
        return Ok(format!("[{address}]"));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if !(1..=MAX_HOST_BYTES).contains(&name.len()) || !name.chars().all(plain) {
        return Err(HostNameError::NotAHost { name: quoted(name) });
    }
    Ok(name.to_owned())
}

/// Lets a request pass when it was sent to a name that is allowed.
pub(super) async fn check(
    State(hosts): State<Arc<AllowedHosts>>,
    request: Request,
    next: Next,
) -> Response {
    let allowed = called(&request).is_some_and(|authority| hosts.allows(authority.host()));
    if allowed { next.run(request).await } else { ApiFailure::UnknownHost.into_response() }
}

/// By which name the request was sent here: the target's own, else the one `Host` header.
fn called(request: &Request) -> Option<Authority> {
    if let Some(authority) = request.uri().authority() {
        return Some(authority.clone());
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next()?;
    // Two of them are two opinions; whoever sends that is up to something.
    if hosts.next().is_some() {
        return None;
    }
    // A Host header has no user part; what follows one would be the name that counts.
    Authority::try_from(host.as_bytes()).ok().filter(|host| !host.as_str().contains('@'))
}

/// Why a text cannot be an allowed host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostNameError {
    /// It has a scheme, port, path or blanks, or nothing at all.
    #[error("`{name}` is no host; write a name or an address without scheme and port")]
    NotAHost {
        /// What was given.
        name: String,
    },
    /// Over 64 names.
    #[error("at most {MAX_HOSTS} hosts are allowed, got {count}")]
    TooMany {
        /// How many were given.
        count: usize,
    },
}
