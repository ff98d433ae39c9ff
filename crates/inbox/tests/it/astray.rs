//! Files that are moved, deleted or replaced while they are open: SQLite notices nothing, so the inbox has to.
#![cfg(unix)]

use std::{fs, path::PathBuf};

use livehook_inbox::{Inbox, InboxError, LastCommit};

use crate::harness::{Callback, Shelf, listing};

fn log_of(shelf: &Shelf) -> PathBuf {
    shelf.path().with_file_name("inbox.db-wal")
}

async fn check(inbox: &Inbox, number: usize, expected: Result<(), &str>) {
    let appended = inbox.append(Callback::numbered(number).event()).await;
    assert_eq!(appended.map(drop).map_err(|error| error.code()), expected, "callback {number}");
}

#[tokio::test]
async fn nothing_is_acknowledged_into_a_file_that_was_deleted() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    check(&inbox, 1, Ok(())).await;
    fs::remove_file(shelf.path()).unwrap();
    check(&inbox, 2, Err("vanished")).await;
    check(&inbox, 3, Err("vanished")).await;
    assert_eq!(inbox.health().last_commit, LastCommit::Failed("vanished"));
    assert!(matches!(inbox.probe().await, Err(InboxError::Vanished)));
    assert!(!shelf.path().exists(), "nobody makes another one by himself");
    assert!(matches!(inbox.close().await, Err(InboxError::Vanished)));
}

#[tokio::test]
async fn a_file_that_is_moved_back_holds_all_that_was_acknowledged_and_takes_more() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    check(&inbox, 1, Ok(())).await;
    let elsewhere = shelf.path().with_file_name("elsewhere.db");
    fs::rename(shelf.path(), &elsewhere).unwrap();
    check(&inbox, 2, Err("vanished")).await;
    check(&inbox, 3, Err("vanished")).await;
    fs::rename(&elsewhere, shelf.path()).unwrap();
    check(&inbox, 3, Ok(())).await;
    assert_eq!(inbox.health().last_commit, LastCommit::Good);
    inbox.close().await.unwrap();
    // The second was on its way when the file went: stored, though nobody was told so.
    let expected =
        "1 Received [] deliveries 1\n2 Received [] deliveries 1\n3 Received [] deliveries 1\n";
    assert_eq!(listing(&shelf.records()), expected);
}

#[tokio::test]
async fn another_file_in_its_place_is_not_taken_for_it() {
    let (shelf, other) = (Shelf::new(), Shelf::new());
    other.open().close().await.unwrap();
    let inbox = shelf.open();
    check(&inbox, 1, Ok(())).await;
    fs::rename(other.path(), shelf.path()).unwrap();
    check(&inbox, 2, Err("vanished")).await;
    check(&inbox, 2, Err("vanished")).await;
}

#[tokio::test]
async fn what_was_acknowledged_survives_the_loss_of_the_log() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    check(&inbox, 1, Ok(())).await;
    fs::remove_file(log_of(&shelf)).unwrap();
    check(&inbox, 2, Err("log_vanished")).await;
    check(&inbox, 3, Err("log_vanished")).await;
    // As after a kill: the file as it is now, without the writer's end.
    let copy = shelf.path().with_file_name("copy.db");
    fs::copy(shelf.path(), &copy).unwrap();
    let records = livehook_inbox::Reader::open(&copy).unwrap().counts().unwrap().received;
    assert_eq!(records, 2, "the first was acknowledged; the second was on its way");
    assert!(matches!(inbox.close().await, Err(InboxError::LogVanished)));
    let inbox = shelf.open();
    check(&inbox, 3, Ok(())).await;
    inbox.close().await.unwrap();
}
