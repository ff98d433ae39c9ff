//! `serve`: the receiver as a process. Binds, says where, tells each newly stored event, and drains when asked to stop.

mod announce;
mod contents;
mod descriptors;
mod forward;
mod limits;
mod listeners;
mod log_lines;
mod logging;
mod retention;
mod settings;
mod signals;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use livehook_core::UnixSeconds;
use livehook_inbox::{Inbox, UnixMillis};
use livehook_receiver::{CallbackPath, Limits, MockAnswer, ReceiverState};
use tokio::{sync::watch, task::JoinSet, time::timeout};

use super::{Context, inbox, runtime};
use crate::{
    clock,
    exit::{Exit, Failure},
    keys::{self, KeyArguments},
    output::{self, Format},
    text::{self, Bytes, Span},
};
use announce::Printer;
use contents::{Before, Contents};
use forward::{ForwardArguments, ForwardSettings};
pub(crate) use forward::{
    SECRET_VARIABLE as FORWARD_SECRET_VARIABLE, TO as FORWARD_TO, shown as shown_forward_to,
};
use listeners::Listeners;
use settings::ServeSettings;
use signals::{Asked, reached};

/// When this binary was built. An earlier clock is wrong.
const BUILD_SECONDS: &str = env!("BUILT_AT_UNIX_SECONDS");

/// The API and the probes serve a few, briefly: nobody's callback waits for them.
const API_LIMITS: Limits = Limits {
    connections: 128,
    body_bytes: 0,
    body_time: Duration::from_secs(1),
    bodies_in_flight_bytes: 0,
    drain: Duration::from_secs(1),
    header_time: livehook_receiver::DEFAULT_HEADER_TIME,
    write_time: livehook_receiver::DEFAULT_WRITE_TIME,
};

/// How long the end waits for API and health: their own drain, and a little for what it cuts off.
const BESIDE_END_TIME: Duration = Duration::from_secs(3);

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "Example: livehook serve --key-file callback.key --inbox events.db",
    after_help = "Each event that this process stores is a line on stdout. What another one releases from quarantine\n\
                  (`livehook inbox release`) is no line: find it with `livehook inbox list`."
)]
pub(crate) struct ServeArguments {
    /// Where callbacks arrive [env: LIVEHOOK_LISTEN] [default: 127.0.0.1:8349]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The inbox, one SQLite file on a local disk [env: LIVEHOOK_INBOX] [default: livehook-inbox.db]
    #[arg(long, value_name = "FILE")]
    inbox: Option<PathBuf>,
    #[command(flatten)]
    key: KeyArguments,
    /// Take callbacks without t and sign; whoever reaches the address can send them
    #[arg(long)]
    unsigned: bool,
    /// Do so on an address that others reach
    #[arg(long, requires = "unsigned")]
    unsigned_beyond_loopback: bool,
    /// The callback path [env: LIVEHOOK_CALLBACK_PATH] [default: /callbacks/css]
    #[arg(long, value_name = "PATH")]
    path: Option<CallbackPath>,
    /// Push domain that callbacks may name (can be repeated; default: any)
    #[arg(long, value_name = "DOMAIN")]
    domain: Vec<String>,
    /// Where the read-only API, health and metrics are served [env: LIVEHOOK_API_LISTEN] [default: 127.0.0.1:8350]
    #[arg(long, value_name = "ADDR")]
    api_listen: Option<SocketAddr>,
    /// Host name by which the API may be asked for, beside localhost (can be repeated)
    #[arg(long, value_name = "HOST")]
    api_host: Vec<String>,
    /// Where health and metrics alone are served, for a kubelet [env: LIVEHOOK_HEALTH_LISTEN]
    #[arg(long, value_name = "ADDR")]
    health_listen: Option<SocketAddr>,
    /// `refuse` or `accept` genuine callbacks whose t has passed [env: LIVEHOOK_LATE] [default: refuse]
    #[arg(long, value_name = "POLICY")]
    late: Option<String>,
    /// With `--late accept`: how late at most [env: LIVEHOOK_GRACE]
    #[arg(long, value_name = "SPAN")]
    grace: Option<Span>,
    /// How far ahead of our clock t may lie [env: LIVEHOOK_FUTURE_CAP] [default: 24h]
    #[arg(long, value_name = "SPAN")]
    future_cap: Option<Span>,
    /// Answer so instead, to test the sender: `status=500,times=2`, `delay=21s`, `type=349,status=204` (can be repeated)
    #[arg(long, value_name = "RULE")]
    answer: Vec<MockAnswer>,
    /// The largest body; larger ones are answered 413 [env: LIVEHOOK_BODY_MAX_SIZE] [default: 1MiB]
    #[arg(long, value_name = "SIZE")]
    body_max_size: Option<Bytes>,
    /// Connections served at once, fewer where `ulimit -n` asks for it; more are answered 503 [env:
    /// LIVEHOOK_CONNECTIONS] [default: 2048]
    #[arg(long, value_name = "N")]
    connections: Option<usize>,
    /// What is logged to stderr: a level or a filter [env: LIVEHOOK_LOG] [default: info]
    #[arg(long, value_name = "FILTER")]
    log: Option<String>,
    #[command(flatten)]
    forward: ForwardArguments,
}

pub(crate) fn run(arguments: ServeArguments, context: &Context) -> Result<Exit, Failure> {
    let settings = ServeSettings::resolve(arguments, &context.layers)?;
    check_clock(clock::now())?;
    let _last_lines =
        logging::start(&settings.log_filter, context.format, &context.layers.environment)?;
    for (_, source) in settings.receiver.routes() {
        keys::warn(source);
    }
    let (settings, api_limits) = descriptors::fit(settings, API_LIMITS);
    let runtime = runtime()?;
    let ended = runtime.block_on(serve(settings, api_limits, context.format));
    // After an end that was asked for at once, something may still be at work on other threads; nobody waits for it.
    runtime.shutdown_background();
    ended
}

fn check_clock(now: UnixSeconds) -> Result<(), Failure> {
    let built = UnixSeconds(BUILD_SECONDS.parse().unwrap_or_default());
    if built.after(now).is_none() {
        return Ok(());
    }
    Err(Failure::environment(format_args!(
        "this machine's clock says {}, but livehook was built {}: with a wrong clock honest callbacks look expired or far ahead",
        text::rfc3339_seconds(now),
        text::rfc3339_seconds(built)
    ))
    .hint("set the clock, for example with chrony or systemd-timesyncd"))
}

async fn serve(
    settings: ServeSettings,
    api_limits: Limits,
    format: Format,
) -> Result<Exit, Failure> {
    let asked = signals::listen()?;
    tokio::select! {
        biased;
        () = reached(asked.clone(), Asked::AtOnce) => Ok(Exit::Interrupted),
        ended = serve_and_drain(settings, api_limits, format, asked) => ended,
    }
}

async fn serve_and_drain(
    mut settings: ServeSettings,
    api_limits: Limits,
    format: Format,
    asked: watch::Receiver<Asked>,
) -> Result<Exit, Failure> {
    let forward = settings.forward.take().map(ForwardSettings::forwarder).transpose()?;
    let listeners = Listeners::bind(&settings).await?;
    if let Some(forward) = &forward {
        forward.check_leads_elsewhere(&listeners)?;
    }
    let path = settings.inbox.clone();
    let before = Before::at(&path);
    let inbox = Inbox::open(&path, settings.inbox_config)
        .map_err(|error| inbox::failure_to_serve(&path, &error))?;
    let contents = Contents::of(&path, before, &inbox).await;
    let drain = settings.receiver.limits().drain;
    let state = ReceiverState::new(settings.receiver, inbox.clone(), || {
        UnixMillis(clock::now_milliseconds())
    });
    announce::ready(&listeners, &settings.main_path, &contents, forward.as_ref(), format)?;

    let printer = Printer::start(state.stored(), format)?;
    let pruning = settings
        .retention
        .map(|retention| tokio::spawn(retention::prune_regularly(inbox.clone(), retention)));
    let handing_on = forward
        .map(|forward| forward.start(state.clone(), drain, reached(asked.clone(), Asked::Stop)));
    let (stop, stopping) = watch::channel(false);
    let mut beside = JoinSet::new();
    beside.spawn(livehook_receiver::serve_api(
        listeners.api,
        state.clone(),
        settings.api_hosts,
        api_limits,
        stopped(stopping.clone()),
    ));
    if let Some(listener) = listeners.health {
        let stopped = stopped(stopping);
        beside.spawn(livehook_receiver::serve_health(listener, state.clone(), api_limits, stopped));
    }
    let stop_asked = reached(asked, Asked::Stop);
    let served = livehook_receiver::serve(listeners.callbacks, state.clone(), stop_asked).await;

    if let Some(handing_on) = handing_on {
        // A listener that broke asked nobody to stop.
        if served.is_ok() { handing_on.ended().await } else { handing_on.abort() }
    }
    // The API goes last: a probe sees "draining", not a closed port.
    let _ = stop.send(true);
    let all_ended = async { while beside.join_next().await.is_some() {} };
    if timeout(BESIDE_END_TIME, all_ended).await.is_err() {
        beside.abort_all();
    }
    if let Some(pruning) = pruning {
        pruning.abort();
    }
    drop(state);
    let closed = inbox.close().await.map_err(|error| inbox::failure(&path, &error));
    // With the state gone the stream of stored events ends, and with it the printing.
    let printed = printer.end(served.as_ref().ok().cloned()).await;
    closed?;
    served.map_err(Failure::environment)?;
    printed.map(|()| Exit::Success)
}

/// Ends when the process is asked to stop and the callbacks have drained.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop too.
    let _ = stopping.wait_for(|stop| *stop).await.is_ok();
}

/// Complains on stderr about what a background task could not print.
fn tell(failure: &Failure) {
    failure.print();
    output::note("note: going on without printing; callbacks are stored all the same");
}
