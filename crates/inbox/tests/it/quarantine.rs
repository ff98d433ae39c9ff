//! What is kept apart, within which caps, and how it comes out.

use expect_test::{Expect, expect};
use livehook_inbox::{
    Dismissed, Inbox, QUARANTINE_PER_SIGNATURE, QuarantineLimit, Quarantined, RecordId, Retention,
    Suspects, UnixMillis,
};

use crate::harness::{
    Callback, InWords as _, NOW, NOW_MS, Shelf, highlight, listing, seconds_after_now, together,
};

const FAR: i64 = NOW + 1_000_000;

/// All that is in quarantine.
const ALL: Suspects = Suspects::Between { from: UnixMillis(0), until: UnixMillis(i64::MAX) };

fn expired(number: usize) -> Callback {
    Callback::numbered(number).t(NOW - 5)
}

/// Three in quarantine, a minute apart, the last because its t lies far ahead.
async fn three(shelf: &Shelf) -> Inbox {
    let inbox = shelf.open();
    for suspect in [
        expired(1),
        expired(2).at(seconds_after_now(60)),
        Callback::numbered(3).t(FAR).at(seconds_after_now(120)),
    ] {
        inbox.quarantine(suspect.suspect()).await.unwrap();
    }
    inbox
}

async fn check_release(which: Suspects, expected: Expect) {
    let shelf = Shelf::new();
    let inbox = three(&shelf).await;
    let released = inbox.release(which, seconds_after_now(300)).await.unwrap();
    let ids: Vec<_> =
        released.records.iter().map(|it| format!("{} as {}", it.was, it.id)).collect();
    let held = inbox.health().quarantine_records;
    let story = format!("released {ids:?}, {held} left\n{}", listing(&shelf.records()));
    expected.assert_eq(&story);
}

#[tokio::test]
async fn one_is_released_and_stays_marked_late() {
    check_release(
        Suspects::One(RecordId::new(2).unwrap()),
        expect![[r#"
            released ["2 as 4"], 2 left
            1 Quarantined(Expired) ["late"] deliveries 1
            3 Quarantined(FarFuture) [] deliveries 1
            4 Received ["late"] deliveries 1
        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_span_is_released_without_its_end() {
    check_release(
        Suspects::Between { from: NOW_MS, until: seconds_after_now(120) },
        expect![[r#"
            released ["1 as 4", "2 as 5"], 1 left
            3 Quarantined(FarFuture) [] deliveries 1
            4 Received ["late"] deliveries 1
            5 Received ["late"] deliveries 1
        "#]],
    )
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_not_released() {
    check_release(
        Suspects::One(RecordId::new(4).unwrap()),
        expect![[r#"
            released [], 3 left
            1 Quarantined(Expired) ["late"] deliveries 1
            2 Quarantined(Expired) ["late"] deliveries 1
            3 Quarantined(FarFuture) [] deliveries 1
        "#]],
    )
    .await;
}

#[tokio::test]
async fn more_than_a_step_is_released_in_one_go() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let suspects = (0..600).map(|number| {
        let t = NOW - i64::try_from(number / 100).unwrap() - 1;
        let (inbox, suspect) = (inbox.clone(), Callback::numbered(number).t(t).suspect());
        async move { inbox.quarantine(suspect).await.unwrap() }
    });
    together(suspects).await;
    assert_eq!(inbox.release(ALL, NOW_MS).await.unwrap().records.len(), 600);
    assert_eq!(shelf.reader().counts().unwrap().received, 600);
}

async fn check_dismissal(which: Suspects, expected: Expect) {
    let shelf = Shelf::new();
    let inbox = three(&shelf).await;
    let dismissed = inbox.dismiss(which, seconds_after_now(300)).await.unwrap();
    let ids: Vec<_> = dismissed.ids.iter().map(RecordId::to_string).collect();
    let one = u64::try_from(expired(1).body().len()).unwrap();
    let bodies = dismissed.bytes / one;
    let held = inbox.health().quarantine_records;
    let kept_keys = shelf.reader().counts().unwrap().forgotten;
    let story = format!(
        "dismissed {ids:?}, {bodies} bodies; {held} left, {kept_keys} keys kept\n{}",
        listing(&shelf.records())
    );
    expected.assert_eq(&story);
    assert_eq!(shelf.reader().check().unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn one_is_dismissed() {
    check_dismissal(
        Suspects::One(RecordId::new(2).unwrap()),
        expect![[r#"
        dismissed ["2"], 1 bodies; 2 left, 1 keys kept
        1 Quarantined(Expired) ["late"] deliveries 1
        3 Quarantined(FarFuture) [] deliveries 1
    "#]],
    )
    .await;
}

#[tokio::test]
async fn a_span_is_dismissed_without_its_end() {
    let until = seconds_after_now(120);
    check_dismissal(
        Suspects::Between { from: NOW_MS, until },
        expect![[r#"
        dismissed ["1", "2"], 2 bodies; 1 left, 2 keys kept
        3 Quarantined(FarFuture) [] deliveries 1
    "#]],
    )
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_not_dismissed() {
    check_dismissal(
        Suspects::One(RecordId::new(4).unwrap()),
        expect![[r#"
        dismissed [], 0 bodies; 3 left, 0 keys kept
        1 Quarantined(Expired) ["late"] deliveries 1
        2 Quarantined(Expired) ["late"] deliveries 1
        3 Quarantined(FarFuture) [] deliveries 1
    "#]],
    )
    .await;
}

#[tokio::test]
async fn an_event_is_not_dismissed() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    inbox.append(highlight("room", "a", "goal", "first").event()).await.unwrap();
    assert_eq!(inbox.dismiss(ALL, NOW_MS).await.unwrap(), Dismissed::default());
    assert_eq!(shelf.records()[0].clips.len(), 1);
}

#[tokio::test]
async fn a_dismissed_content_that_comes_again_is_new() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let late = highlight("room", "a", "goal", "first").t(NOW - 5);
    inbox.quarantine(late.suspect()).await.unwrap();
    assert_eq!(inbox.dismiss(ALL, NOW_MS).await.unwrap().ids.len(), 1);
    assert_eq!(shelf.records(), []);
    assert_eq!(inbox.quarantine(late.suspect()).await.unwrap().in_words(), "kept 2");
    assert_eq!(inbox.dismiss(ALL, NOW_MS).await.unwrap().ids.len(), 1);
    let fresh = late.clone().t(NOW + 600);
    assert_eq!(inbox.append(fresh.event()).await.unwrap().in_words(), "stored 3");
    let pruned = inbox.prune(Retention::default(), seconds_after_now(1)).await.unwrap();
    assert_eq!(pruned.keys, 2);
}

#[tokio::test]
async fn a_full_quarantine_takes_others_once_it_is_dismissed() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let suspects = (0..QUARANTINE_PER_SIGNATURE * 3).map(|number| {
        let t = NOW - 5 - i64::try_from(number / QUARANTINE_PER_SIGNATURE).unwrap();
        let (inbox, suspect) = (inbox.clone(), expired(number).t(t).suspect());
        async move { inbox.quarantine(suspect).await.unwrap() }
    });
    together(suspects).await;
    let full = Quarantined::NotKept(QuarantineLimit::PerSignature);
    assert_eq!(inbox.quarantine(expired(1_000).suspect()).await.unwrap(), full);
    let dismissed = inbox.dismiss(ALL, NOW_MS).await.unwrap();
    assert_eq!(dismissed.ids.len(), QUARANTINE_PER_SIGNATURE * 3);
    assert_eq!(inbox.health().quarantine_bytes, 0);
    let kept = inbox.quarantine(expired(1_000).suspect()).await.unwrap();
    assert_eq!(kept.in_words(), "kept 301");
    // The caps were freed in the file too.
    inbox.close().await.unwrap();
    assert_eq!(shelf.open().health().quarantine_records, 1);
}

#[tokio::test]
async fn one_signature_cannot_fill_it() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let suspects = (0..QUARANTINE_PER_SIGNATURE).map(|number| {
        let inbox = inbox.clone();
        async move { inbox.quarantine(expired(number).suspect()).await.unwrap() }
    });
    for kept in together(suspects).await {
        assert!(matches!(kept, Quarantined::Kept(_)), "{kept:?}");
    }
    let full = Quarantined::NotKept(QuarantineLimit::PerSignature);
    assert_eq!(inbox.quarantine(expired(1_000).suspect()).await.unwrap(), full);
    // Known content is counted all the same, and another t has room.
    let known = inbox.quarantine(expired(0).suspect()).await.unwrap();
    assert_eq!(known.in_words(), "counted 1");
    let other = inbox.quarantine(expired(1_000).t(NOW - 6).suspect()).await.unwrap();
    assert_eq!(other.in_words(), "kept 101");
    // The caps outlive the process.
    inbox.close().await.unwrap();
    let inbox = shelf.open();
    assert_eq!(inbox.health().quarantine_records, 101);
    assert_eq!(inbox.quarantine(expired(2_000).suspect()).await.unwrap(), full);
}

#[tokio::test]
async fn an_event_is_never_moved_back() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    inbox.append(Callback::numbered(1).event()).await.unwrap();
    let counted = inbox.quarantine(expired(1).suspect()).await.unwrap();
    assert_eq!(counted.in_words(), "counted 1");
    assert_eq!(listing(&shelf.records()), "1 Received [] deliveries 2\n");
}

#[tokio::test]
async fn a_replayed_clip_contradicts_nothing_until_it_is_an_event() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let false_one = highlight("room", "a", "goal", "what a liar says");
    inbox.quarantine(false_one.t(NOW - 5).suspect()).await.unwrap();
    inbox.append(highlight("room", "a", "goal", "what was seen").event()).await.unwrap();
    inbox.release(Suspects::One(RecordId::new(1).unwrap()), NOW_MS).await.unwrap();
    expect![[r#"
        2 Received [] deliveries 1
        3 Received ["late", "conflict"] deliveries 1
    "#]]
    .assert_eq(&listing(&shelf.records()));
}

#[tokio::test]
async fn another_process_that_releases_makes_room_here() {
    let shelf = Shelf::new();
    let (serving, operating) = (shelf.open(), shelf.open());
    let suspects = (0..QUARANTINE_PER_SIGNATURE).map(|number| {
        let inbox = serving.clone();
        async move { inbox.quarantine(expired(number).suspect()).await.unwrap() }
    });
    together(suspects).await;
    assert_eq!(
        operating.release(ALL, NOW_MS).await.unwrap().records.len(),
        QUARANTINE_PER_SIGNATURE
    );
    let kept = serving.quarantine(expired(1_000).suspect()).await.unwrap();
    assert_eq!(kept.in_words(), "kept 201");
    assert_eq!(serving.health().quarantine_records, 1);
}
