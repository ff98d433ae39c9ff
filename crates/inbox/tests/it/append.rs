//! What append answers, and what is in the inbox afterwards.

use expect_test::{Expect, expect};
use livehook_inbox::{Appended, QuarantineReason, State};

use crate::harness::{
    Callback, InWords as _, NOW, Shelf, highlight, listing, seconds_after_now, together,
};

/// One callback after the other, then what is there.
async fn check(callbacks: &[Callback], expected: Expect) {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let mut story = String::new();
    for callback in callbacks {
        let outcome = inbox.append(callback.event()).await.unwrap();
        story += &(outcome.in_words() + "\n");
    }
    inbox.close().await.unwrap();
    story += "--\n";
    story += &listing(&shelf.records());
    expected.assert_eq(&story);
}

#[tokio::test]
async fn a_content_is_stored_once_whatever_its_t_and_sign() {
    let first = Callback::numbered(1);
    let again = first.clone().t(NOW + 700).at(seconds_after_now(60));
    check(
        &[first.clone(), Callback::numbered(2), again, first],
        expect![[r#"
            stored 1
            stored 2
            duplicate of 1
            duplicate of 1
            --
            1 Received [] deliveries 3
            2 Received [] deliveries 1
        "#]],
    )
    .await;
}

#[tokio::test]
async fn sources_are_apart() {
    let callback = Callback::numbered(1);
    check(
        &[callback.clone(), callback.source("other")],
        expect![[r#"
            stored 1
            stored 2
            --
            1 Received [] deliveries 1
            2 Received [] deliveries 1
        "#]],
    )
    .await;
}

#[tokio::test]
async fn the_bytes_and_times_are_kept_as_they_came() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let callback = highlight("房间", "a", "第一个进球", "A \\\"goal\\\"");
    let id = inbox.append(callback.event()).await.unwrap().id();
    inbox.append(callback.clone().at(seconds_after_now(9)).event()).await.unwrap();
    let reader = inbox.reader().unwrap();
    assert_eq!(reader.raw(id).unwrap().unwrap(), callback.body().into_bytes());
    let record = reader.get(id).unwrap().unwrap();
    assert_eq!(record.stream_id.as_deref(), Some("房间"));
    assert_eq!(record.received_at, seconds_after_now(0));
    assert_eq!(record.last_received_at, seconds_after_now(9));
    assert_eq!(record.clips[0].summary, "A \"goal\"");
    assert_eq!(record.clips[0].key_words, ["goal", "进球"]);
    inbox.close().await.unwrap();
}

#[tokio::test]
async fn what_was_in_quarantine_is_promoted_by_a_fresh_delivery_and_is_the_newest_event() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let expired = Callback::numbered(1).t(NOW - 5);
    let kept = inbox.quarantine(expired.suspect()).await.unwrap();
    assert_eq!(kept.in_words(), "kept 1");
    let state = shelf.records()[0].state;
    assert_eq!(state, State::Quarantined(QuarantineReason::Expired));
    assert_eq!(inbox.quarantine(expired.suspect()).await.unwrap().in_words(), "counted 1");
    assert_eq!(inbox.append(Callback::numbered(2).event()).await.unwrap().in_words(), "stored 2");

    // Whoever has seen event 2 and asks for what comes after it meets this one.
    let fresh = Callback::numbered(1).t(NOW + 600);
    assert_eq!(inbox.append(fresh.event()).await.unwrap().in_words(), "promoted 3");
    assert_eq!(inbox.append(fresh.event()).await.unwrap().in_words(), "duplicate of 3");
    assert_eq!(inbox.quarantine(expired.suspect()).await.unwrap().in_words(), "counted 3");
    expect![[r#"
        2 Received [] deliveries 1
        3 Received [] deliveries 5
    "#]]
    .assert_eq(&listing(&shelf.records()));
    assert_eq!(inbox.health().quarantine_records, 0);
    let raw = shelf.reader().raw(shelf.records()[1].id).unwrap().unwrap();
    assert_eq!(raw, fresh.body().into_bytes());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_at_once_are_one_record() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let event = Callback::numbered(1).event();
    let appends = (0..1_000).map(|_| {
        let (inbox, event) = (inbox.clone(), event.clone());
        async move { inbox.append(event).await.unwrap() }
    });
    let outcomes = together(appends).await;
    let stored = outcomes.iter().filter(|outcome| matches!(outcome, Appended::Stored(_))).count();
    assert_eq!(stored, 1);
    expect![[r#"
        1 Received [] deliveries 1000
    "#]]
    .assert_eq(&listing(&shelf.records()));
}

#[tokio::test]
async fn what_does_not_decode_or_contradicts_is_marked() {
    let late = Callback::numbered(9).t(NOW - 30);
    let shelf = Shelf::new();
    let inbox = shelf.open();
    for callback in [
        highlight("room", "a", "goal", "first"),
        highlight("room", "a", "goal", "another summary of the same clip"),
        highlight("room", "b", "goal", "first"),
        Callback::new(r#""event_type":349,"stream_id":"room""#),
        Callback::new(r#""event_type":9999"#),
        Callback::new(r#""stream_id":"room""#),
    ] {
        inbox.append(callback.event()).await.unwrap();
    }
    inbox.append(late.late_event()).await.unwrap();
    inbox.close().await.unwrap();
    let mut story = String::new();
    for record in shelf.records() {
        story += &record.in_words();
        if let Some(reason) = &record.marks.undecodable {
            story = story + ": " + reason;
        }
        story.push('\n');
    }
    expect![[r#"
        1 Received [] deliveries 1
        2 Received ["conflict"] deliveries 1
        3 Received [] deliveries 1
        4 Received ["undecodable"] deliveries 1: .: missing field `appid`
        5 Received ["undecodable"] deliveries 1: event_type: no document names 9999
        6 Received ["undecodable"] deliveries 1: event_type: is absent
        7 Received ["late"] deliveries 1
    "#]]
    .assert_eq(&story);
}

#[tokio::test]
async fn those_who_wait_are_told_though_the_first_of_them_has_gone() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let other = rusqlite::Connection::open(shelf.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut waiting: Vec<_> = (0..20)
        .map(|number| {
            let (inbox, event) = (inbox.clone(), Callback::numbered(number).event());
            tokio::spawn(async move { inbox.append(event).await.unwrap() })
        })
        .collect();
    tokio::task::yield_now().await;
    for gone in waiting.drain(..10) {
        gone.abort();
    }
    other.execute_batch("COMMIT").unwrap();
    for append in waiting {
        assert!(matches!(append.await.unwrap(), Appended::Stored(_)));
    }
    inbox.close().await.unwrap();
    assert_eq!(shelf.records().len(), 20);
}
