//! The HTTP side of livehook: callbacks come in, are verified, stored, and only then acknowledged.
//!
//! It knows no flags, prints nothing and reads no clock of its own: it is given a listener, an inbox, a [`Clock`] and an end.
//!
//! The way through it, in the order a callback takes:
//!
//! 1. `serve`: sockets, and the limits that only sockets need.
//! 2. `app`: the router; `callback`: one callback from its body to its place on disk.
//! 3. `answer`: what is answered, in one match; `outcome`: what became of it, for the log and the metrics in `observe`.
//! 4. `api`: the second listener, read-only; `stored`: new events for this process.
//! 5. `handler` and `dispatch`: events are handed on to an application in this process, if there is one; `forward`: to one
//!    behind an address.
//!
//! ```
//! use livehook_core::Source;
//! use livehook_inbox::{Inbox, InboxConfig, UnixMillis};
//! use livehook_receiver::{CallbackPath, ReceiverConfig, ReceiverState, SourceRoute, serve};
//! use tokio::{net::TcpListener, sync::oneshot};
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! # let directory = tempfile::tempdir()?;
//! let inbox = Inbox::open(&directory.path().join("inbox.db"), InboxConfig::default())?;
//! let source = Source::unsigned("default")?;
//! let config = ReceiverConfig::new([SourceRoute { path: CallbackPath::default(), source }])?;
//! let state = ReceiverState::new(config, inbox.clone(), || UnixMillis(1_761_129_000_000));
//!
//! let listener = TcpListener::bind("127.0.0.1:0").await?;
//! let (stop, stopped) = oneshot::channel::<()>();
//! let serving = tokio::spawn(serve(listener, state, async { drop(stopped.await) }));
//! drop(stop);
//! let served = serving.await??;
//! assert_eq!(served.connections.served, 0);
//! inbox.close().await?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod api;
mod app;
mod body;
mod budget;
mod callback;
mod clock;
mod config;
mod dispatch;
mod forward;
mod handler;
mod mock;
mod observe;
mod outcome;
mod peer;
mod quote;
mod readers;
mod run_to_end;
mod serve;
mod span;
mod state;
mod stored;

pub use answer::AnswerCode;
pub use api::{
    AllowedHosts, DEFAULT_LIST, DEFAULT_WAIT, HostNameError, MAX_LIST, MAX_WAIT, MAX_WAITING, api,
    health, serve_api, serve_health,
};
pub use app::app;
pub use callback::QUARANTINE_LATENESS;
pub use clock::Clock;
pub use config::{
    CallbackPath, CallbackPathError, ConfigError, DEFAULT_BODIES_IN_FLIGHT_BYTES,
    DEFAULT_BODY_BYTES, DEFAULT_BODY_TIME, DEFAULT_CONNECTIONS, DEFAULT_DRAIN, DEFAULT_HEADER_TIME,
    DEFAULT_WRITE_TIME, Limits, MAX_SOURCES, ReceiverConfig, SourceRoute,
};
pub use dispatch::{
    DEFAULT_FIRST_RETRY, DEFAULT_HANDLING, DEFAULT_LONGEST_RETRY, DispatchConfig, Dispatched,
    MAX_RETRYING, dispatch,
};
pub use forward::{
    DEFAULT_FORWARD_TIME, ForwardError, ForwardSecret, ForwardSecretError, ForwardTarget,
    ForwardTargetError, Forwarder, Forwarding, MAX_FORWARD_SECRETS, MAX_RETRY_AFTER, Signing,
};
pub use handler::{DecodeError, HandedEvent, Handler, HandlerError};
pub use mock::{MAX_MOCK_ANSWERS, MAX_MOCK_DELAY, MockAnswer, MockAnswerError, MockAnswers};
pub use serve::{Connections, ServeError, Served, serve};
pub use state::ReceiverState;
pub use stored::{STORED_BACKLOG, StoredNotice, StoredStream};
