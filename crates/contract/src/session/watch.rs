//! How a run watches effects: how long one is waited for, what a count is of, and looks that end in time.

use std::{
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use livehook_probe::{ProbeError, Question, Scope};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout_at},
};

use super::{Session, Trouble};

/// So many looks at once: a receiver may be what answers them, one after another, and its accept queue may hold five.
const LOOKS_AT_ONCE: usize = 4;

/// How often one look is tried where what is wrong may pass, such as a locked database.
const TRIES_MAX: u32 = 4;

/// After the first try; each later pause is twice as long.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Between the first two looks for an effect that has to come.
const PAUSE_FIRST: Duration = Duration::from_millis(20);

/// Between later ones: pauses grow to this, or to this part of the time in which effects show.
const PAUSE_MAX: Duration = Duration::from_millis(100);
const PAUSE_OF_SETTLE: u32 = 8;

/// An effect that takes so many times as long as the slowest that was seen is still one.
const SETTLE_FACTOR: u32 = 2;

/// What a run has learnt of effects.
pub(super) struct Watch {
    /// How long an effect may take to show, in milliseconds.
    settle_ms: AtomicU64,
    /// What a count is of, once that was found out.
    scope: OnceLock<Scope>,
    /// Whether counts turned out to mean nothing.
    means_nothing: AtomicBool,
    looks: Semaphore,
    /// How long the quickest look took, in microseconds.
    look_us: AtomicU64,
    /// The last count of a total; none where something was sent since.
    total: Mutex<Option<u64>>,
}

impl Watch {
    pub(super) fn new(settle: Duration) -> Self {
        Self {
            settle_ms: AtomicU64::new(in_ms(settle)),
            scope: OnceLock::new(),
            means_nothing: AtomicBool::new(false),
            looks: Semaphore::new(LOOKS_AT_ONCE),
            look_us: AtomicU64::new(u64::MAX),
            total: Mutex::default(),
        }
    }

    /// Something is about to be sent.
    pub(super) fn will_move(&self) {
        self.set_total(None);
    }

    fn set_total(&self, total: Option<u64>) {
        *self.total.lock().unwrap_or_else(PoisonError::into_inner) = total;
    }
}

/// A count, and how long it took to become so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Looked {
    pub(crate) count: u64,
    /// From the beginning until the look that saw enough began; nothing where the first one did, or none.
    pub(crate) took: Duration,
}

impl Looked {
    pub(crate) const fn nothing_more(count: u64) -> Self {
        Self { count, took: Duration::ZERO }
    }
}

impl Session {
    /// How long an effect may take, and one that must not come is waited for.
    pub(crate) fn settle(&self) -> Duration {
        Duration::from_millis(self.watch.settle_ms.load(Ordering::Relaxed))
    }

    /// An effect took so long to show: those after it are given longer, if need be.
    pub(crate) fn took(&self, took: Duration) {
        self.watch.settle_ms.fetch_max(in_ms(took * SETTLE_FACTOR), Ordering::Relaxed);
    }

    /// What a count is of: what was found out, or else what the probe says of itself.
    pub(crate) fn scope(&self) -> Scope {
        let said = || self.options.probe.as_ref().map_or(Scope::Stream, |probe| probe.scope());
        self.watch.scope.get().copied().unwrap_or_else(said)
    }

    pub(crate) fn found_out(&self, scope: Scope) {
        self.watch.scope.get_or_init(|| scope);
    }

    /// Counts mean nothing: from now on only answers are judged.
    pub(crate) fn disregard_counts(&self) {
        self.watch.means_nothing.store(true, Ordering::Relaxed);
    }

    /// Whether there is a probe whose counts mean something.
    pub(crate) fn watches(&self) -> bool {
        self.options.probe.is_some() && !self.watch.means_nothing.load(Ordering::Relaxed)
    }

    /// How long a look takes where nothing holds it up, shared among those that are under way at once.
    pub(crate) fn look_share(&self) -> Duration {
        match self.watch.look_us.load(Ordering::Relaxed) {
            u64::MAX => Duration::ZERO,
            us => Duration::from_micros(us / LOOKS_AT_ONCE as u64),
        }
    }

    /// The count of a total that was seen last, where nothing was sent since.
    pub(crate) fn last_total(&self) -> Option<u64> {
        *self.watch.total.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks once; tries again where what is wrong may pass.
    pub(crate) async fn look(&self, question: &Question) -> Result<u64, Trouble> {
        let mut pause = TRY_AGAIN_AFTER;
        for _ in 1..TRIES_MAX {
            match self.look_once(question).await {
                Err(Trouble::Probe(error)) if error.may_pass() => sleep(pause).await,
                looked => return looked,
            }
            pause *= 2;
        }
        self.look_once(question).await
    }

    async fn look_once(&self, question: &Question) -> Result<u64, Trouble> {
        let Some(probe) = &self.options.probe else { return Ok(0) };
        let _place = self.watch.looks.acquire().await;
        let began = Instant::now();
        let counted = timeout_at(self.end, probe.count(question)).await;
        let count = counted.map_err(|_| Trouble::TimeLimit)?.map_err(Trouble::Probe)?;
        let took_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.watch.look_us.fetch_min(took_us, Ordering::Relaxed);
        if self.scope() == Scope::Total && question.event_type.is_none() {
            self.watch.set_total(Some(count));
        }
        Ok(count)
    }

    /// Looks until there are so many, or the time is over.
    pub(crate) async fn look_until(
        &self,
        question: &Question,
        at_least: u64,
        within: Duration,
    ) -> Result<Looked, Trouble> {
        let began = Instant::now();
        let end = began + within.min(self.left());
        let (mut pause, mut missed) = (PAUSE_FIRST, false);
        loop {
            let asked = Instant::now();
            let counted = self.look_once(question).await;
            let now = Instant::now();
            let is_last = now >= end;
            let took = if missed { asked - began } else { Duration::ZERO };
            match counted {
                Ok(count) if count >= at_least => return Ok(Looked { count, took }),
                Ok(count) if is_last => return Ok(Looked::nothing_more(count)),
                Ok(_) => {}
                Err(Trouble::Probe(error)) if error.may_pass() && !is_last => {}
                Err(trouble) => return Err(trouble),
            }
            missed = true;
            // A probe that takes long is asked less often.
            pause = pause.max(now - asked);
            sleep_until(end.min(now + pause)).await;
            pause = (pause * 3 / 2).min(PAUSE_MAX.max(self.settle() / PAUSE_OF_SETTLE));
        }
    }
}

/// Looks until each has so many, or the time is over; some at once, in the order of the questions.
pub(crate) async fn look_at_each(
    session: &Arc<Session>,
    wanted: Vec<(Question, u64)>,
    within: Duration,
) -> Result<Vec<Looked>, Trouble> {
    let mut looking = JoinSet::new();
    let n = wanted.len();
    for (order, (question, at_least)) in wanted.into_iter().enumerate() {
        let session = session.clone();
        looking.spawn(async move {
            let looked = match at_least {
                0 => session.look(&question).await.map(Looked::nothing_more),
                _ => session.look_until(&question, at_least, within).await,
            };
            (order, looked)
        });
    }
    let mut all = vec![Looked::nothing_more(0); n];
    while let Some(joined) = looking.join_next().await {
        let (order, looked) = joined.expect("it neither panics nor is aborted");
        all[order] = looked?;
    }
    Ok(all)
}

/// An error of a probe with what lies beneath it.
pub(super) fn with_cause(error: &ProbeError) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let (said, cause) = (error.to_string(), innermost.to_string());
    if said == cause { said } else { format!("{said}: {cause}") }
}

fn in_ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
