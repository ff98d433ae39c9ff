//! From what was typed to what a run needs.

use std::{num::NonZeroU32, path::Path, thread, time::Duration};

use livehook_core::CallbackKey;
use livehook_load::{
    destination::Destination,
    expect::Untellable,
    options::{LoadOptions, Moment, Waking},
    plan::{Pacing, Plan, arrivals::Arrivals, mix::Mix, shard::Shard, text::ArrivalsText},
    render::Content,
    run::LoadError,
};
use livehook_simulator::{
    Seed,
    delivery::{MayTest, Target},
    recipe::EventSpec,
    world::{Choices, EventKind, NOW_FIXED, World},
};

use super::arguments::{PlanArguments, ReceiverArguments, SendingArguments, TrafficArguments};
use crate::{
    clock,
    commands::{Context, read_input},
    exit::Failure,
    files::{self, STDIN},
    keys,
    text::{self, with_causes},
};

/// Seeds that nobody asked for are below this: every reader of JSON keeps such a number.
const SEEDS: u64 = 1 << 53;
/// How long a plan is that says nothing of it.
const DURATION_USUAL: Duration = Duration::from_secs(30);
/// How long a closed loop goes on at most that ends by a number of requests.
const DURATION_OF_REQUESTS_MAX: Duration = Duration::from_secs(3_600);
/// The fewest connections that a thread is started for: it has to find a free one when a request is due.
const CONNECTIONS_OF_A_THREAD: u32 = 16;
/// The longest trace that is read, in bytes.
const TRACE_BYTES_MAX: usize = 256 << 20;

/// What a run needs.
pub(super) fn options(
    arguments: &PlanArguments,
    context: &Context,
) -> Result<LoadOptions, Failure> {
    let PlanArguments { receiver, traffic, sending, expect: _ } = arguments;
    check_stdin(arguments)?;
    let engine = sending.protocol.engine()?;
    let destination = destination(receiver)?;
    let key = key(receiver, context)?;
    let plan = plan(traffic)?;
    let content = content(traffic, plan.seed)?;
    let (threads, waking) = threads(sending);
    let mut options = LoadOptions::new(now(), destination, plan);
    options.content = content;
    options.key = key;
    options.engine = engine;
    options.connections = sending.connections;
    options.threads = threads;
    options.waking = waking;
    options.timeout = sending.timeout.0;
    Ok(options)
}

/// Fails when more than one thing is to be read from stdin.
pub(super) fn check_stdin(arguments: &PlanArguments) -> Result<(), Failure> {
    let key = &arguments.receiver.key;
    let from = arguments.traffic.from.as_deref();
    let trace = match &arguments.traffic.arrivals {
        Some(ArrivalsText::TraceFile(file)) => file.to_str(),
        Some(ArrivalsText::Ready(_)) | None => None,
    };
    for (input, what) in [(from, "the body"), (trace, "the trace")] {
        input.map_or(Ok(()), |input| key.check_stdin_is_free_for(input, what))?;
    }
    if (from, trace) == (Some(STDIN), Some(STDIN)) {
        return Err(keys::stdin_is_asked_for_both("the body", "the trace"));
    }
    Ok(())
}

/// Now, as a run begins.
pub(super) fn now() -> Moment {
    let since_epoch = clock::since_epoch();
    let milliseconds = i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX);
    Moment { since_epoch, text: text::rfc3339(milliseconds) }
}

/// Sockets in the file system are this machine's by nature; every other address has to be loopback or named.
pub(super) fn destination(arguments: &ReceiverArguments) -> Result<Destination, Failure> {
    let url = arguments.url.as_deref().ok_or_else(no_url)?;
    if url.starts_with("unix:") {
        return Destination::unix(url).map_err(Failure::usage);
    }
    let target = allowed(arguments)?;
    Destination::resolve(&target).map_err(|error| Failure::environment(with_causes(&error)))
}

/// The address, if callbacks may be sent there.
pub(super) fn allowed(arguments: &ReceiverArguments) -> Result<Target, Failure> {
    let url = arguments.url.as_deref().ok_or_else(no_url)?;
    let may_test = MayTest::hosts(arguments.i_may_test.iter().cloned());
    Target::parse(url, &may_test).map_err(Failure::usage)
}

fn no_url() -> Failure {
    Failure::usage("no receiver to load")
        .hint("say where callbacks go: --url http://127.0.0.1:8080/callbacks/css")
}

/// None for a receiver without a key, which somebody has to say: unsigned requests would all be refused, and quickly.
fn key(arguments: &ReceiverArguments, context: &Context) -> Result<Option<CallbackKey>, Failure> {
    if arguments.unsigned {
        return Ok(None);
    }
    let hint = "for a receiver without a key, say --unsigned";
    let keys = keys::required_or(&arguments.key, &context.layers.environment, &[], hint)?;
    Ok(keys.into_iter().next().map(|(_, key)| key))
}

/// The plan, which is checked.
pub(super) fn plan(traffic: &TrafficArguments) -> Result<Plan, Failure> {
    let plan = Plan {
        seed: traffic.seed.unwrap_or_else(fresh_seed),
        pacing: pacing(traffic)?,
        mix: traffic.mix.clone().unwrap_or_else(Mix::sound),
        shard: traffic.shard.unwrap_or(Shard::WHOLE),
    };
    plan.check().map_err(Failure::usage)?;
    Ok(plan)
}

fn pacing(traffic: &TrafficArguments) -> Result<Pacing, Failure> {
    let duration = traffic.duration.map(|span| span.0);
    if traffic.closed {
        let requests = traffic.requests.map(std::num::NonZeroU64::get);
        let usual = if requests.is_some() { DURATION_OF_REQUESTS_MAX } else { DURATION_USUAL };
        return Ok(Pacing::Closed { requests, length: duration.unwrap_or(usual) });
    }
    let arrivals = match (&traffic.arrivals, traffic.rate) {
        (Some(ArrivalsText::Ready(arrivals)), _) => arrivals.clone(),
        (Some(ArrivalsText::TraceFile(file)), _) => trace(file)?,
        (None, Some(rate)) => Arrivals::Even(rate),
        (None, None) => {
            return Err(Failure::usage("no rate")
                .hint("say how many callbacks a second: --rate 200/s")
                .hint("or let each connection wait for its answer: --closed"));
        }
    };
    let length = duration.or_else(|| arrivals.length()).unwrap_or(DURATION_USUAL);
    Ok(Pacing::Open { arrivals, length })
}

fn trace(file: &Path) -> Result<Arrivals, Failure> {
    let (text, shown) = if file == Path::new(STDIN) {
        (files::read_stdin(TRACE_BYTES_MAX)?, "stdin".to_owned())
    } else {
        (files::read(file, TRACE_BYTES_MAX)?, file.display().to_string())
    };
    if text.len() > TRACE_BYTES_MAX {
        return Err(Failure::usage(format_args!("{shown} has more than {TRACE_BYTES_MAX} bytes")));
    }
    Arrivals::trace(&text).map_err(|error| Failure::usage(format_args!("{shown}: {error}")))
}

/// What events hold.
pub(super) fn content(traffic: &TrafficArguments, seed: u64) -> Result<Content, Failure> {
    if let Some(file) = &traffic.from {
        return EventSpec::from_json(&read_input(file)?)
            .map(Content)
            .map_err(|error| Failure::usage(format_args!("{file}: {error}")));
    }
    let Some(event_type) = traffic.event_type else { return Ok(Content::highlight(seed)) };
    let world =
        World::new(Seed(seed), Choices::EVERYTHING, NOW_FIXED).map_err(Failure::environment)?;
    Ok(Content(match EventKind::try_from(event_type) {
        Ok(EventKind::SmartHighlight) => EventSpec::Highlight(world),
        Ok(kind) => EventSpec::of_kind(world, kind, None),
        Err(_) => EventSpec::Other { event_type },
    }))
}

/// One thread for each core but one, since the receiver, where it is on this machine, needs one too; and none that has less than 16
/// connections to choose from. Only where a core is left does a thread wait awake: elsewhere it would take it from the receiver.
fn threads(sending: &SendingArguments) -> (NonZeroU32, Waking) {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let cores = u32::try_from(cores).unwrap_or(u32::MAX);
    let by_connections = sending.connections.get() / CONNECTIONS_OF_A_THREAD;
    let usual = NonZeroU32::new(cores.saturating_sub(1).min(by_connections));
    let threads = sending.threads.or(usual).unwrap_or(NonZeroU32::MIN);
    (threads, if threads.get() < cores { Waking::AwakeBefore } else { Waking::Asleep })
}

fn fresh_seed() -> u64 {
    use rand::RngExt as _;
    rand::rng().random_range(0..SEEDS)
}

/// A threshold of which the run could not tell.
pub(super) fn untellable(error: &Untellable) -> Failure {
    let failure = Failure::usage(error);
    match error {
        Untellable::NoClass { class, .. } => {
            failure.hint(format_args!("send some of them: --mix sound=9,{class}=1"))
        }
        Untellable::NoneDue { .. } => failure.hint("make the run longer, or the rate higher"),
        Untellable::Few { instead, .. } => {
            let failure = failure.hint("make the run longer, or the rate higher");
            match instead {
                Some(percentile) => failure.hint(format_args!("or ask for {percentile}")),
                None => failure,
            }
        }
        Untellable::NoRetries { .. } => {
            failure.hint("say how deliveries come back: --retry-plan generic")
        }
        Untellable::Unseen { .. } => failure.hint(
            "say where it is seen what the receiver has: --observe-url, --observe-cmd or --observe-log",
        ),
    }
}

/// What kept a run from taking place.
pub(super) fn failure(error: &LoadError) -> Failure {
    let text = with_causes(error);
    match error {
        LoadError::Plan(_) | LoadError::Render(_) | LoadError::TooMany { .. } => {
            Failure::usage(text)
        }
        LoadError::NoEngine(_) => Failure::usage(text),
        LoadError::NotHttp2 { .. } => {
            Failure::environment(text).hint("leave --http out: it is loaded by HTTP/1.1 then")
        }
        LoadError::Untrusted { .. } => Failure::environment(text).hint(
            "where that is meant to be so, name the certificate of its issuer: SSL_CERT_FILE=ca.pem",
        ),
        LoadError::NotHttp1 { .. } => {
            Failure::environment(text).hint("if it speaks HTTP/2 alone, add --http 2")
        }
        LoadError::Unreachable { .. } => {
            Failure::environment(text).hint("does the receiver listen there?")
        }
        LoadError::System { .. } => Failure::environment(text),
    }
}
