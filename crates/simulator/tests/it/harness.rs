//! What the tests of this crate share: a world, a key, a time, and a receiver that does as it is told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use livehook_core::{CallbackKey, Seconds, UnixSeconds, VALIDITY};
use livehook_simulator::{
    Seed,
    delivery::{Clock, Http, MayTest, Outcome, RetryPlan, Retrying, Target, Transport},
    recipe::{EventSpec, Prepared, Recipe, Signing},
    world::{Choices, World},
};
use tokio::time::Instant;

/// 2025-10-22 10:37:14 UTC.
pub(crate) const NOW: UnixSeconds = UnixSeconds(1_761_129_434);

pub(crate) fn key() -> CallbackKey {
    CallbackKey::new("Smq2rJ7fTnVx0cKd8LhW4bYp6ZgQaEuB").unwrap()
}

pub(crate) fn signing() -> Signing {
    Signing { key: Some(key()), validity: VALIDITY }
}

pub(crate) fn world() -> World {
    World::new(Seed(7), Choices::EVERYTHING, NOW).unwrap()
}

pub(crate) fn sound() -> Recipe {
    Recipe::sound(EventSpec::Highlight(world()), Seed(7))
}

/// A transport that answers as it was told, after as long as it was told, and remembers what was sent.
pub(crate) struct Scripted {
    takes: Duration,
    outcomes: Mutex<VecDeque<Outcome>>,
    pub(crate) sent: Mutex<Vec<Prepared>>,
}

impl Scripted {
    /// Answers with these statuses in turn, and with the last one for ever.
    pub(crate) fn statuses(takes: Duration, statuses: &[u16]) -> Self {
        let answered = |status: &u16| Outcome::Answered { status: *status, excerpt: String::new() };
        let outcomes = statuses.iter().map(answered).collect();
        Self { takes, outcomes: Mutex::new(outcomes), sent: Mutex::default() }
    }
}

impl Transport for Scripted {
    async fn send(&self, prepared: &Prepared) -> Outcome {
        self.sent.lock().unwrap().push(prepared.clone());
        tokio::time::sleep(self.takes).await;
        let mut outcomes = self.outcomes.lock().unwrap();
        if outcomes.len() > 1 { outcomes.pop_front().unwrap() } else { outcomes[0].clone() }
    }
}

/// A clock that stands.
pub(crate) fn standing_clock() -> Clock {
    Arc::new(|| NOW)
}

/// A clock that goes with tokio's, paused or not.
pub(crate) fn going_clock() -> Clock {
    let start = Instant::now();
    Arc::new(move || NOW.saturating_add(Seconds(start.elapsed().as_secs())))
}

/// A retry plan that does not wait.
pub(crate) fn at_once(retries: u32) -> Retrying {
    let plan =
        RetryPlan { name: "at once", retries, interval: Duration::ZERO, source: "this test" };
    Retrying { plan, ..Retrying::OFF }
}

/// A client for a server of this test.
pub(crate) fn http(url: &str, timeout: Duration) -> Http {
    Http::new(Target::parse(url, &MayTest::default()).unwrap(), timeout).unwrap()
}

/// Long enough for any server of a test that does answer.
pub(crate) const AMPLE: Duration = Duration::from_secs(10);
