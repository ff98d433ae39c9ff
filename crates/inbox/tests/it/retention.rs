//! What is done and what becomes of it: only that is ever removed, and its content stays known for a while.

use std::time::Duration;

use expect_test::{Expect, expect};
use livehook_inbox::{ClockGuard, Inbox, KEY_KEPT_FOR, Pruned, RecordId, Retention, UnixMillis};

use crate::harness::{
    Callback, InWords as _, NOW, NOW_MS, Shelf, highlight, listing, seconds_after_now, together,
};

fn ids(numbers: impl IntoIterator<Item = i64>) -> Vec<RecordId> {
    numbers.into_iter().map(|number| RecordId::new(number).unwrap()).collect()
}

/// Five events, of which 3, 1 and 2 are done after 10, 20 and 30 s.
async fn five(shelf: &Shelf) -> Inbox {
    let inbox = shelf.open();
    for number in 1..=5 {
        inbox.append(Callback::numbered(number).event()).await.unwrap();
    }
    for (seconds, id) in [(10, 3), (20, 1), (30, 2)] {
        let changed = inbox.mark_done(ids([id]), seconds_after_now(seconds)).await.unwrap();
        assert_eq!(changed.changed, 1);
    }
    inbox
}

async fn check(retention: Retention, expected: Expect) {
    let shelf = Shelf::new();
    let inbox = five(&shelf).await;
    let pruned = inbox.prune(retention, seconds_after_now(100)).await.unwrap();
    let left: Vec<_> = shelf.records().iter().map(|record| record.id.number()).collect();
    let Pruned { records, keys, .. } = pruned;
    expected.assert_eq(&format!("removed {records} and {keys} keys, left {left:?}"));
}

#[tokio::test]
async fn nothing_is_removed_by_default() {
    check(Retention::default(), expect!["removed 0 and 0 keys, left [1, 2, 3, 4, 5]"]).await;
}

#[tokio::test]
async fn by_age_since_it_was_done() {
    let age = Some(Duration::from_secs(80));
    check(
        Retention { age, ..Retention::default() },
        expect!["removed 2 and 0 keys, left [2, 4, 5]"],
    )
    .await;
}

#[tokio::test]
async fn by_number_those_done_first_go_first() {
    let records = Some(1);
    let retention = Retention { records, ..Retention::default() };
    check(retention, expect!["removed 2 and 0 keys, left [2, 4, 5]"]).await;
}

#[tokio::test]
async fn by_bytes() {
    let body = u64::try_from(Callback::numbered(1).body().len()).unwrap();
    let bytes = Some(body * 2);
    let retention = Retention { bytes, ..Retention::default() };
    check(retention, expect!["removed 1 and 0 keys, left [1, 2, 4, 5]"]).await;
}

#[tokio::test]
async fn what_is_not_done_stays_whatever_the_bounds() {
    let retention = Retention { age: Some(Duration::ZERO), records: Some(0), bytes: Some(0) };
    check(retention, expect!["removed 3 and 0 keys, left [4, 5]"]).await;
}

#[tokio::test]
async fn only_received_becomes_done_and_only_done_is_requeued() {
    let shelf = Shelf::new();
    let inbox = five(&shelf).await;
    let done = inbox.mark_done(ids([1, 4, 77]), NOW_MS).await.unwrap();
    assert_eq!((done.changed, done.unchanged), (1, 2));
    let requeued = inbox.requeue(ids([1, 5]), NOW_MS).await.unwrap();
    assert_eq!((requeued.changed, requeued.unchanged), (1, 1));
    expect![[r#"
        1 Received [] deliveries 1
        2 Done [] deliveries 1
        3 Done [] deliveries 1
        4 Done [] deliveries 1
        5 Received [] deliveries 1
    "#]]
    .assert_eq(&listing(&shelf.records()));
}

#[tokio::test]
async fn a_removed_content_is_a_duplicate_until_no_signature_can_replay_it() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let callback = highlight("room", "a", "goal", "first");
    inbox.append(callback.event()).await.unwrap();
    inbox.append(Callback::numbered(2).event()).await.unwrap();
    inbox.mark_done(ids([1, 2]), NOW_MS).await.unwrap();
    let none = Retention { records: Some(0), ..Retention::default() };
    let day = Duration::from_hours(24);
    let later = |span: Duration| UnixMillis(NOW_MS.0 + i64::try_from(span.as_millis()).unwrap());

    assert_eq!(inbox.prune(none, later(day)).await.unwrap().records, 2);
    assert_eq!(listing(&shelf.records()), "");
    assert_eq!(shelf.reader().raw(RecordId::new(1).unwrap()).unwrap(), None);
    assert_eq!(shelf.reader().clips(RecordId::new(1).unwrap()).unwrap(), []);
    let replayed = inbox.append(callback.event()).await.unwrap();
    assert_eq!(replayed.in_words(), "duplicate of 1");

    // t is the later of the two times, and that very millisecond still counts.
    let end = Duration::from_mins(10) + KEY_KEPT_FOR;
    assert_eq!(inbox.prune(none, later(end)).await.unwrap().keys, 0);
    let pruned = inbox.prune(none, later(end + Duration::from_millis(1))).await.unwrap();
    // The newest row stays, so that its id is not given a second time.
    assert_eq!(pruned.keys, 1);
    let fresh = callback.at(later(end)).t(NOW + 600 + 200_000);
    assert_eq!(inbox.append(fresh.event()).await.unwrap().in_words(), "stored 3");
}

#[tokio::test]
async fn a_clock_that_leaps_ahead_makes_no_replay_a_new_event() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let callback = Callback::numbered(1);
    inbox.append(callback.event()).await.unwrap();
    inbox.append(Callback::numbered(2).at(seconds_after_now(300)).event()).await.unwrap();
    inbox.mark_done(ids([1]), NOW_MS).await.unwrap();
    // What comes while the clock is wrong is late by it, and no word on the time.
    let leapt = seconds_after_now(90 * 86_400);
    inbox.quarantine(Callback::numbered(3).at(leapt).suspect()).await.unwrap();
    inbox.release(livehook_inbox::Suspects::One(ids([3])[0]), leapt).await.unwrap();

    let newest = shelf.reader().newest_event_at().unwrap();
    // A released one arrived by its t at the latest.
    assert_eq!(newest, Some(seconds_after_now(600)));
    let mut guard = ClockGuard::new();
    let now = guard.vouch(leapt, newest, Duration::ZERO);
    let retention = Retention { records: Some(0), ..Retention::default() };
    let pruned = inbox.prune(retention, now).await.unwrap();
    assert_eq!((pruned.records, pruned.keys), (1, 0));
    assert_eq!(inbox.append(callback.event()).await.unwrap().in_words(), "duplicate of 1");
}

#[tokio::test]
async fn an_inbox_without_events_says_nothing_of_the_time() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    assert_eq!(shelf.reader().newest_event_at().unwrap(), None);
    inbox.quarantine(Callback::numbered(3).at(seconds_after_now(9_999)).suspect()).await.unwrap();
    assert_eq!(shelf.reader().newest_event_at().unwrap(), None);
}

#[tokio::test]
async fn more_than_a_step_is_removed_in_one_go() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let appends = (0..600).map(|number| {
        let (inbox, event) = (inbox.clone(), Callback::numbered(number).event());
        async move { inbox.append(event).await.unwrap() }
    });
    together(appends).await;
    assert_eq!(inbox.mark_done(ids(1..=600), NOW_MS).await.unwrap().changed, 600);
    let ten = Retention { records: Some(10), ..Retention::default() };
    assert_eq!(inbox.prune(ten, NOW_MS).await.unwrap().records, 590);
    assert_eq!(shelf.reader().counts().unwrap().done, 10);
}
