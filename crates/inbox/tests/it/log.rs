//! The write-ahead log beside the file can be cut, whoever reads.

use std::ops::ControlFlow;

use livehook_inbox::Query;
use rusqlite::Connection;

use crate::harness::{Callback, Shelf, together};

#[tokio::test]
async fn a_slow_reader_does_not_keep_it_from_being_cut() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let appends = (0..300).map(|number| {
        let (inbox, event) = (inbox.clone(), Callback::numbered(number).event());
        async move { inbox.append(event).await.unwrap() }
    });
    together(appends).await;
    let other = Connection::open(shelf.path()).unwrap();
    let mut seen = 0;
    let slow = |_| {
        seen += 1;
        let cut = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
        let blocked = other.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], cut).unwrap();
        assert_eq!(blocked, 0, "at record {seen}");
        ControlFlow::Continue(())
    };
    inbox.reader().unwrap().visit(&Query::default(), slow).unwrap();
    assert_eq!(seen, 300);
}
