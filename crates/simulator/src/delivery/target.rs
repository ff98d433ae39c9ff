//! Where callbacks may be sent: to this machine, and elsewhere only by name.
//!
//! Forged and broken requests by the thousand are an attack on anybody who did not ask for them.
//! Names are not resolved here: `localhost` is believed, every other name has to be given.

use std::{fmt, net::Ipv6Addr};

use url::{Host, Url};

/// An address that may be tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(Url);

/// Hosts that whoever runs the test is responsible for, as given by `--i-may-test HOST`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MayTest(Vec<String>);

impl MayTest {
    /// Takes host names or addresses, without a port.
    pub fn hosts(hosts: impl IntoIterator<Item = String>) -> Self {
        Self(hosts.into_iter().collect())
    }

    fn names(&self, host: &str) -> bool {
        let plain = |host: &str| host.trim_matches(['[', ']']).trim_end_matches('.').to_lowercase();
        self.0.iter().any(|named| plain(named) == plain(host))
    }
}

/// Why an address is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// No URL.
    #[error("the target is no URL ({reason}); write it as http://127.0.0.1:8080/callbacks/css")]
    NotAUrl {
        /// What is wrong with it.
        reason: String,
    },
    /// Neither http nor https.
    #[error(
        "callbacks travel by http or https, not by {scheme:?}; write the target as http://127.0.0.1:8080/callbacks/css"
    )]
    Scheme {
        /// What stands before the colon.
        scheme: String,
    },
    /// A user name or password in the URL.
    #[error(
        "the target has a user name or password in it, which would stand in logs and process lists; leave it out"
    )]
    Credentials,
    /// Another machine, which was not named.
    #[error(
        "{host} is not this machine; only test receivers that are yours, and say so with --i-may-test {host}"
    )]
    NotLoopback {
        /// Which host.
        host: String,
    },
}

impl TargetError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAUrl { .. } => "target_not_a_url",
            Self::Scheme { .. } => "target_scheme",
            Self::Credentials => "target_credentials",
            Self::NotLoopback { .. } => "target_not_loopback",
        }
    }
}

impl Target {
    /// Reads a URL and checks that its host may be tested.
    ///
    /// # Errors
    ///
    /// [`TargetError`], in the order of its variants.
    ///
    /// ```
    /// use livehook_simulator::delivery::{MayTest, Target};
    ///
    /// assert!(Target::parse("http://127.0.0.1:8080/callbacks/css", &MayTest::default()).is_ok());
    /// assert!(Target::parse("https://hooks.example.test/css", &MayTest::default()).is_err());
    /// let may_test = MayTest::hosts(["hooks.example.test".to_owned()]);
    /// assert!(Target::parse("https://hooks.example.test/css", &may_test).is_ok());
    /// ```
    pub fn parse(text: &str, may_test: &MayTest) -> Result<Self, TargetError> {
        let not_a_url =
            |reason: &dyn fmt::Display| TargetError::NotAUrl { reason: reason.to_string() };
        let url = Url::parse(text).map_err(|error| not_a_url(&error))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(TargetError::Scheme { scheme: url.scheme().to_owned() });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetError::Credentials);
        }
        let host = url.host().ok_or_else(|| not_a_url(&"no host"))?;
        if is_loopback(&host) || may_test.names(&host.to_string()) {
            Ok(Self(url))
        } else {
            Err(TargetError::NotLoopback { host: host.to_string() })
        }
    }

    /// The URL, without a fragment's meaning for the request.
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// Whether the way there is encrypted.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => is_loopback_v6(address),
    }
}

/// `::1`, and `127.0.0.0/8` in its IPv6 form.
fn is_loopback_v6(address: &Ipv6Addr) -> bool {
    address.is_loopback() || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
}
