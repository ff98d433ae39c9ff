//! Events handed on to an application: each at least once, failures again, in order.

use std::{
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use livehook_inbox::State;
use livehook_receiver::{
    DispatchConfig, Dispatched, HandedEvent, Handler, HandlerError, MAX_RETRYING, dispatch, health,
};
use tokio::{
    sync::{mpsc, oneshot},
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use tower::ServiceExt as _;

use crate::harness::{Answer, GOOD_T, NOW, PATIENCE, Receiver, event, signed};

/// What a handler does with each event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Handles,
    /// Attempts up to this one fail.
    FailsUntil(u32),
    /// The first attempt panics.
    PanicsFirst,
    /// Attempts up to this one reach nobody.
    UnreachableUntil(u32),
    /// Attempts up to this one are asked to come back after [`ASKED_PAUSE`].
    AsksForPauseUntil(u32),
}

/// Tells which event was handed on, and which attempt that was.
struct Teller {
    told: mpsc::UnboundedSender<(i64, u32)>,
    mood: Mood,
}

impl Handler for Teller {
    async fn handle(&self, handed: &HandedEvent) -> Result<(), HandlerError> {
        assert!(handed.decode().is_ok());
        let told = self.told.send((handed.record.id.number(), handed.attempt));
        told.map_err(HandlerError::new)?;
        match self.mood {
            Mood::FailsUntil(last) if handed.attempt <= last => Err(HandlerError::new("not now")),
            Mood::PanicsFirst if handed.attempt == 1 => panic!("as the test asked for"),
            Mood::UnreachableUntil(last)
                if handed.attempt <= last && handed.record.id.number() == 1 =>
            {
                Err(HandlerError::new("nobody there").with_code("away").unreachable())
            }
            Mood::AsksForPauseUntil(last) if handed.attempt <= last => {
                Err(HandlerError::new("later").not_before(ASKED_PAUSE))
            }
            _ => Ok(()),
        }
    }
}

/// A dispatcher that runs beside the test.
struct Running {
    told: mpsc::UnboundedReceiver<(i64, u32)>,
    stop: oneshot::Sender<()>,
    dispatching: JoinHandle<Dispatched>,
}

/// Longer than any pause of [`CONFIG`].
const ASKED_PAUSE: Duration = Duration::from_millis(150);

/// One event at a time, quick retries.
const CONFIG: DispatchConfig = DispatchConfig {
    handling: NonZeroUsize::MIN,
    first_retry: Duration::from_millis(5),
    longest_retry: Duration::from_millis(20),
    drain: PATIENCE,
};

fn start(receiver: &Receiver, mood: Mood) -> Running {
    let (tell, told) = mpsc::unbounded_channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let handler = Teller { told: tell, mood };
    let shutdown = async { drop(stopped.await) };
    let dispatching = tokio::spawn(dispatch(receiver.state.clone(), handler, CONFIG, shutdown));
    Running { told, stop, dispatching }
}

impl Running {
    async fn next(&mut self) -> (i64, u32) {
        timeout(PATIENCE, self.told.recv()).await.expect("an event is handed on").unwrap()
    }

    async fn stop(self) -> Dispatched {
        drop(self.stop);
        timeout(PATIENCE, self.dispatching).await.expect("it ends in time").unwrap()
    }
}

fn states(receiver: &Receiver) -> Vec<State> {
    receiver.records().iter().map(|record| record.state).collect()
}

#[tokio::test]
async fn what_was_there_and_what_comes_is_handed_on_in_order_and_noted_as_done() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    receiver.post(event(2)).await;
    let mut running = start(&receiver, Mood::Handles);
    assert_eq!(running.next().await, (1, 1));
    assert_eq!(running.next().await, (2, 1));
    receiver.post(event(3)).await;
    assert_eq!(running.next().await, (3, 1));
    assert_eq!(running.stop().await, Dispatched { done: 3, failed: 0, aborted: 0 });
    assert_eq!(states(&receiver), [State::Done; 3]);
}

#[tokio::test]
async fn an_event_whose_handler_fails_is_handed_on_again_under_its_id() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    let mut running = start(&receiver, Mood::FailsUntil(2));
    for attempt in 1..=3 {
        assert_eq!(running.next().await, (1, attempt));
    }
    assert_eq!(running.stop().await, Dispatched { done: 1, failed: 2, aborted: 0 });
}

#[tokio::test]
async fn a_handler_that_panics_has_only_failed() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    let mut running = start(&receiver, Mood::PanicsFirst);
    assert_eq!(running.next().await, (1, 1));
    assert_eq!(running.next().await, (1, 2));
    assert_eq!(running.stop().await, Dispatched { done: 1, failed: 1, aborted: 0 });
}

#[tokio::test]
async fn a_quarantined_record_is_handed_on_once_it_is_promoted() {
    let receiver = Receiver::new();
    let content = r#""event_type":1,"stream_id":"s""#;
    receiver.post(signed(content, NOW - 1)).await;
    receiver.post(event(2)).await;
    let mut running = start(&receiver, Mood::Handles);
    assert_eq!(running.next().await, (2, 1));
    receiver.post(signed(content, GOOD_T)).await;
    assert_eq!(running.next().await, (3, 1));
    assert_eq!(running.stop().await.done, 2);
}

#[tokio::test]
async fn what_failed_before_a_stop_is_handed_on_after_the_next_start() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    let mut first = start(&receiver, Mood::FailsUntil(u32::MAX));
    first.next().await;
    let dispatched = first.stop().await;
    assert_eq!((dispatched.done, dispatched.failed >= 1), (0, true));
    assert_eq!(states(&receiver), [State::Received]);
    let mut second = start(&receiver, Mood::Handles);
    assert_eq!(second.next().await, (1, 1));
    second.stop().await;
    assert_eq!(states(&receiver), [State::Done]);
}

#[tokio::test]
async fn while_nobody_can_be_reached_one_event_finds_out_and_the_others_do_not_fail() {
    let receiver = Receiver::new();
    for number in 1..=3 {
        receiver.post(event(number)).await;
    }
    let mut running = start(&receiver, Mood::UnreachableUntil(3));
    for expected in [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (3, 1)] {
        assert_eq!(running.next().await, expected);
    }
    assert_eq!(running.stop().await, Dispatched { done: 3, failed: 3, aborted: 0 });
    let page = metrics(&receiver).await;
    for line in [
        "livehook_forwarded_total 3",
        r#"livehook_forward_failures_total{code="away"} 3"#,
        "livehook_forward_waiting 0",
    ] {
        assert!(page.lines().any(|own| own == line), "{line} in\n{page}");
    }
}

pub(crate) async fn metrics(receiver: &Receiver) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let answer = health(&receiver.state).oneshot(request).await.unwrap();
    String::from_utf8(Answer::of(answer).await.body).unwrap()
}

#[tokio::test]
async fn where_nothing_is_handed_on_the_metrics_do_not_speak_of_it() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    let page = metrics(&receiver).await;
    assert!(!page.contains("forward"), "{page}");
}

#[tokio::test]
async fn a_handler_may_ask_for_a_longer_pause() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    let mut running = start(&receiver, Mood::AsksForPauseUntil(1));
    assert_eq!(running.next().await, (1, 1));
    let begun = Instant::now();
    assert_eq!(running.next().await, (1, 2));
    assert!(begun.elapsed() >= ASKED_PAUSE - Duration::from_millis(20), "{:?}", begun.elapsed());
    running.stop().await;
}

/// Refuses each event of type 1 for good.
struct Choosy(mpsc::UnboundedSender<i64>);

impl Handler for Choosy {
    async fn handle(&self, handed: &HandedEvent) -> Result<(), HandlerError> {
        if handed.record.event_type == Some(1) {
            return Err(HandlerError::new("never"));
        }
        self.0.send(handed.record.id.number()).map_err(HandlerError::new)
    }
}

#[tokio::test]
async fn events_that_fail_for_good_do_not_keep_the_others_waiting_however_many_they_are() {
    let receiver = Arc::new(Receiver::new());
    let refused = MAX_RETRYING + 20;
    let mut posts = JoinSet::new();
    for number in 0..refused {
        let receiver = Arc::clone(&receiver);
        posts.spawn(async move { receiver.post(event(number)).await.status });
    }
    assert!(posts.join_all().await.iter().all(StatusCode::is_success));
    let other = |number| signed(&format!(r#""event_type":2,"stream_id":"s{number}""#), GOOD_T);
    receiver.post(other(0)).await;
    let (tell, mut told) = mpsc::unbounded_channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let config = DispatchConfig { handling: NonZeroUsize::new(8).unwrap(), ..CONFIG };
    let shutdown = async { drop(stopped.await) };
    let dispatching =
        tokio::spawn(dispatch(receiver.state.clone(), Choosy(tell), config, shutdown));
    for number in 1..=5 {
        timeout(PATIENCE, told.recv()).await.expect("it is handed on").unwrap();
        receiver.post(other(number)).await;
    }
    drop(stop);
    let dispatched = timeout(PATIENCE, dispatching).await.expect("it ends in time").unwrap();
    assert!(dispatched.done >= 5, "{dispatched:?}");
    assert!(states(&receiver).iter().filter(|state| **state == State::Received).count() >= refused);
}

/// Begins, and never ends.
struct Stuck(Arc<tokio::sync::Notify>);

impl Handler for Stuck {
    async fn handle(&self, _handed: &HandedEvent) -> Result<(), HandlerError> {
        self.0.notify_one();
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_handler_that_never_ends_is_given_up_after_the_drain_time() {
    let receiver = Receiver::new();
    receiver.post(event(1)).await;
    let begun = Arc::new(tokio::sync::Notify::new());
    let config = DispatchConfig { drain: Duration::from_millis(10), ..CONFIG };
    let shutdown = {
        let begun = Arc::clone(&begun);
        async move { begun.notified().await }
    };
    let dispatching = dispatch(receiver.state.clone(), Stuck(begun), config, shutdown);
    let dispatched = timeout(PATIENCE, dispatching).await.unwrap();
    assert_eq!(dispatched, Dispatched { done: 0, failed: 0, aborted: 1 });
    assert_eq!(states(&receiver), [State::Received]);
}
