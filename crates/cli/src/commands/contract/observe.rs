//! Makes the probe that was asked for. The address to observe need not be on this machine: it is only ever asked with GET.

use std::sync::Arc;

use livehook_contract::profile::Observe;
use livehook_probe::{CommandProbe, LogProbe, Probe, ProbeError, URL_TIME_MAX, UrlProbe};
use livehook_simulator::delivery::{MayTest, Target, tls_config};
use reqwest::{Client, Url, redirect};

use super::arguments::ObserveArguments;
use crate::{exit::Failure, text::with_causes};

/// What we call ourselves to whoever is asked.
const USER_AGENT: &str = concat!("livehook/", env!("CARGO_PKG_VERSION"));

/// What the flags say.
pub(super) fn asked(arguments: &ObserveArguments) -> Result<Option<Observe>, Failure> {
    let ObserveArguments {
        observe_url,
        observe_pointer,
        observe_cmd,
        observe_log,
        observe_pattern,
        ..
    } = arguments.clone();
    let needs = |flag: &str, other: &str| {
        Err(Failure::usage(format_args!("{flag} means nothing without {other}")))
    };
    match (observe_url, observe_cmd, observe_log) {
        (None, ..) if observe_pointer.is_some() => needs("--observe-pointer", "--observe-url"),
        (.., None) if observe_pattern.is_some() => needs("--observe-pattern", "--observe-log"),
        (Some(url), ..) => Ok(Some(Observe::Url { url, pointer: observe_pointer })),
        (_, Some(command), _) => Ok(Some(Observe::Command(command))),
        (.., Some(file)) => Ok(Some(Observe::Log { file: file.into(), pattern: observe_pattern })),
        (None, None, None) => Ok(None),
    }
}

/// The probe; an address is asked once, to see what it counts.
pub(super) async fn probe(observe: Observe) -> Result<Arc<dyn Probe>, Failure> {
    let usage = |error: ProbeError| Failure::usage(with_causes(&error));
    Ok(match observe {
        Observe::Url { url, pointer } => {
            let mut probe =
                UrlProbe::new(client(&url)?, &url, pointer.as_deref()).map_err(usage)?;
            probe.settle().await.map_err(|error| {
                Failure::environment(with_causes(&error))
                    .hint("the receiver is observed there, and must answer before the tests begin")
            })?;
            Arc::new(probe)
        }
        Observe::Command(command) => Arc::new(CommandProbe::new(&command).map_err(usage)?),
        Observe::Log { file, pattern } => {
            Arc::new(LogProbe::new(file, pattern.as_deref()).map_err(usage)?)
        }
    })
}

/// A client that follows no redirect and uses no proxy, as the one that sends callbacks.
fn client(url: &str) -> Result<Client, Failure> {
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
        .timeout(URL_TIME_MAX)
        .user_agent(USER_AGENT)
        .build()
        .map_err(|error| Failure::environment(with_causes(&error)))
}
