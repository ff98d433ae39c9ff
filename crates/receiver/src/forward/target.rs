//! Where events are handed on to. Its query may hold a token, so it is never shown.

use std::{fmt, net::SocketAddr, str::FromStr};

use reqwest::Url;
use url::Host;

/// An address that takes events, by http or https.
///
/// Displayed and debugged without its query.
///
/// ```
/// use livehook_receiver::ForwardTarget;
///
/// let target: ForwardTarget = "http://127.0.0.1:3000/livehook?token=abc".parse()?;
/// assert_eq!(target.to_string(), "http://127.0.0.1:3000/livehook?…");
/// assert!(target.is_loopback());
/// # Ok::<(), livehook_receiver::ForwardTargetError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ForwardTarget(Url);

/// Why a text is no address to hand events on to. The text is not repeated: it may hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForwardTargetError {
    /// No URL.
    #[error("this is no URL ({reason}); write it as http://127.0.0.1:3000/livehook")]
    NotAUrl {
        /// What is wrong with it.
        reason: String,
    },
    /// Neither http nor https.
    #[error("events are handed on by http or https; write it as http://127.0.0.1:3000/livehook")]
    Scheme,
    /// A user name or password in the URL.
    #[error(
        "there is a user name or password in the URL, which would stand in logs and process lists; leave it out"
    )]
    Credentials,
}

impl ForwardTargetError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAUrl { .. } => "forward_not_a_url",
            Self::Scheme => "forward_scheme",
            Self::Credentials => "forward_credentials",
        }
    }
}

impl FromStr for ForwardTarget {
    type Err = ForwardTargetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut url = Url::parse(text)
            .map_err(|error| ForwardTargetError::NotAUrl { reason: error.to_string() })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(ForwardTargetError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ForwardTargetError::Credentials);
        }
        // It is never sent, and must not be shown.
        url.set_fragment(None);
        Ok(Self(url))
    }
}

impl ForwardTarget {
    pub(super) const fn url(&self) -> &Url {
        &self.0
    }

    /// The host alone.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether the way there is encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it is on this machine. Names are not resolved: `localhost` is believed, every other name may be anywhere.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => {
                name.trim_end_matches('.').eq_ignore_ascii_case("localhost")
            }
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => {
                address.is_loopback() || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
            }
            None => false,
        }
    }

    /// Whether it leads to a listener of this machine's at `address`, as far as that can be seen.
    #[must_use]
    pub fn leads_to(&self, address: SocketAddr) -> bool {
        let same_host = match self.0.host() {
            Some(Host::Ipv4(own)) => address.ip() == own,
            Some(Host::Ipv6(own)) => address.ip() == own,
            Some(Host::Domain(_)) | None => false,
        };
        let here =
            self.is_loopback() && (address.ip().is_loopback() || address.ip().is_unspecified());
        self.0.port_or_known_default() == Some(address.port()) && (same_host || here)
    }
}

impl fmt::Display for ForwardTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        shown.set_query(None);
        shown.fmt(f)?;
        if self.0.query().is_some() { f.write_str("?…") } else { Ok(()) }
    }
}

impl fmt::Debug for ForwardTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ForwardTarget({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str, loopback: bool) {
        let target: ForwardTarget = text.parse().unwrap();
        assert_eq!((target.to_string().as_str(), target.is_loopback()), (shown, loopback));
        assert!(!format!("{target:?}").contains("secret"));
    }

    #[test]
    fn neither_query_nor_fragment_is_shown() {
        check("http://127.0.0.1:3000/in?k=secret#secret", "http://127.0.0.1:3000/in?…", true);
        check("http://localhost:3000", "http://localhost:3000/", true);
        check("http://[::1]:3000/a", "http://[::1]:3000/a", true);
        check("https://hooks.example.test/a", "https://hooks.example.test/a", false);
        check("http://localhost.example.test/", "http://localhost.example.test/", false);
        check("http://10.0.0.1/", "http://10.0.0.1/", false);
    }

    #[test]
    fn what_is_no_address_is_said_without_repeating_it() {
        for (text, code) in [
            ("secret", "forward_not_a_url"),
            ("127.0.0.1:3000/secret", "forward_not_a_url"),
            ("localhost:3000/secret", "forward_scheme"),
            ("ftp://127.0.0.1/secret", "forward_scheme"),
            ("http://user:secret@127.0.0.1/", "forward_credentials"),
        ] {
            let error = text.parse::<ForwardTarget>().unwrap_err();
            assert_eq!(error.code(), code, "{text}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_listener_of_our_own_is_recognised() {
        let leads = |url: &str, to: &str| {
            url.parse::<ForwardTarget>().unwrap().leads_to(to.parse().unwrap())
        };
        assert!(leads("http://localhost:8349/callbacks/css", "127.0.0.1:8349"));
        assert!(leads("http://127.0.0.1:8349/", "0.0.0.0:8349"));
        assert!(leads("http://10.0.0.1/", "10.0.0.1:80"));
        assert!(!leads("http://127.0.0.1:3000/", "127.0.0.1:8349"));
        assert!(!leads("http://10.0.0.2:8349/", "127.0.0.1:8349"));
    }
}
