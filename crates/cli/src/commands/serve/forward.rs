//! `serve --forward-to`: where events are handed on to, how they are signed, and the forwarder that all this makes.

mod secrets;

use std::{num::NonZeroUsize, path::PathBuf, time::Duration};

use livehook_inbox::UnixMillis;
use livehook_receiver::{
    DispatchConfig, Dispatched, ForwardError, ForwardTarget, Forwarder, Forwarding, ReceiverState,
    Signing, dispatch,
};
use livehook_simulator::delivery::{MayTest, Target, tls_config};
use reqwest::{Client, ClientBuilder};
use tokio::task::JoinHandle;

use super::listeners::Listeners;
use crate::{
    clock,
    exit::Failure,
    output,
    settings::Layers,
    text::{Span, with_causes},
};

/// The environment variable that holds the secret itself.
pub(crate) use secrets::SECRET_VARIABLE;

/// The setting that says where to.
pub(crate) const TO: &str = "serve.forward_to";

/// The most events that are handed on at once.
const MOST_JOBS: usize = 256;

/// The longest time that an attempt can be given.
const MOST_TIME: Duration = Duration::from_secs(10 * 60);

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Handing events on")]
pub(super) struct ForwardArguments {
    /// POST each event in the inbox that nobody has handled to a service of yours; what it answers with 2xx is done, all
    /// else is sent again, under the same webhook-id [env: LIVEHOOK_FORWARD_TO]
    #[arg(long, value_name = "URL")]
    forward_to: Option<String>,
    /// File with the secret that signs them by Standard Webhooks, `whsec_` and base64 (can be repeated: newest first,
    /// while a rotation lasts) [env: LIVEHOOK_FORWARD_SECRET, the secret itself]
    #[arg(long, value_name = "FILE")]
    forward_secret_file: Vec<PathBuf>,
    /// Send them unsigned to another machine
    #[arg(long)]
    forward_unsigned_beyond_loopback: bool,
    /// How long the service may take to answer [env: LIVEHOOK_FORWARD_TIMEOUT] [default: 10s]
    #[arg(long, value_name = "SPAN")]
    forward_timeout: Option<Span>,
    /// How many are sent at once; the order is not guaranteed [env: LIVEHOOK_FORWARD_JOBS] [default: 8]
    #[arg(long, value_name = "N")]
    forward_jobs: Option<usize>,
}

/// What that means.
pub(super) struct ForwardSettings {
    /// The address as it was set, for what reads addresses itself. Never shown.
    address: String,
    forwarding: Forwarding,
    jobs: NonZeroUsize,
}

/// A forwarder, ready to go.
pub(super) struct Forward {
    forwarder: Forwarder,
    jobs: NonZeroUsize,
    /// Shown without its query.
    pub(super) target: ForwardTarget,
    signing: Signing,
}

/// An address as it may be shown: without its query, or without anything where it is none.
pub(crate) fn shown(address: &str) -> String {
    address
        .parse::<ForwardTarget>()
        .map_or_else(|_| "(set, but not usable)".to_owned(), |target| target.to_string())
}

impl ForwardSettings {
    /// What was asked for; `None` where nothing was.
    pub(super) fn resolve(
        arguments: ForwardArguments,
        layers: &Layers,
    ) -> Result<Option<Self>, Failure> {
        // As text, since an error of the layers would repeat it, query and all.
        let Some(to) = layers.get::<String>(TO, arguments.forward_to)? else {
            let flags_alone = !arguments.forward_secret_file.is_empty()
                || arguments.forward_unsigned_beyond_loopback
                || arguments.forward_timeout.is_some()
                || arguments.forward_jobs.is_some();
            return if flags_alone {
                Err(Failure::usage("--forward-… is of no effect without an address")
                    .hint("say where to: --forward-to http://127.0.0.1:3000/livehook"))
            } else {
                Ok(None)
            };
        };
        let target: ForwardTarget = to.value.parse().map_err(|problem| {
            Failure::usage(format_args!(
                "the address to forward to (from the {}): {problem}",
                to.origin
            ))
        })?;
        let secrets = secrets::resolve(&arguments.forward_secret_file, layers)?;
        let signing = match (secrets, arguments.forward_unsigned_beyond_loopback) {
            (Some(_), true) => {
                return Err(Failure::usage(
                    "--forward-unsigned-beyond-loopback and a secret contradict each other",
                )
                .hint("leave out the flag: what is signed may go anywhere"));
            }
            (Some(secrets), false) => Signing::Signed(secrets),
            (None, true) => Signing::UnsignedBeyondLoopback,
            (None, false) => Signing::Unsigned,
        };
        let time =
            time(layers.get_or_default("serve.forward_timeout", arguments.forward_timeout)?.value)?;
        let jobs =
            jobs(layers.get_or_default("serve.forward_jobs", arguments.forward_jobs)?.value)?;
        let forwarding = Forwarding { target, signing, time };
        Ok(Some(Self { address: to.value, forwarding, jobs }))
    }

    /// How many are handed on at once.
    pub(super) const fn jobs(&self) -> usize {
        self.jobs.get()
    }

    /// Makes the forwarder. Before anything listens or is opened, so that a wrong setting is told at once.
    pub(super) fn forwarder(self) -> Result<Forward, Failure> {
        let Self { address, forwarding, jobs } = self;
        let target = forwarding.target.clone();
        if !target.is_loopback() && !target.is_https() {
            output::note(&format!(
                "warning: events go to {} by http, where others on the way can read them; https keeps them apart",
                target.host()
            ));
        }
        let signing = forwarding.signing.clone();
        let client = client(&address, &target)?;
        let clock = || UnixMillis(clock::now_milliseconds());
        let forwarder =
            Forwarder::new(client, forwarding, clock).map_err(|error| failure(&error))?;
        Ok(Forward { forwarder, jobs, target, signing })
    }
}

/// Events on their way out, until the process is asked to stop.
pub(super) struct HandingOn(JoinHandle<Dispatched>);

impl HandingOn {
    /// Waits for what is in hand, which has the drain time.
    pub(super) async fn ended(self) {
        // A panic was told of when it happened.
        if let Ok(Dispatched { done, failed, aborted, .. }) = self.0.await {
            tracing::info!(done, failed, aborted, "no more events are handed on");
        }
    }

    /// Cuts off what is in hand. It is handed on again next time.
    pub(super) fn abort(self) {
        self.0.abort();
    }
}

impl Forward {
    /// Whether the service can tell an event of ours from one that is made up.
    pub(super) const fn is_signed(&self) -> bool {
        matches!(self.signing, Signing::Signed(_))
    }

    /// Hands events on from now until `stop`.
    pub(super) fn start(
        self,
        state: ReceiverState,
        drain: Duration,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> HandingOn {
        let config = DispatchConfig { handling: self.jobs, drain, ..DispatchConfig::default() };
        HandingOn(tokio::spawn(dispatch(state, self.forwarder, config, stop)))
    }

    /// Refuses to send events back to where they come from: each would be answered 200 as a repeat, and be done.
    pub(super) fn check_leads_elsewhere(&self, listeners: &Listeners) -> Result<(), Failure> {
        let own = [Some(&listeners.callbacks), Some(&listeners.api), listeners.health.as_ref()];
        let leads_here = own
            .into_iter()
            .flatten()
            .filter_map(|listener| listener.local_addr().ok())
            .any(|address| self.target.leads_to(address));
        if leads_here {
            return Err(Failure::usage(format_args!(
                "{} is this very server, which would hand events on to itself",
                self.target
            ))
            .hint("--forward-to is the address of your own service"));
        }
        Ok(())
    }
}

fn client(address: &str, target: &ForwardTarget) -> Result<ClientBuilder, Failure> {
    // Named by whoever runs this, and no test of anybody.
    let named = MayTest::hosts([target.host().to_owned()]);
    let tls_target = Target::parse(address, &named)
        .map_err(|_| Failure::usage(format_args!("{target} is no address to forward to")))?;
    let tls = tls_config(&tls_target).map_err(|error| {
        Failure::environment(format_args!("cannot set up TLS to forward to {target}: {error}"))
            .hint("are the system's CA certificates installed?")
    })?;
    Ok(Client::builder().tls_backend_preconfigured(tls))
}

fn failure(error: &ForwardError) -> Failure {
    match error {
        ForwardError::UnsignedBeyondLoopback { .. } => Failure::usage(error)
            .hint(format_args!(
                "sign them: --forward-secret-file, or {SECRET_VARIABLE}; \
                 printf 'whsec_%s\\n' \"$(openssl rand -base64 32)\" makes a secret"
            ))
            .hint("or say --forward-unsigned-beyond-loopback, if that is what you want"),
        ForwardError::Secrets { .. } => Failure::usage(error),
        _ => Failure::environment(with_causes(error)),
    }
}

fn time(span: Span) -> Result<Duration, Failure> {
    if span.0.is_zero() || span.0 > MOST_TIME {
        return Err(Failure::usage("serve.forward_timeout can be up to 10m, and not nothing"));
    }
    Ok(span.0)
}

fn jobs(number: usize) -> Result<NonZeroUsize, Failure> {
    NonZeroUsize::new(number).filter(|jobs| jobs.get() <= MOST_JOBS).ok_or_else(|| {
        Failure::usage(format_args!(
            "serve.forward_jobs is {number}; it can be from 1 to {MOST_JOBS}"
        ))
    })
}

#[cfg(test)]
mod tests {
    use livehook_receiver::{DEFAULT_FORWARD_TIME, DEFAULT_HANDLING};

    use super::*;
    use crate::settings::{Environment, SettingsFile};

    #[test]
    fn what_is_not_set_is_as_the_receiver_has_it() {
        let layers = Layers { environment: Environment::default(), file: SettingsFile::default() };
        let span: Span = layers.get_or_default("serve.forward_timeout", None).unwrap().value;
        assert_eq!(time(span).unwrap(), DEFAULT_FORWARD_TIME);
        let number = layers.get_or_default("serve.forward_jobs", None).unwrap().value;
        assert_eq!(jobs(number).unwrap(), DEFAULT_HANDLING);
    }

    #[test]
    fn what_may_be_shown_of_an_address_holds_no_query() {
        assert_eq!(shown("http://127.0.0.1:3000/in?token=abc"), "http://127.0.0.1:3000/in?…");
        assert_eq!(shown("http://user:abc@127.0.0.1/"), "(set, but not usable)");
    }
}
