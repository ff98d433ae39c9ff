//! When to look: a receiver may answer first and do its work a moment later.

use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use crate::{Probe, ProbeError, Question};

/// Between the first two questions.
const PAUSE_FIRST: Duration = Duration::from_millis(20);
/// Between later ones: pauses grow to this.
const PAUSE_MAX: Duration = Duration::from_millis(100);

/// Asks until there are `at_least` so many, or the time is over, and gives the last count.
///
/// The last question is asked when the time is over; how long it takes then is the probe's limit. An error that may pass,
/// such as a receiver that is just starting, is waited out like a count that is too small.
///
/// # Errors
///
/// What the probe said last, or the first thing that will not pass by waiting.
pub async fn settled(
    probe: &dyn Probe,
    question: &Question,
    at_least: u64,
    within: Duration,
) -> Result<u64, ProbeError> {
    // None: longer than any clock goes.
    let end = Instant::now().checked_add(within);
    let mut pause = PAUSE_FIRST;
    loop {
        let counted = probe.count(question).await;
        let enough = match &counted {
            Ok(count) => *count >= at_least,
            Err(error) => !error.may_pass(),
        };
        let now = Instant::now();
        if enough || end.is_some_and(|end| now >= end) {
            return counted;
        }
        let next = now + pause;
        sleep_until(end.map_or(next, |end| end.min(next))).await;
        pause = (pause * 3 / 2).min(PAUSE_MAX);
    }
}

/// Waits so long, and asks then. For where nothing more must come.
///
/// # Errors
///
/// What the probe said.
pub async fn steady(
    probe: &dyn Probe,
    question: &Question,
    for_: Duration,
) -> Result<u64, ProbeError> {
    sleep(for_).await;
    probe.count(question).await
}
