//! Hands events in the inbox on to a [`Handler`]: oldest first, a few at once, again after a growing pause when it fails.
//!
//! What is to be done stands in the inbox alone (`received`); this remembers only what it has in hand. So a new start, an
//! operator's `requeue` and a release from quarantine all lead here without a word from anybody.

mod backlog;
mod outage;
mod retries;

use std::{collections::HashMap, num::NonZeroUsize, sync::Arc, time::Duration};

use livehook_inbox::{InboxError, RecordId};
use tokio::{
    task::{Id, JoinError, JoinSet},
    time::{Instant, interval_at, sleep_until, timeout_at},
};

use crate::{
    HandedEvent, Handler, HandlerError, ReceiverState, StoredNotice, config::LONGEST_SPAN,
    handler::Again, state::Shared,
};
use backlog::Backlog;
use outage::Outage;
use retries::{Retries, Retry};

/// How many events are handled at once by default.
pub const DEFAULT_HANDLING: NonZeroUsize = NonZeroUsize::new(8).expect("8 is not 0");

/// The pause before the first retry by default; each further one doubles it.
pub const DEFAULT_FIRST_RETRY: Duration = Duration::from_secs(1);

/// The longest pause between two attempts by default.
pub const DEFAULT_LONGEST_RETRY: Duration = Duration::from_secs(300);

/// How many failed events wait for their retry before no further ones are begun.
pub const MAX_RETRYING: usize = 1_024;

/// How often the inbox is looked through for what another process requeued or released.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// How events are handed on. A span over a day counts as a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DispatchConfig {
    /// How many are handled at once. With 1, in the order of arrival, but for retries.
    pub handling: NonZeroUsize,
    /// The pause before the first retry.
    pub first_retry: Duration,
    /// The longest pause.
    pub longest_retry: Duration,
    /// How long what is in hand may take at shutdown. What takes longer is handed on again next time.
    pub drain: Duration,
}

impl DispatchConfig {
    /// The same, with no span that could pass the end of time.
    fn bounded(self) -> Self {
        Self {
            first_retry: self.first_retry.min(LONGEST_SPAN),
            longest_retry: self.longest_retry.min(LONGEST_SPAN),
            drain: self.drain.min(LONGEST_SPAN),
            ..self
        }
    }
}

impl Default for DispatchConfig {
    fn default() -> Self {
        Self {
            handling: DEFAULT_HANDLING,
            first_retry: DEFAULT_FIRST_RETRY,
            longest_retry: DEFAULT_LONGEST_RETRY,
            drain: crate::DEFAULT_DRAIN,
        }
    }
}

/// What a dispatcher did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dispatched {
    /// Events handled, and noted as done.
    pub done: u64,
    /// Attempts that failed.
    pub failed: u64,
    /// Events in hand when the drain time was over.
    pub aborted: u64,
}

/// Hands events on until `shutdown`, then lets those in hand finish.
///
/// Run one for an inbox: two would hand each event on twice. Events stay `received` while none runs.
pub async fn dispatch(
    state: ReceiverState,
    handler: impl Handler,
    config: DispatchConfig,
    shutdown: impl Future<Output = ()> + Send,
) -> Dispatched {
    let config = config.bounded();
    state.shared().observer.handing().begin();
    let mut dispatcher = Dispatcher {
        shared: Arc::clone(state.shared()),
        handler: Arc::new(handler),
        config,
        backlog: Backlog::new(),
        retries: Retries::new(config.first_retry, config.longest_retry),
        outage: Outage::new(config.first_retry, config.longest_retry),
        tasks: JoinSet::new(),
        in_hand: HashMap::new(),
        dispatched: Dispatched::default(),
    };
    dispatcher.run(state, shutdown).await;
    dispatcher.drain().await
}

struct Dispatcher<H> {
    shared: Arc<Shared>,
    handler: Arc<H>,
    config: DispatchConfig,
    backlog: Backlog,
    retries: Retries,
    outage: Outage,
    tasks: JoinSet<Result<(), AttemptError>>,
    in_hand: HashMap<Id, Retry>,
    dispatched: Dispatched,
}

impl<H: Handler> Dispatcher<H> {
    async fn run(&mut self, state: ReceiverState, shutdown: impl Future<Output = ()>) {
        tokio::pin!(shutdown);
        let mut arrivals = state.stored();
        let mut look_again = interval_at(Instant::now() + LOOK_AGAIN, LOOK_AGAIN);
        loop {
            self.begin_what_can_be().await;
            let next_at = self.next_begin();
            tokio::select! {
                biased;
                () = &mut shutdown => return,
                Some(ended) = self.tasks.join_next_with_id() => self.note(ended),
                notice = arrivals.next() => match notice {
                    Some(StoredNotice::Stored(_)) => self.backlog.arrived(),
                    Some(StoredNotice::Missed(_)) => self.backlog.look_again(),
                    None => return,
                },
                () = due(next_at) => {}
                _ = look_again.tick() => self.backlog.look_again(),
            }
        }
    }

    /// Begins as many events as may be handled at once: retries that are due first, for they are the oldest.
    async fn begin_what_can_be(&mut self) {
        while self.in_hand.len() < self.room() {
            if let Some(retry) = self.retries.take_due(Instant::now()) {
                self.begin(retry);
            } else if self.retries.len() < MAX_RETRYING
                && let Some(id) = self.next_new().await
            {
                self.begin(Retry::first(id));
            } else {
                return;
            }
        }
    }

    /// How many may be in hand now.
    fn room(&self) -> usize {
        self.outage.room(self.config.handling.get(), Instant::now())
    }

    /// When to begin something though nothing happens until then: as long as all hands are full, nothing can be.
    fn next_begin(&self) -> Option<Instant> {
        match self.room() {
            0 => self.outage.until(),
            room if self.in_hand.len() < room => self.retries.next_due(),
            _ => None,
        }
    }

    /// The oldest received event that is not in hand already.
    async fn next_new(&mut self) -> Option<RecordId> {
        loop {
            match self.backlog.next(&self.shared.readers).await {
                Ok(Some(id)) if self.has(id) => {}
                Ok(found) => return found,
                Err(error) => {
                    tracing::warn!(code = error.code(), %error, "cannot look for events to hand on");
                    return None;
                }
            }
        }
    }

    fn has(&self, id: RecordId) -> bool {
        self.retries.has(id) || self.in_hand.values().any(|retry| retry.id == id)
    }

    fn begin(&mut self, retry: Retry) {
        let attempt = attempt(Arc::clone(&self.shared), Arc::clone(&self.handler), retry);
        let task = self.tasks.spawn(attempt);
        self.in_hand.insert(task.id(), retry);
    }

    /// Notes how an attempt ended.
    fn note(&mut self, ended: Result<(Id, Result<(), AttemptError>), JoinError>) {
        let (task, outcome) = match ended {
            Ok((task, outcome)) => (task, outcome),
            Err(error) => (error.id(), Err(AttemptError::Panicked)),
        };
        let Some(retry) = self.in_hand.remove(&task) else { return };
        match outcome {
            Ok(()) => {
                self.dispatched.done += 1;
                self.note_reached();
            }
            Err(error) => self.note_failed(retry, &error),
        }
    }

    fn note_failed(&mut self, retry: Retry, error: &AttemptError) {
        self.dispatched.failed += 1;
        self.shared.observer.handing().failed(error.code());
        let (again, now) = (error.again(), Instant::now());
        let at = match again {
            Again::WhenReachable => self.outage.unreached(now),
            Again::Growing => now + self.retries.pause_after(retry),
            Again::NotBefore(pause) => {
                now + self.retries.pause_after(retry).max(pause.min(LONGEST_SPAN))
            }
        };
        self.retries.add(retry, at);
        tracing::warn!(
            code = error.code(),
            record = retry.id.number(),
            attempt = retry.attempt,
            pause_ms = u64::try_from((at - now).as_millis()).unwrap_or(u64::MAX),
            %error,
            "an event was not handled; it is handed on again",
        );
        if again != Again::WhenReachable {
            self.note_reached();
        }
    }

    fn note_reached(&mut self) {
        if self.outage.reached() {
            tracing::info!("whoever handles events can be reached again");
        }
    }

    async fn drain(mut self) -> Dispatched {
        let deadline = Instant::now() + self.config.drain;
        while let Ok(Some(ended)) = timeout_at(deadline, self.tasks.join_next_with_id()).await {
            self.note(ended);
        }
        self.dispatched.aborted = self.in_hand.len() as u64;
        self.dispatched
    }
}

/// Reads an event, has it handled, and notes that. Noting belongs to the attempt: while it fails, the event is not done.
async fn attempt<H: Handler>(
    shared: Arc<Shared>,
    handler: Arc<H>,
    Retry { id, attempt }: Retry,
) -> Result<(), AttemptError> {
    let found = shared.readers.read(move |reader| Ok(reader.get(id)?.zip(reader.raw(id)?))).await?;
    // Gone meanwhile: handled by somebody else, and pruned.
    let Some((record, body)) = found else { return Ok(()) };
    if record.state != livehook_inbox::State::Received {
        return Ok(());
    }
    handler.handle(&HandedEvent { record, body, attempt }).await?;
    shared.inbox.mark_done(vec![id], shared.clock.now()).await?;
    shared.observer.handing().handed_on();
    Ok(())
}

/// Why an attempt failed.
#[derive(Debug, thiserror::Error)]
enum AttemptError {
    #[error(transparent)]
    Handler(#[from] HandlerError),
    #[error(transparent)]
    Inbox(#[from] InboxError),
    #[error("the handler panicked")]
    Panicked,
}

impl AttemptError {
    const fn code(&self) -> &'static str {
        match self {
            Self::Handler(error) => error.code(),
            Self::Inbox(error) => error.code(),
            Self::Panicked => "handler_panicked",
        }
    }

    const fn again(&self) -> Again {
        match self {
            Self::Handler(error) => error.again(),
            Self::Inbox(_) | Self::Panicked => Again::Growing,
        }
    }
}

/// Returns at `at`, or never.
async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
