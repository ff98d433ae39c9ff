//! A damaged file: what it still holds can be read, and what was found is told.

use std::ops::ControlFlow;

use livehook_inbox::{Limit, Order, Query};

use crate::harness::{Callback, Shelf, together};

/// An inbox of so many records whose file was lost the page that begins at this byte.
async fn damaged(records: usize, from: usize) -> Shelf {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    together((0..records).map(|number| {
        let (inbox, event) = (inbox.clone(), Callback::numbered(number).event());
        async move { inbox.append(event).await.unwrap() }
    }))
    .await;
    inbox.close().await.unwrap();
    let mut bytes = std::fs::read(shelf.path()).unwrap();
    bytes[from..from + 4_096].fill(0xa5);
    std::fs::write(shelf.path(), bytes).unwrap();
    shelf
}

#[tokio::test]
async fn what_a_damaged_file_still_holds_is_read_and_the_rest_is_counted() {
    let records = 300;
    let (mut read, mut damaged_leaves) = (0, 0);
    for page in 10..20 {
        let shelf = damaged(records, page * 4_096).await;
        let reader = shelf.reader();
        for order in [Order::OldestFirst, Order::NewestFirst] {
            let mut ids = Vec::new();
            let query = Query { order, ..Query::default() };
            let unreadable = reader
                .export_readable(&query, |record, body| {
                    assert!(!body.is_empty());
                    ids.push(record.id);
                    ControlFlow::Continue(())
                })
                .unwrap();
            assert_eq!(ids.len() + usize::try_from(unreadable).unwrap(), records, "page {page}");
            assert!(ids.len() > records / 2, "page {page}: {}", ids.len());
            let in_order = ids.is_sorted() || ids.is_sorted_by(|a, b| a >= b);
            assert!(in_order, "page {page}");
            damaged_leaves += usize::from(unreadable > 0);
            read += ids.len();
        }
        let checked = reader.check().unwrap();
        assert!(checked.problem_count > 0, "page {page}");
        assert!(checked.records > 150, "page {page}: {checked:?}");
    }
    assert!(damaged_leaves > 0, "{read}");
    let (shelf, mut most) = (damaged(records, 12 * 4_096).await, 0);
    let ten = Query { limit: Limit::AtMost(10), ..Query::default() };
    let counted = |_| {
        most += 1;
        ControlFlow::Continue(())
    };
    assert_eq!(
        shelf.reader().visit_readable(&ten, counted).map(drop).map_err(|e| e.code()),
        Ok(())
    );
    assert_eq!(most, 10);
}
