//! What all requests of a receiver share. Nothing here is locked for longer than a counter takes.

use std::{fmt, sync::Arc};

use livehook_inbox::Inbox;
use tokio::sync::watch;

use crate::{
    ReceiverConfig, StoredStream, budget::Budget, clock::Clock, observe::Observer,
    readers::Readers, stored::Announcer,
};

/// A receiver without its sockets: configuration, inbox, clock, and what is counted. Cheap to clone.
#[derive(Clone)]
pub struct ReceiverState(Arc<Shared>);

/// What the state holds; read-only but for counters.
pub(crate) struct Shared {
    pub(crate) config: ReceiverConfig,
    pub(crate) inbox: Inbox,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) budget: Budget,
    pub(crate) announcer: Announcer,
    pub(crate) observer: Observer,
    pub(crate) readers: Arc<Readers>,
    taking: watch::Sender<Taking>,
}

/// Whether callbacks are still taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taking {
    New,
    NothingNew,
}

impl Shared {
    /// From here on no new callback is taken; a load balancer is told so.
    pub(crate) fn begin_draining(&self) {
        self.taking.send_replace(Taking::NothingNew);
    }

    pub(crate) fn is_draining(&self) -> bool {
        *self.taking.borrow() == Taking::NothingNew
    }

    /// Returns once no new callback is taken.
    pub(crate) async fn draining(&self) {
        let mut taking = self.taking.subscribe();
        // The sender lives in `self`, so there is no other way for this to end.
        drop(taking.wait_for(|taking| *taking == Taking::NothingNew).await);
    }
}

impl ReceiverState {
    /// A receiver that stores into `inbox` and believes `clock`. The inbox stays the caller's to close.
    #[must_use]
    pub fn new(config: ReceiverConfig, inbox: Inbox, clock: impl Clock) -> Self {
        let started = clock.now();
        Self(Arc::new(Shared {
            budget: Budget::new(config.limits().bodies_in_flight_bytes),
            readers: Arc::new(Readers::of(inbox.clone())),
            config,
            inbox,
            clock: Box::new(clock),
            announcer: Announcer::new(),
            observer: Observer::new(started),
            taking: watch::Sender::new(Taking::New),
        }))
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &ReceiverConfig {
        &self.0.config
    }

    /// The inbox it stores into.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        &self.0.inbox
    }

    /// Listens to events that are stored from now on.
    #[must_use]
    pub fn stored(&self) -> StoredStream {
        self.0.announcer.listen()
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0
    }
}

impl fmt::Debug for ReceiverState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiverState").field("config", &self.0.config).finish_non_exhaustive()
    }
}
