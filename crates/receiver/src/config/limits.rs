//! Every limit of the callback listener in one place, each with its default and the reason for it.

use std::time::Duration;

/// The largest body that is read. A 349 callback has about 1 KB a clip; Tencent names no bound.
pub const DEFAULT_BODY_BYTES: usize = 1 << 20;

/// How long a whole body may take, however it drips. Tencent itself gives up after 20 s.
pub const DEFAULT_BODY_TIME: Duration = Duration::from_secs(10);

/// How long a connection may take to send a whole header, idle keep-alive included.
pub const DEFAULT_HEADER_TIME: Duration = Duration::from_secs(10);

/// How long a peer may leave an answer unread before its connection is closed.
pub const DEFAULT_WRITE_TIME: Duration = Duration::from_secs(10);

/// How many connections are served at once.
pub const DEFAULT_CONNECTIONS: usize = 2_048;

/// How many bytes of bodies are held at once, over all connections. The first 64 KiB of each come on top: a small body has room
/// whatever others send.
pub const DEFAULT_BODIES_IN_FLIGHT_BYTES: usize = 64 << 20;

/// How long what was accepted may take to finish once the service is asked to stop.
pub const DEFAULT_DRAIN: Duration = Duration::from_secs(10);

/// The longest span of any limit: added to now, it must not pass the end of time.
pub(crate) const LONGEST_SPAN: Duration = Duration::from_secs(24 * 60 * 60);

/// What a callback listener takes. A limit of zero is a limit: it refuses all that it counts. A span over a day counts as a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest body, in bytes; larger ones are answered 413.
    pub body_bytes: usize,
    /// How long a whole body may take; slower ones are answered 408.
    pub body_time: Duration,
    /// How long a header may take, from the first wait for it; slower connections are closed.
    pub header_time: Duration,
    /// How long an answer may lie unread; then the connection is closed.
    pub write_time: Duration,
    /// Connections served at once; more are accepted, answered 503 and closed. Of those, an eighth of this number, at least 1
    /// and at most 256, are answered at once; beyond that they are closed without an answer, to spare file descriptors.
    pub connections: usize,
    /// Bytes of bodies held at once over all connections, beyond the first 64 KiB of each; more are answered 503.
    pub bodies_in_flight_bytes: usize,
    /// How long accepted work may take to finish at shutdown.
    pub drain: Duration,
}

impl Limits {
    /// The same, with no span over [`LONGEST_SPAN`].
    pub(crate) fn bounded(self) -> Self {
        let bounded = |span: Duration| span.min(LONGEST_SPAN);
        Self {
            body_time: bounded(self.body_time),
            header_time: bounded(self.header_time),
            write_time: bounded(self.write_time),
            drain: bounded(self.drain),
            ..self
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: DEFAULT_BODY_BYTES,
            body_time: DEFAULT_BODY_TIME,
            header_time: DEFAULT_HEADER_TIME,
            write_time: DEFAULT_WRITE_TIME,
            connections: DEFAULT_CONNECTIONS,
            bodies_in_flight_bytes: DEFAULT_BODIES_IN_FLIGHT_BYTES,
            drain: DEFAULT_DRAIN,
        }
    }
}
