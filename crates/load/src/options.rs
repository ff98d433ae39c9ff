//! What a run is made of.

use std::{
    num::NonZeroU32,
    sync::{Arc, atomic::AtomicBool, mpsc::SyncSender},
    time::Duration,
};

use livehook_core::{CallbackKey, Seconds, VALIDITY};

use livehook_simulator::delivery::Retrying;

use crate::{
    destination::Destination, fates::Fates, identity::RunName, measurement::Interval, plan::Plan,
    render::Content, validity::OWN_LAG,
};

/// The most threads of a generator.
pub const THREADS_MAX: u32 = 256;
/// The most connections of a generator: what one address can hold of another's ports.
pub const CONNECTIONS_MAX: u32 = 60_000;

/// The most requests at once on one connection.
pub const STREAMS_MAX: u32 = 1_000;
/// The most requests at once in all.
pub const AT_ONCE_MAX: u32 = 100_000;

/// Which engine sends. Linux only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Our own HTTP/1.1 over TCP, TLS and sockets in the file system: precise and cheap.
    Raw,
    /// hyper, over the same, at twice the cost of a request; by HTTP/2 with one stream a connection five times, with several less.
    Hyper(Protocol),
}

/// In which version of HTTP hyper sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP/1.1, one request at once on a connection: to hold the raw engine against another.
    Http1,
    /// HTTP/2: within TLS by agreement (ALPN), else because it is known to be spoken there.
    Http2 {
        /// Requests at once on a connection, where the receiver allows as many; [`STREAMS_MAX`] at most.
        streams: NonZeroU32,
    },
}

impl Engine {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Hyper(Protocol::Http1) => "hyper/1.1",
            Self::Hyper(Protocol::Http2 { .. }) => "hyper/2",
        }
    }

    /// Whether it sends by HTTP/1.1.
    pub(crate) const fn speaks_http1(self) -> bool {
        match self {
            Self::Raw | Self::Hyper(Protocol::Http1) => true,
            Self::Hyper(Protocol::Http2 { .. }) => false,
        }
    }

    /// Requests at once on a connection.
    pub const fn streams(self) -> NonZeroU32 {
        match self {
            Self::Raw => NonZeroU32::MIN,
            Self::Hyper(protocol) => protocol.streams(),
        }
    }
}

impl Protocol {
    /// Requests at once on a connection.
    pub const fn streams(self) -> NonZeroU32 {
        match self {
            Self::Http1 => NonZeroU32::MIN,
            Self::Http2 { streams } => streams,
        }
    }
}

/// Whether a thread waits for a due time asleep to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waking {
    /// It does, and wakes some 30 to 50 µs late.
    Asleep,
    /// It is awake from 60 µs before. Only where there are more cores than threads of the
    /// generator; elsewhere it sleeps, since it would take the core that it waits for.
    AwakeBefore,
}

/// The moment at which a run was begun, since this crate reads no clock that knows the date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Since 1970.
    pub since_epoch: Duration,
    /// RFC 3339, in UTC.
    pub text: String,
}

/// What a run is made of.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    /// Name and version of the program, for the report.
    pub tool: String,
    /// Now.
    pub begun: Moment,
    /// Where to.
    pub destination: Destination,
    /// What and when.
    pub plan: Plan,
    /// What events hold.
    pub content: Content,
    /// The callback key; without one nothing is signed.
    pub key: Option<CallbackKey>,
    /// From sending to `t`.
    pub validity: Seconds,
    /// The run, as it stands in the names of streams.
    pub run: RunName,
    /// Which engine.
    pub engine: Engine,
    /// Connections in all.
    pub connections: NonZeroU32,
    /// Threads; no more than connections are used.
    pub threads: NonZeroU32,
    /// How threads wait.
    pub waking: Waking,
    /// After how long a request counts as unanswered.
    pub timeout: Duration,
    /// How long after the last due time answers are waited for at most. As a rule, for ever: what was sent is waited for as long as its
    /// time-out lasts, and what was not sent within ten seconds after the last due time never is.
    pub drain: Duration,
    /// How late one request in a hundred may go out by our own fault without being held against the run.
    pub lateness: Duration,
    /// How failed deliveries come back, if they do.
    pub retrying: Option<Retrying>,
}

impl LoadOptions {
    /// Options with what is mostly right: 64 connections, one thread, 20 s for an answer.
    pub fn new(begun: Moment, destination: Destination, plan: Plan) -> Self {
        let content = Content::highlight(plan.seed);
        Self {
            tool: concat!("livehook ", env!("CARGO_PKG_VERSION")).to_owned(),
            run: RunName::of(u64::try_from(begun.since_epoch.as_millis()).unwrap_or_default()),
            begun,
            destination,
            plan,
            content,
            key: None,
            validity: VALIDITY,
            engine: Engine::Raw,
            connections: const { NonZeroU32::new(64).expect("64 is not 0") },
            threads: NonZeroU32::MIN,
            waking: Waking::Asleep,
            timeout: Duration::from_secs(20),
            drain: Duration::MAX,
            lateness: OWN_LAG,
            retrying: None,
        }
    }
}

/// How a run is watched and ended from outside.
#[derive(Debug, Clone, Default)]
pub struct Control {
    /// Ends the run when it is set: what is due by then is accounted for, answers are waited for half a second.
    pub interrupt: Arc<AtomicBool>,
    /// Gets what becomes of each event, for a look into the receiver afterwards.
    pub fates: Option<Arc<Fates>>,
    /// Gets each second when it is over. A full channel loses them; the run does not wait.
    pub seconds: Option<SyncSender<Interval>>,
}
