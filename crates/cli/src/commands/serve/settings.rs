//! What `serve` was told, resolved through the layers into what it means. Nothing here listens or opens an inbox.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use livehook_core::{LatePolicy, Policy, Seconds, Source};
use livehook_inbox::{InboxConfig, Retention};
use livehook_receiver::{AllowedHosts, CallbackPath, MockAnswers, ReceiverConfig, SourceRoute};

use super::{ServeArguments, forward::ForwardSettings, limits};
use crate::{
    commands::judging::sources_of_file,
    exit::Failure,
    keys,
    settings::{Layered, Layers, Origin},
    text::{Bytes, Span},
};

/// The name of the source on the main callback path.
const DEFAULT_SOURCE: &str = "default";

/// What `serve` means.
pub(super) struct ServeSettings {
    pub(super) listen: SocketAddr,
    pub(super) api_listen: Layered<SocketAddr>,
    pub(super) api_hosts: AllowedHosts,
    pub(super) health_listen: Option<SocketAddr>,
    pub(super) inbox: PathBuf,
    pub(super) inbox_config: InboxConfig,
    pub(super) retention: Option<Retention>,
    pub(super) receiver: ReceiverConfig,
    /// Where events are handed on to, if anywhere.
    pub(super) forward: Option<ForwardSettings>,
    /// Who asked for that many connections.
    pub(super) connections_from: Origin,
    pub(super) main_path: CallbackPath,
    pub(super) log_filter: String,
}

impl ServeSettings {
    pub(super) fn resolve(arguments: ServeArguments, layers: &Layers) -> Result<Self, Failure> {
        let listen = layers.get_or_default("serve.listen", arguments.listen)?.value;
        let main_path: CallbackPath =
            layers.get_or_default("serve.path", arguments.path.clone())?.value;
        let routes = routes(&arguments, layers, &main_path, listen)?;
        let policy = policy(&arguments, layers)?;
        let (limits, connections_from) = limits::resolve(&arguments, layers)?;
        let receiver = ReceiverConfig::new(routes)
            .map_err(Failure::usage)?
            .with_policy(policy)
            .with_limits(limits)
            .with_mock_answers(MockAnswers::new(arguments.answer).map_err(Failure::usage)?);
        let api_hosts = if arguments.api_host.is_empty() {
            layers.texts("serve.api_hosts")?
        } else {
            arguments.api_host
        };
        let max_bytes = layers.get::<Bytes>("serve.inbox_max_size", None)?.map(|size| size.value.0);
        Ok(Self {
            listen,
            api_listen: layers.get_or_default("serve.api_listen", arguments.api_listen)?,
            api_hosts: AllowedHosts::and(api_hosts.iter().map(String::as_str))
                .map_err(Failure::usage)?,
            health_listen: layers
                .get("serve.health_listen", arguments.health_listen)?
                .map(|address| address.value),
            inbox: layers.get_or_default("serve.inbox", arguments.inbox)?.value,
            inbox_config: InboxConfig { max_bytes, ..InboxConfig::default() },
            retention: retention(layers)?,
            receiver,
            forward: ForwardSettings::resolve(arguments.forward, layers)?,
            connections_from,
            main_path,
            log_filter: layers.get_or_default("log.filter", arguments.log)?.value,
        })
    }
}

/// The main path's source and one below it for each of the file's `sources`.
fn routes(
    arguments: &ServeArguments,
    layers: &Layers,
    main_path: &CallbackPath,
    listen: SocketAddr,
) -> Result<Vec<SourceRoute>, Failure> {
    let files = layers.texts("serve.key_files")?;
    let found = keys::resolve(&arguments.key, &layers.environment, &files)?;
    let source = match (arguments.unsigned, found) {
        (true, Some((_, origin))) => {
            return Err(Failure::usage(format_args!(
                "--unsigned and a callback key (from the {origin}) contradict each other"
            ))
            .hint("leave out --unsigned, or the key"));
        }
        (true, None) => {
            if !listen.ip().is_loopback() && !arguments.unsigned_beyond_loopback {
                return Err(Failure::usage(format_args!("--unsigned on {listen} would take callbacks from anybody who reaches it"))
                    .hint("listen on 127.0.0.1, or add --unsigned-beyond-loopback if that is what you want"));
            }
            Source::unsigned(DEFAULT_SOURCE)
        }
        (false, Some((keys, _))) => Source::signed(DEFAULT_SOURCE, keys),
        (false, None) => {
            return Err(
                keys::missing().hint("to take unsigned callbacks on this machine, say --unsigned")
            );
        }
    };
    let domains = if arguments.domain.is_empty() {
        layers.texts("serve.domains")?
    } else {
        arguments.domain.clone()
    };
    let source = source.map_err(Failure::usage)?.with_domains(domains);
    let mut routes = vec![SourceRoute { path: main_path.clone(), source }];
    for source in sources_of_file(layers)? {
        let path = format!("{main_path}/{}", source.name()).parse().map_err(Failure::usage)?;
        routes.push(SourceRoute { path, source });
    }
    Ok(routes)
}

fn policy(arguments: &ServeArguments, layers: &Layers) -> Result<Policy, Failure> {
    let future_cap: Span = layers.get_or_default("serve.future_cap", arguments.future_cap)?.value;
    let grace = layers.get::<Span>("serve.grace", arguments.grace)?;
    let late = layers.get_or_default::<String>("serve.late", arguments.late.clone())?;
    let late = match (late.value.as_str(), grace) {
        ("accept", Some(grace)) => LatePolicy::Accept { grace: seconds(grace.value.0) },
        ("accept", None) => {
            return Err(Failure::usage("late = accept needs a grace: how late at most")
                .hint("the documented retries span 16 minutes: --grace 16m"));
        }
        // A grace without `accept` is harmless in a file; typed, it is a misunderstanding.
        ("refuse", _) if arguments.grace.is_some() => {
            return Err(Failure::usage("--grace is of no effect without --late accept"));
        }
        ("refuse", _) => LatePolicy::Refuse,
        (other, _) => {
            return Err(Failure::usage(format_args!(
                "late is `refuse` or `accept`, not `{other}`"
            )));
        }
    };
    Ok(Policy { future_cap: seconds(future_cap.0), late })
}

fn retention(layers: &Layers) -> Result<Option<Retention>, Failure> {
    let age = layers.get::<Span>("serve.keep_for", None)?.map(|span| span.value.0);
    let records = layers.get::<u64>("serve.keep_records", None)?.map(|records| records.value);
    let bytes = layers.get::<Bytes>("serve.keep_size", None)?.map(|size| size.value.0);
    let any = age.is_some() || records.is_some() || bytes.is_some();
    Ok(any.then_some(Retention { age, records, bytes }))
}

const fn seconds(span: Duration) -> Seconds {
    Seconds(span.as_secs())
}
