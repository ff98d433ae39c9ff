//! What fails, by which code, and that the inbox goes on afterwards.

use std::{fs, path::Path, time::Duration};

use expect_test::{Expect, expect};
use livehook_inbox::{
    Inbox, InboxConfig, InboxError, LastCommit, NewEvent, Quarantined, Reader, Retention,
    WriterState,
};
use rusqlite::Connection;
use tokio::task::JoinHandle;

use crate::harness::{Callback, NOW, NOW_MS, Shelf, listing};

fn other_connection(shelf: &Shelf) -> Connection {
    Connection::open(shelf.path()).unwrap()
}

fn spawn_append(inbox: &Inbox, callback: &Callback) -> JoinHandle<&'static str> {
    let (inbox, event) = (inbox.clone(), callback.event());
    tokio::spawn(async move { code_of(&inbox, event).await })
}

async fn code_of(inbox: &Inbox, event: NewEvent) -> &'static str {
    inbox.append(event).await.map_or_else(|error| error.code(), |_| "stored")
}

#[tokio::test]
async fn a_full_inbox_says_so_keeps_what_it_has_and_goes_on_when_there_is_room() {
    let shelf = Shelf::new();
    let inbox =
        shelf.open_with(InboxConfig { max_bytes: Some(256 * 1024), ..InboxConfig::default() });
    let large = |number| {
        let text = "x".repeat(10_000);
        Callback::new(&format!(r#""event_type":1,"number":{number},"text":"{text}""#)).event()
    };
    let mut stored = Vec::new();
    let mut number = 0;
    let error = loop {
        match inbox.append(large(number)).await {
            Ok(appended) => stored.push(appended.id()),
            Err(error) => break error,
        }
        number += 1;
        assert!(number < 100, "a megabyte fits in a quarter of one");
    };
    assert_eq!(error.code(), "full");
    assert_eq!(inbox.health().last_commit, LastCommit::Failed("full"));
    assert_eq!(shelf.records().len(), stored.len());
    assert!(stored.len() > 10, "only {} fit", stored.len());
    // Nothing that is not done goes, however full it is.
    let none = Retention { records: Some(0), ..Retention::default() };
    assert_eq!(inbox.prune(none, NOW_MS).await.unwrap().records, 0);
    assert_eq!(code_of(&inbox, large(number)).await, "full");
    // What needs no more room goes on, and says nothing of what does.
    inbox.requeue(stored.clone(), NOW_MS).await.unwrap();
    // Nor does a small one that may find a gap, of the room that one as large needs.
    let _found_a_gap_or_not = code_of(&inbox, Callback::numbered(1_000).event()).await;
    assert_eq!(inbox.health().last_commit, LastCommit::Failed("full"));
    assert_eq!(inbox.probe().await.unwrap_err().code(), "full");
    assert_eq!(inbox.health().last_commit, LastCommit::Failed("full"));

    inbox.mark_done(stored, NOW_MS).await.unwrap();
    inbox.prune(none, NOW_MS).await.unwrap();
    assert_eq!(inbox.health().last_commit, LastCommit::Failed("full"));
    inbox.probe().await.unwrap();
    assert_eq!(inbox.health().last_commit, LastCommit::Good);
    inbox.probe().await.unwrap();
    let clips =
        other_connection(&shelf).query_row("SELECT count(*) FROM clip", [], |row| row.get(0));
    assert_eq!(clips, Ok(0), "a probe leaves nothing");
    assert_eq!(code_of(&inbox, large(number)).await, "stored");
    assert_eq!(inbox.health().last_commit, LastCommit::Good);
}

#[tokio::test]
async fn a_file_that_another_holds_for_too_long_fails_the_batch_and_no_more() {
    let shelf = Shelf::new();
    let busy_timeout = Duration::from_millis(20);
    let inbox = shelf.open_with(InboxConfig { busy_timeout, ..InboxConfig::default() });
    let other = other_connection(&shelf);
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    assert_eq!(code_of(&inbox, Callback::numbered(1).event()).await, "busy");
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(code_of(&inbox, Callback::numbered(1).event()).await, "stored");
    assert_eq!(listing(&shelf.records()), "1 Received [] deliveries 1\n");
}

#[tokio::test]
async fn an_append_waits_no_longer_than_its_deadline() {
    let shelf = Shelf::new();
    let append_deadline = Duration::from_millis(20);
    let inbox = shelf.open_with(InboxConfig { append_deadline, ..InboxConfig::default() });
    let other = other_connection(&shelf);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(code_of(&inbox, Callback::numbered(1).event()).await, "behind");
    assert_eq!(inbox.health().queued_rows, 0);
    other.execute_batch("COMMIT").unwrap();
    // What had queued is written all the same, though nobody waits for it any more.
    inbox.close().await.unwrap();
    assert_eq!(listing(&shelf.records()), "1 Received [] deliveries 1\n");
}

#[tokio::test]
async fn a_client_that_goes_does_not_cancel_the_write() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let other = other_connection(&shelf);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    {
        let append = inbox.append(Callback::numbered(1).event());
        let gone = tokio::time::timeout(Duration::from_millis(20), append).await;
        assert!(gone.is_err(), "the file is locked");
    }
    other.execute_batch("COMMIT").unwrap();
    inbox.close().await.unwrap();
    assert_eq!(listing(&shelf.records()), "1 Received [] deliveries 1\n");
}

#[tokio::test]
async fn a_row_that_fails_alone_does_not_fail_its_neighbours() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let other = other_connection(&shelf);
    other
        .execute_batch(
            "CREATE TRIGGER poison BEFORE INSERT ON record WHEN new.stream_id = 'room-13' \
             BEGIN SELECT RAISE (ABORT, 'poisoned'); END; BEGIN IMMEDIATE",
        )
        .unwrap();
    // One to occupy the writer, which waits for the file; what comes now queues and is one batch.
    let occupying = spawn_append(&inbox, &Callback::numbered(0));
    while inbox.health().queued_bytes == 0 || inbox.health().queued_rows > 0 {
        tokio::task::yield_now().await;
    }
    let suspect = Callback::numbered(77).t(NOW - 5);
    let quarantine = {
        let (inbox, suspect) = (inbox.clone(), suspect.suspect());
        tokio::spawn(async move { inbox.quarantine(suspect).await.unwrap() })
    };
    let appends: Vec<_> = (1..40)
        .map(|number| {
            // New to the inbox: these sources' ids are undone with the batch and given again.
            let source = if number == 13 { "poisoned" } else { "neighbour" };
            spawn_append(&inbox, &Callback::numbered(number).source(source))
        })
        .collect();
    tokio::task::yield_now().await;
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(occupying.await.unwrap(), "stored");
    assert!(matches!(quarantine.await.unwrap(), Quarantined::Kept(_)));
    for (number, append) in (1..).zip(appends) {
        let expected = if number == 13 { "rejected" } else { "stored" };
        assert_eq!(append.await.unwrap(), expected, "{number}");
    }
    assert_eq!(inbox.health().commits.count, 2);
    assert_eq!(shelf.records().len(), 40);
    // Counted once, though the batch was run twice.
    let bytes = u64::try_from(suspect.body().len()).unwrap();
    assert_eq!(inbox.health().quarantine_bytes, bytes);
    // The source that only the bad one named was undone with it, and is given an id when it is needed.
    let sound = Callback::numbered(99).source("poisoned").event();
    assert_eq!(code_of(&inbox, sound).await, "stored");
    assert_eq!(shelf.reader().check().unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn a_closed_inbox_says_so() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let clone = inbox.clone();
    assert_eq!(clone.health().writer, WriterState::Running);
    inbox.close().await.unwrap();
    assert_eq!(code_of(&clone, Callback::numbered(1).event()).await, "closed");
    assert_eq!(clone.health().writer, WriterState::Ended);
    clone.close().await.unwrap();
}

#[track_caller]
fn check_open(prepare: impl Fn(&Path), expected: &Expect) {
    let shelf = Shelf::new();
    prepare(&shelf.path());
    let words = |error: InboxError| format!("{}: {error}", error.code());
    let writing = Inbox::open(&shelf.path(), InboxConfig::default())
        .map_or_else(words, |_| "opened".to_owned());
    let reading = Reader::open(&shelf.path()).map_or_else(words, |_| "opened".to_owned());
    expected.assert_eq(&format!("{writing}\n{reading}\n"));
}

#[test]
fn a_file_of_something_else_is_left_alone() {
    check_open(
        |path| {
            fs::write(path, "a shopping list, longer than SQLite's header: ".repeat(20)).unwrap();
        },
        &expect![[r#"
            not_an_inbox: the file is not an inbox; choose another path, nothing was changed in it
            not_an_inbox: the file is not an inbox; choose another path, nothing was changed in it
        "#]],
    );
}

#[test]
fn a_database_of_something_else_is_left_alone() {
    let prepare = |path: &Path| {
        Connection::open(path).unwrap().execute_batch("CREATE TABLE shopping (item)").unwrap();
    };
    check_open(
        prepare,
        &expect![[r#"
        not_an_inbox: the file is not an inbox; choose another path, nothing was changed in it
        not_an_inbox: the file is not an inbox; choose another path, nothing was changed in it
    "#]],
    );
}

#[test]
fn an_inbox_of_a_newer_release_is_left_alone() {
    let prepare = |path: &Path| {
        drop(Inbox::open(path, InboxConfig::default()).unwrap());
        Connection::open(path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    };
    check_open(
        prepare,
        &expect![[r#"
        newer: the inbox was made by a newer release (schema 99, this one knows 1); use that release
        newer: the inbox was made by a newer release (schema 99, this one knows 1); use that release
    "#]],
    );
}

#[test]
fn a_path_that_cannot_be() {
    check_open(
        |path| fs::create_dir(path).unwrap(),
        &expect![[r#"
            cannot_open: the inbox cannot be opened; check the path and its permissions
            cannot_open: the inbox cannot be opened; check the path and its permissions
        "#]],
    );
}

#[test]
fn a_limit_that_nothing_fits_in_is_refused_before_there_is_a_file() {
    for bytes in [0, 1, 4_095, InboxConfig::LEAST_MAX_BYTES - 1] {
        let shelf = Shelf::new();
        let config = InboxConfig { max_bytes: Some(bytes), ..InboxConfig::default() };
        let error = Inbox::open(&shelf.path(), config).unwrap_err();
        assert_eq!(error.code(), "too_small", "{bytes}");
        assert!(!shelf.path().exists(), "{bytes}");
    }
    let one = InboxError::TooSmall { bytes: 1, least: InboxConfig::LEAST_MAX_BYTES };
    expect!["the inbox cannot work within a limit of 1 bytes; set 65536 or more, or none"]
        .assert_eq(&one.to_string());
}

#[tokio::test]
async fn the_smallest_limit_is_one() {
    let shelf = Shelf::new();
    let max_bytes = Some(InboxConfig::LEAST_MAX_BYTES);
    let inbox = shelf.open_with(InboxConfig { max_bytes, ..InboxConfig::default() });
    let mut number = 0;
    while code_of(&inbox, Callback::numbered(number).event()).await == "stored" {
        number += 1;
        assert!(number < 1_000, "300 KiB fit in 64");
    }
    assert!(number > 10, "only {number} fit");
    assert_eq!(inbox.health().last_commit, LastCommit::Failed("full"));
    inbox.close().await.unwrap();
    assert!(fs::metadata(shelf.path()).unwrap().len() <= InboxConfig::LEAST_MAX_BYTES);
}

#[test]
fn a_reader_creates_nothing() {
    let shelf = Shelf::new();
    assert_eq!(Reader::open(&shelf.path()).unwrap_err().code(), "cannot_open");
    assert!(!shelf.path().exists());
}

#[test]
fn the_codes_stay_what_they_are() {
    expect!["full failing busy behind defect closed read_only damaged rejected vanished log_vanished too_small cannot_open not_an_inbox newer older unreadable"].assert_eq(&InboxError::CODES.join(" "));
}
