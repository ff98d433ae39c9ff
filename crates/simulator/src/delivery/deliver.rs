//! Takes one callback through its attempts.

use std::{future::Future, sync::Arc, time::Duration};

use livehook_core::UnixSeconds;
use tokio::time::{Instant, sleep_until};

use super::{Attempt, Next, Outcome, Resign, Retrying};
use crate::recipe::{Prepared, Recipe, RecipeError, Signing};

/// Tells the present time. Given by whoever owns the clock; tests give a standing one.
pub type Clock = Arc<dyn Fn() -> UnixSeconds + Send + Sync>;

/// Carries one request.
pub trait Transport: Send + Sync {
    /// Sends a callback once and waits for what comes of it. Failing is an outcome.
    fn send(&self, prepared: &Prepared) -> impl Future<Output = Outcome> + Send;
}

/// What became of one callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The callback as it was last sent.
    pub sent: Prepared,
    /// Every attempt, at least one.
    pub attempts: Vec<Attempt>,
}

impl Delivery {
    /// Whether the last attempt succeeded.
    pub fn is_delivered(&self) -> bool {
        self.outcome().is_some_and(Outcome::is_delivered)
    }

    /// What the last attempt came to.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.attempts.last().map(|attempt| &attempt.outcome)
    }
}

/// The attempts at one callback, made one by one.
pub struct Attempts<'a> {
    recipe: &'a Recipe,
    index: u64,
    signing: &'a Signing,
    retrying: &'a Retrying,
    clock: &'a Clock,
    sent: Prepared,
    first: Option<Instant>,
    /// Number of the next attempt and when it is due; none when there is none.
    upcoming: Option<(u32, Duration)>,
}

impl<'a> Attempts<'a> {
    /// Makes the callback; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`RecipeError`].
    pub fn at(
        recipe: &'a Recipe,
        index: u64,
        signing: &'a Signing,
        retrying: &'a Retrying,
        clock: &'a Clock,
    ) -> Result<Self, RecipeError> {
        let sent = recipe.prepare(index, signing, clock())?;
        let upcoming = Some((1, Duration::ZERO));
        Ok(Self { recipe, index, signing, retrying, clock, sent, first: None, upcoming })
    }

    /// The callback as it was last sent, or will be first.
    pub const fn sent(&self) -> &Prepared {
        &self.sent
    }

    /// Waits until the next attempt is due and makes it. None when the callback is delivered or the
    /// plan is at its end.
    pub async fn next(&mut self, transport: &impl Transport) -> Option<Attempt> {
        let (number, due) = self.upcoming.take()?;
        let first = *self.first.get_or_insert_with(Instant::now);
        sleep_until(first + due).await;
        if number > 1 && self.retrying.resign == Resign::Refresh {
            // What can go wrong with a recipe has nothing to do with the time, and it went well
            // before.
            if let Ok(fresh) = self.recipe.prepare(self.index, self.signing, (self.clock)()) {
                self.sent = fresh;
            }
        }
        let started = first.elapsed();
        let outcome = transport.send(&self.sent).await;
        let ended = first.elapsed();
        let next = if outcome.is_delivered() {
            Next::Delivered
        } else if number <= self.retrying.plan.retries {
            self.upcoming = Some((number + 1, self.retrying.next_due(started, ended)));
            Next::WillRetry
        } else {
            Next::GaveUp
        };
        Some(Attempt {
            number,
            t: self.sent.t,
            due,
            started,
            latency: ended - started,
            outcome,
            next,
        })
    }
}

/// Sends a callback until it is delivered or the plan has no more attempts.
///
/// # Errors
///
/// [`RecipeError`], before anything is sent.
pub async fn deliver(
    recipe: &Recipe,
    index: u64,
    signing: &Signing,
    retrying: &Retrying,
    transport: &impl Transport,
    clock: &Clock,
) -> Result<Delivery, RecipeError> {
    let mut under_way = Attempts::at(recipe, index, signing, retrying, clock)?;
    let mut attempts = Vec::new();
    while let Some(attempt) = under_way.next(transport).await {
        attempts.push(attempt);
    }
    Ok(Delivery { sent: under_way.sent, attempts })
}
