//! When is looked, on a clock that stands.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use livehook_probe::{Counted, FnProbe, Probe, ProbeError, Question, Scope, settled, steady};
use tokio::time::Instant;

use crate::harness::room;

/// One more with every question.
fn growing() -> FnProbe<impl Fn(&Question) -> u64 + Send + Sync> {
    let asked = AtomicU64::new(0);
    FnProbe::new(move |_: &Question| asked.fetch_add(1, Ordering::Relaxed))
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn enough_ends_the_waiting() {
    let begun = Instant::now();
    assert_eq!(settled(&growing(), &room(), 0, SECOND).await.unwrap(), 0);
    assert_eq!(begun.elapsed(), Duration::ZERO);
    assert_eq!(settled(&growing(), &room(), 2, SECOND).await.unwrap(), 2);
    assert_eq!(begun.elapsed(), Duration::from_millis(20 + 30));
    assert_eq!(settled(&growing(), &room(), 30, Duration::MAX).await.unwrap(), 30);
}

#[tokio::test(start_paused = true)]
async fn the_last_question_is_asked_when_the_time_is_over() {
    let begun = Instant::now();
    let never = FnProbe::new(|_: &Question| 1);
    assert_eq!(settled(&never, &room(), 2, SECOND).await.unwrap(), 1);
    assert_eq!(begun.elapsed(), SECOND);
    let asked = settled(&growing(), &room(), u64::MAX, SECOND).await.unwrap();
    assert_eq!(asked, 13, "20, 30, 45, 67 and then 100 ms, the last one shorter");
    assert_eq!(settled(&growing(), &room(), 1, Duration::ZERO).await.unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn steady_looks_once_and_late() {
    let begun = Instant::now();
    assert_eq!(steady(&growing(), &room(), SECOND).await.unwrap(), 0);
    assert_eq!(begun.elapsed(), SECOND);
}

/// Fails so often, and then answers 1.
struct Starting {
    failures: AtomicU64,
    error: fn() -> ProbeError,
}

impl Probe for Starting {
    fn count<'a>(&'a self, _: &'a Question) -> Counted<'a> {
        Box::pin(async {
            let less = |left: u64| left.checked_sub(1);
            match self.failures.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less) {
                Ok(_) => Err((self.error)()),
                Err(_) => Ok(1),
            }
        })
    }

    fn scope(&self) -> Scope {
        Scope::Total
    }

    fn tells_types(&self) -> bool {
        false
    }

    fn describe(&self) -> String {
        "a receiver that starts".to_owned()
    }
}

#[track_caller]
fn starting(failures: u64, error: fn() -> ProbeError) -> Starting {
    Starting { failures: AtomicU64::new(failures), error }
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_is_starting_is_waited_for() {
    let starts = starting(3, || ProbeError::Status { status: 503 });
    assert_eq!(settled(&starts, &room(), 1, SECOND).await.unwrap(), 1);
    let begun = Instant::now();
    let never_starts = starting(u64::MAX, || ProbeError::Timeout { seconds: 5 });
    let error = settled(&never_starts, &room(), 1, SECOND).await.unwrap_err();
    assert_eq!((error.code(), begun.elapsed()), ("observe_timeout", SECOND));
}

#[tokio::test(start_paused = true)]
async fn what_waiting_does_not_mend_is_said_at_once() {
    let begun = Instant::now();
    let wrong = starting(1, || ProbeError::Status { status: 401 });
    let error = settled(&wrong, &room(), 1, SECOND).await.unwrap_err();
    assert_eq!((error.code(), begun.elapsed()), ("observe_status", Duration::ZERO));
}
