//! Takes many callbacks through their attempts: one after another, or several at a time.

use std::{collections::BTreeMap, fmt, num::NonZeroU64, str::FromStr, sync::Arc, time::Duration};

use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{Instant, sleep_until},
};

use super::{Attempt, Attempts, Clock, Delivery, Outcome, Retrying, Transport};
use crate::{
    Seed,
    judge::Judgement,
    recipe::{Edits, EventSpec, Flaw, Prepared, Recipe, RecipeError, Signing},
};

/// The most callbacks that are under way at once.
pub const JOBS_MAX: usize = 256;

/// Attempts that were made and not yet reported; more of them wait. Each holds its body, which may
/// be over a megabyte.
const REPORTS_QUEUED_MAX: usize = 64;

/// How many callbacks are under way at once, 1 to [`JOBS_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jobs(usize);

/// Why a number of jobs was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no number of callbacks to have under way at once: give 1 to {JOBS_MAX}")]
pub struct JobsError(pub String);

impl Jobs {
    /// One after another.
    pub const ONE: Self = Self(1);
}

impl FromStr for Jobs {
    type Err = JobsError;

    fn from_str(text: &str) -> Result<Self, JobsError> {
        let jobs = text.parse().ok().filter(|jobs| (1..=JOBS_MAX).contains(jobs));
        jobs.map(Self).ok_or_else(|| JobsError(text.to_owned()))
    }
}

impl fmt::Display for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Callbacks to be sent.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// What happened.
    pub event: EventSpec,
    /// What is changed about each.
    pub edits: Edits,
    /// What is wrong with them, in turn; none of these means that all are sound.
    pub flaws: Vec<Flaw>,
    /// Where the flaws' own decisions begin.
    pub seed: Seed,
    /// How they are signed.
    pub signing: Signing,
    /// How many.
    pub count: NonZeroU64,
    /// From the start of one to the start of the next, at least.
    pub interval: Duration,
    /// How many at once.
    pub jobs: Jobs,
    /// What is done about failures.
    pub retrying: Retrying,
}

impl Campaign {
    /// How the callback with this index is made.
    pub fn recipe(&self, index: u64) -> Recipe {
        let n_flaws = self.flaws.len() as u64;
        let flaw =
            index.checked_rem(n_flaws).and_then(|turn| self.flaws.get(usize::try_from(turn).ok()?));
        Recipe {
            event: self.event.clone(),
            edits: self.edits.clone(),
            flaw: flaw.copied(),
            seed: self.seed,
        }
    }

    /// Makes the first callback of each flaw, so that what cannot be made is known before anything
    /// is sent.
    fn rehearse(&self, clock: &Clock) -> Result<(), RecipeError> {
        let n_kinds = (self.flaws.len() as u64).max(1).min(self.count.get());
        (0..n_kinds).try_for_each(|index| {
            self.recipe(index).prepare(index, &self.signing, clock()).map(drop)
        })
    }
}

/// One attempt within a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The callback's index, from 0.
    pub index: u64,
    /// What is wrong with it.
    pub flaw: Option<Flaw>,
    /// The callback as it was sent.
    pub sent: Prepared,
    /// What came of it.
    pub attempt: Attempt,
    /// How that compares with the answers table.
    pub judgement: Judgement,
}

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Callbacks.
    pub callbacks: u64,
    /// Requests.
    pub attempts: u64,
    /// Callbacks that were answered 200 in the end.
    pub delivered: u64,
    /// Callbacks whose last answer was the one that the answers table has for their situation.
    pub as_expected: u64,
    /// Requests by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Requests without an answer, by kind.
    pub failures: BTreeMap<&'static str, u64>,
}

impl Summary {
    fn count(&mut self, delivery: &Delivery) {
        self.callbacks += 1;
        self.delivered += u64::from(delivery.is_delivered());
        for attempt in &delivery.attempts {
            self.attempts += 1;
            match &attempt.outcome {
                Outcome::Answered { status, .. } => *self.statuses.entry(*status).or_default() += 1,
                Outcome::Failed { kind, .. } => {
                    *self.failures.entry(kind.as_str()).or_default() += 1;
                }
            }
        }
        let judged =
            delivery.outcome().map(|outcome| Judgement::of(delivery.sent.situation, outcome));
        self.as_expected += u64::from(judged.is_some_and(|judgement| judgement.is_as_expected()));
    }
}

/// Sends all callbacks of a campaign and tells of each attempt as it ends. Dropping the future
/// stops the run.
///
/// # Errors
///
/// [`RecipeError`], before anything is sent.
pub async fn run<T: Transport + 'static>(
    campaign: Campaign,
    transport: T,
    clock: Clock,
    mut report: impl FnMut(&Report),
) -> Result<Summary, RecipeError> {
    campaign.rehearse(&clock)?;
    let shared = Arc::new((campaign, transport, clock));
    let campaign = &shared.0;
    let (reports, mut reported) = mpsc::channel(REPORTS_QUEUED_MAX);
    let mut under_way = JoinSet::new();
    let mut summary = Summary::default();
    let mut due = Instant::now();
    let mut index = 0;
    while index < campaign.count.get() || !under_way.is_empty() {
        let may_start = index < campaign.count.get() && under_way.len() < campaign.jobs.0;
        tokio::select! {
            biased;
            Some(each) = reported.recv() => report(&each),
            Some(delivery) = under_way.join_next() => {
                let delivery: Result<Delivery, RecipeError> =
                    delivery.expect("a delivery neither panics nor is aborted");
                summary.count(&delivery?);
            }
            () = sleep_until(due), if may_start => {
                under_way.spawn(one(shared.clone(), index, reports.clone()));
                index += 1;
                due = Instant::now() + campaign.interval;
            }
        }
    }
    while let Ok(each) = reported.try_recv() {
        report(&each);
    }
    Ok(summary)
}

async fn one<T: Transport>(
    shared: Arc<(Campaign, T, Clock)>,
    index: u64,
    reports: mpsc::Sender<Report>,
) -> Result<Delivery, RecipeError> {
    let (campaign, transport, clock) = &*shared;
    let recipe = campaign.recipe(index);
    let mut under_way = Attempts::at(&recipe, index, &campaign.signing, &campaign.retrying, clock)?;
    let mut attempts = Vec::new();
    while let Some(attempt) = under_way.next(transport).await {
        let sent = under_way.sent().clone();
        let judgement = Judgement::of(sent.situation, &attempt.outcome);
        let each = Report { index, flaw: recipe.flaw, sent, attempt: attempt.clone(), judgement };
        // Sending fails only when the run was dropped, and then this task is too.
        drop(reports.send(each).await);
        attempts.push(attempt);
    }
    Ok(Delivery { sent: under_way.sent().clone(), attempts })
}
