//! Opening again: after a close, after no close, beside another process, and after somebody tampered with the file.

use livehook_inbox::{Query, RecordId, Suspects};
use rusqlite::Connection;

use crate::harness::{Callback, InWords as _, NOW, NOW_MS, Shelf, highlight, listing};

#[tokio::test]
async fn what_was_acknowledged_is_there_without_a_close() {
    let shelf = Shelf::new();
    {
        let inbox = shelf.open();
        for number in 0..20 {
            inbox.append(Callback::numbered(number).event()).await.unwrap();
        }
    }
    let inbox = shelf.open();
    assert_eq!(shelf.records().len(), 20);
    let again = inbox.append(Callback::numbered(7).event()).await.unwrap();
    assert_eq!(again.in_words(), "duplicate of 8");
}

#[tokio::test]
async fn the_files_as_they_are_at_any_instant_hold_what_was_acknowledged() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    for number in 1..=10 {
        inbox.append(Callback::numbered(number).event()).await.unwrap();
        // What a power cut would leave behind.
        let left_behind = Shelf::new();
        for suffix in ["", "-wal"] {
            let name = format!("inbox.db{suffix}");
            let copy = left_behind.path().with_file_name(&name);
            std::fs::copy(shelf.path().with_file_name(&name), copy).unwrap();
        }
        let reopened = left_behind.open();
        assert_eq!(left_behind.records(), shelf.records());
        let again = reopened.append(Callback::numbered(number).event()).await.unwrap();
        assert_eq!(again.in_words(), format!("duplicate of {number}"));
    }
}

#[tokio::test]
async fn a_contradiction_is_seen_after_a_restart() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    inbox.append(highlight("room", "a", "goal", "first").event()).await.unwrap();
    inbox.close().await.unwrap();
    let inbox = shelf.open();
    inbox.append(highlight("room", "a", "goal", "second").event()).await.unwrap();
    inbox.append(highlight("room", "b", "goal", "second").event()).await.unwrap();
    let marks: Vec<_> = shelf.records().iter().map(|record| record.marks.conflict).collect();
    assert_eq!(marks, [false, true, false]);
}

#[tokio::test]
async fn two_writers_take_turns_and_see_one_another() {
    let shelf = Shelf::new();
    let (one, two) = (shelf.open(), shelf.open());
    for number in 0..10 {
        let first = one.append(Callback::numbered(number).event()).await.unwrap();
        let second = two.append(Callback::numbered(number).event()).await.unwrap();
        assert_eq!(first.id(), second.id());
        assert!(second.in_words().starts_with("duplicate"));
    }
    assert_eq!(shelf.reader().counts().unwrap().received, 10);
}

#[tokio::test]
async fn a_contradiction_to_what_another_writer_stored_is_seen() {
    let shelf = Shelf::new();
    let (one, two) = (shelf.open(), shelf.open());
    one.append(highlight("room", "a", "goal", "first").event()).await.unwrap();
    two.append(highlight("room", "a", "goal", "second").event()).await.unwrap();
    one.append(highlight("room", "b", "goal", "first").event()).await.unwrap();
    let false_one = highlight("room", "c", "goal", "first").t(NOW - 1);
    two.quarantine(false_one.suspect()).await.unwrap();
    one.append(Callback::numbered(1).event()).await.unwrap();
    two.release(Suspects::One(RecordId::new(4).unwrap()), NOW_MS).await.unwrap();
    one.append(highlight("room", "c", "goal", "second").event()).await.unwrap();
    expect_test::expect![[r#"
        1 Received [] deliveries 1
        2 Received ["conflict"] deliveries 1
        3 Received [] deliveries 1
        5 Received [] deliveries 1
        6 Received ["late"] deliveries 1
        7 Received ["conflict"] deliveries 1
    "#]]
    .assert_eq(&listing(&shelf.records()));
}

#[tokio::test]
async fn a_sound_inbox_is_found_sound() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    inbox.append(highlight("room", "a", "goal", "first").event()).await.unwrap();
    inbox.quarantine(Callback::numbered(1).t(NOW - 1).suspect()).await.unwrap();
    let checked = shelf.reader().check().unwrap();
    assert_eq!((checked.records, checked.problem_count), (2, 0));
}

#[tokio::test]
async fn an_inbox_that_somebody_edited_is_found_out() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    for number in 1..=3 {
        inbox.append(Callback::numbered(number).event()).await.unwrap();
    }
    inbox.close().await.unwrap();
    Connection::open(shelf.path())
        .unwrap()
        .execute_batch(
            "PRAGMA foreign_keys = OFF; \
             UPDATE record SET body = replace(body, 'room-1', 'room-9') WHERE id = 1; \
             UPDATE record SET body = 'nothing' WHERE id = 2; \
             UPDATE record SET source_id = 77 WHERE id = 3;",
        )
        .unwrap();
    expect_test::expect![[r#"
        record 3: its source does not exist
        record 1: its body has another content key
        record 2: its body is no callback: the body is not JSON (line 1, column 2); send one JSON object, without a byte order mark and not as a form"#]].assert_eq(&shelf.reader().check().unwrap().problems.join("\n"));
    assert_eq!(shelf.reader().list(&Query::default()).unwrap().len(), 2);
    assert_eq!(listing(&shelf.records()).lines().count(), 2);
}
