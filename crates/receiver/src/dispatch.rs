//! Hands events in the inbox on to a [`Handler`]: oldest first, a few at once, again after a growing pause when it fails.
//!
//! What is to be done stands in the inbox alone (`received`); this remembers only what it has in hand. So a new start, an
//! operator's `requeue` and a release from quarantine all lead here without a word from anybody.

mod attempt;
mod backlog;
mod crowd;
mod outage;
mod retries;

use std::{collections::HashMap, num::NonZeroUsize, sync::Arc, time::Duration};

use livehook_inbox::{InboxError, RecordId};
use tokio::{
    task::{Id, JoinError, JoinSet},
    time::{Instant, interval_at, sleep_until, timeout_at},
};

use crate::{
    Handler, ReceiverState, StoredNotice, config::LONGEST_SPAN, handler::Again, state::Shared,
};
use attempt::{AttemptError, attempt};
use backlog::Backlog;
use crowd::Crowd;
use outage::Outage;
use retries::{Retries, Retry};

/// How many events are handled at once by default.
pub const DEFAULT_HANDLING: NonZeroUsize = NonZeroUsize::new(8).expect("8 is not 0");

/// The pause before the first retry by default; each further one doubles it.
pub const DEFAULT_FIRST_RETRY: Duration = Duration::from_secs(1);

/// The longest pause between two attempts by default.
pub const DEFAULT_LONGEST_RETRY: Duration = Duration::from_secs(300);

/// How many failed events wait for their retry at most. Beyond that only events are begun that were never begun before, one at a
/// time, and one that fails is left to later.
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
        crowd: Crowd::new(config.first_retry),
        turn: Turn::New,
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
    crowd: Crowd,
    turn: Turn,
    tasks: JoinSet<Result<(), AttemptError>>,
    in_hand: HashMap<Id, Retry>,
    dispatched: Dispatched,
}

/// Which kind of event is begun next, where there are both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Retry,
    New,
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

    /// Begins as many events as may be handled at once: retries that are due and others by turns, so that neither keeps the other
    /// waiting however long they take.
    async fn begin_what_can_be(&mut self) {
        while self.in_hand.len() < self.room() {
            let retry_first = self.turn == Turn::Retry || self.outage.until().is_some();
            let next = if retry_first {
                match self.due_retry() {
                    Some(retry) => Some(retry),
                    None => self.next_new().await,
                }
            } else {
                match self.next_new().await {
                    Some(new) => Some(new),
                    None => self.due_retry(),
                }
            };
            let Some(next) = next else { return };
            self.turn = if next.attempt == 1 { Turn::Retry } else { Turn::New };
            self.begin(next);
        }
    }

    fn due_retry(&mut self) -> Option<Retry> {
        self.retries.take_due(Instant::now())
    }

    /// How many may be in hand now.
    fn room(&self) -> usize {
        self.outage.room(self.config.handling.get(), Instant::now())
    }

    /// When to begin something though nothing happens until then: as long as all hands are full, nothing can be.
    fn next_begin(&self) -> Option<Instant> {
        match self.room() {
            0 => self.outage.until(),
            room if self.in_hand.len() < room => {
                let crowd = self.is_crowded().then(|| self.crowd.until()).flatten();
                self.retries.next_due().into_iter().chain(crowd).min()
            }
            _ => None,
        }
    }

    /// The oldest received event that is not in hand already; where too many have failed, the oldest that never was.
    async fn next_new(&mut self) -> Option<Retry> {
        if self.is_crowded() {
            if !self.crowd.has_room(Instant::now()) {
                return None;
            }
            let found = self.backlog.next_fresh(&self.shared.readers).await;
            let found = found.unwrap_or_else(|error| cannot_look(&error));
            self.crowd.begun(found);
            return found.map(Retry::first);
        }
        loop {
            match self.backlog.next(&self.shared.readers).await {
                Ok(Some(id)) if self.has(id) => {}
                found => {
                    return found.unwrap_or_else(|error| cannot_look(&error)).map(Retry::first);
                }
            }
        }
    }

    /// Whether no further failure can be remembered.
    fn is_crowded(&self) -> bool {
        self.retries.len() >= MAX_RETRYING
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
                self.crowd.handled(retry.id);
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
        // One that finds no room is `received` in the inbox still, and is begun anew once there is.
        if !(self.crowd.failed(retry.id, now) && self.is_crowded()) {
            self.retries.add(retry, at);
        }
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

fn cannot_look(error: &InboxError) -> Option<RecordId> {
    tracing::warn!(code = error.code(), %error, "cannot look for events to hand on");
    None
}

/// Returns at `at`, or never.
async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
