//! What `contract` and `load` share of looking into a receiver: which flags go together, and how an address is asked.

use std::time::Duration;

use livehook_contract::profile::Observe;
use livehook_simulator::delivery::{MayTest, Target, tls_config};
use reqwest::{Client, Url, redirect};

use crate::{exit::Failure, text::with_causes};

/// What we call ourselves to whoever is asked.
const USER_AGENT: &str = concat!("livehook/", env!("CARGO_PKG_VERSION"));

/// The flags as they were typed, of which one of the three ways is given at most.
pub(super) struct Typed {
    pub(super) url: Option<String>,
    pub(super) pointer: Option<String>,
    pub(super) command: Option<String>,
    pub(super) log: Option<String>,
    pub(super) pattern: Option<String>,
}

/// What they say.
pub(super) fn asked(typed: Typed) -> Result<Option<Observe>, Failure> {
    let needs = |flag: &str, other: &str| {
        Err(Failure::usage(format_args!("{flag} means nothing without {other}")))
    };
    let Typed { url, pointer, command, log, pattern } = typed;
    match (url, command, log) {
        (None, ..) if pointer.is_some() => needs("--observe-pointer", "--observe-url"),
        (.., None) if pattern.is_some() => needs("--observe-pattern", "--observe-log"),
        (Some(url), ..) => Ok(Some(Observe::Url { url, pointer })),
        (_, Some(command), _) => Ok(Some(Observe::Command(command))),
        (.., Some(file)) => Ok(Some(Observe::Log { file: file.into(), pattern })),
        (None, None, None) => Ok(None),
    }
}

/// A client that follows no redirect and uses no proxy, as the one that sends callbacks, and gives each answer so long.
pub(super) fn client(url: &str, within: Duration) -> Result<Client, Failure> {
    let parsed = Url::parse(url).map_err(|error| {
        Failure::usage(format_args!("the address to observe is not usable: {error}"))
    })?;
    // Named by whoever runs this, and only asked.
    let may_ask = MayTest::hosts(parsed.host_str().map(str::to_owned));
    let target = Target::parse(url, &may_ask).map_err(|_| {
        Failure::usage(
            "the address to observe is not usable: it has to be http or https, without a user name",
        )
    })?;
    let tls = tls_config(&target).map_err(|error| {
        Failure::environment(format_args!("cannot set up TLS for the address to observe: {error}"))
            .hint("are the system's CA certificates installed?")
    })?;
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .timeout(within)
        // A server that writes head and body apart holds the body back until the head was acknowledged, which on a connection that
        // has been used takes 40 ms.
        .pool_max_idle_per_host(0)
        .user_agent(USER_AGENT)
        .build()
        .map_err(|error| Failure::environment(with_causes(&error)))
}
