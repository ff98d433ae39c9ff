//! Nothing is answered 200 before it is on disk, nothing begun is dropped, and nothing is stored twice.

use axum::{body::Body, http::Request};
use livehook_inbox::InboxConfig;
use livehook_receiver::StoredNotice;
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::harness::{NOW, PATH, PATIENCE, Receiver, config_of, event, signed, signed_source};

#[tokio::test]
async fn a_sender_that_hangs_up_does_not_cancel_the_write_nor_its_announcement() {
    let receiver = Receiver::new();
    let mut stored = receiver.state.stored();
    let request = Request::post(PATH).body(Body::from(event(1))).unwrap();
    let call = livehook_receiver::app(&receiver.state).oneshot(request);
    tokio::select! {
        biased;
        // One look at it: the write has begun, then the caller is gone.
        _ = call => {}
        () = async {} => {}
    }
    let notice = timeout(PATIENCE, stored.next()).await.expect("it is announced").unwrap();
    let StoredNotice::Stored(stored) = notice else { panic!("nothing was missed: {notice:?}") };
    assert_eq!(receiver.records()[0].id, stored.id);
}

#[tokio::test]
async fn a_sender_that_resets_the_connection_has_its_event_kept() {
    let receiver = Receiver::new();
    let running = receiver.start().await;
    let mut stored = receiver.state.stored();
    let mut connection = running.connect().await;
    connection.post(&event(1)).await;
    connection.0.set_zero_linger().unwrap();
    drop(connection);
    timeout(PATIENCE, stored.next()).await.expect("it is announced").unwrap();
    assert_eq!(receiver.records().len(), 1);
}

#[tokio::test]
async fn a_full_inbox_is_answered_503_and_each_200_is_in_it() {
    let small = InboxConfig { max_bytes: Some(256 << 10), ..InboxConfig::default() };
    let receiver = Receiver::with_inbox(config_of(signed_source()), small);
    let padding = "x".repeat(20 << 10);
    let mut accepted = Vec::new();
    let full = loop {
        let number = accepted.len();
        let members = format!(r#""event_type":1,"stream_id":"s{number}","padding":"{padding}""#);
        let answer = receiver.post(signed(&members, NOW)).await;
        if answer.status != 200 {
            break answer;
        }
        accepted.push(format!("s{number}"));
        assert!(number < 100, "it is never full");
    };
    assert_eq!((full.status.as_u16(), full.code().as_str()), (503, "inbox_unavailable"));
    let kept = receiver.records();
    let kept: Vec<_> = kept.iter().map(|record| record.stream_id.as_deref().unwrap()).collect();
    assert_eq!(kept, accepted);
    assert!(!accepted.is_empty());
}

#[tokio::test]
async fn a_quarantine_that_fails_never_becomes_a_200() {
    let receiver = Receiver::new();
    receiver.inbox.clone().close().await.unwrap();
    let answer = receiver.post(signed(r#""event_type":1"#, NOW - 1)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "expired"));
}

#[tokio::test]
async fn a_thousand_identical_callbacks_over_64_connections_are_one_record() {
    const CONNECTIONS: usize = 64;
    const CALLBACKS: usize = 1_000;
    let receiver = Receiver::new();
    let running = receiver.start().await;
    let mut stored = receiver.state.stored();
    let mut senders = tokio::task::JoinSet::new();
    for number in 0..CONNECTIONS {
        let mut connection = running.connect().await;
        let share = CALLBACKS / CONNECTIONS + usize::from(number < CALLBACKS % CONNECTIONS);
        senders.spawn(async move {
            for _ in 0..share {
                connection.post(&event(1)).await;
                assert!(connection.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));
            }
            share
        });
    }
    assert_eq!(senders.join_all().await.into_iter().sum::<usize>(), CALLBACKS);
    let served = running.stop().await;
    assert_eq!(served.answers, [("ok", 1_000)]);
    let records = receiver.records();
    assert_eq!((records.len(), records[0].deliveries), (1, 1_000));
    let _first = timeout(PATIENCE, stored.next()).await.unwrap();
    tokio::select! {
        biased;
        again = stored.next() => panic!("announced twice: {again:?}"),
        () = async {} => {}
    }
}
