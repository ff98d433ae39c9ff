//! What a query finds, and how a record is printed.

use std::ops::ControlFlow;

use expect_test::{Expect, expect};
use livehook_inbox::{Inbox, Limit, Mark, Order, Query, RecordId, StateFilter};

use crate::harness::{Callback, NOW, NOW_MS, Shelf, highlight, seconds_after_now, together};

/// 1 and 2 are highlights, 3 is done, 4 is in quarantine, 5 is of another source.
async fn five(shelf: &Shelf) -> Inbox {
    let inbox = shelf.open();
    let first = highlight("room-1", "a", "100% goal", "第一个进球");
    let second = highlight("room-2", "b", "50 cents, under_score", "back\\\\slash")
        .at(seconds_after_now(60));
    inbox.append(first.event()).await.unwrap();
    inbox.append(second.event()).await.unwrap();
    inbox.append(Callback::numbered(3).event()).await.unwrap();
    inbox.mark_done(vec![RecordId::new(3).unwrap()], NOW_MS).await.unwrap();
    inbox.quarantine(Callback::numbered(4).t(NOW - 5).suspect()).await.unwrap();
    inbox.append(Callback::new(r#""event_type":9999"#).source("other").event()).await.unwrap();
    inbox
}

async fn check(query: Query, expected: &[i64]) {
    let shelf = Shelf::new();
    let inbox = five(&shelf).await;
    let found = inbox.reader().unwrap().list(&query).unwrap();
    let ids: Vec<_> = found.iter().map(|record| record.id.number()).collect();
    assert_eq!(ids, expected, "{query:?}");
}

async fn check_text(text: &str, expected: &[i64]) {
    check(Query { text: Some(text.to_owned()), ..Query::default() }, expected).await;
}

#[tokio::test]
async fn by_state() {
    let state = |state| Query { state: Some(state), ..Query::default() };
    check(state(StateFilter::Received), &[1, 2, 5]).await;
    check(state(StateFilter::Done), &[3]).await;
    check(state(StateFilter::Event), &[1, 2, 3, 5]).await;
    check(state(StateFilter::Quarantined), &[4]).await;
}

#[tokio::test]
async fn by_what_it_says() {
    check(Query { event_type: Some(349), ..Query::default() }, &[1, 2]).await;
    check(Query { stream_id: Some("room-3".to_owned()), ..Query::default() }, &[3]).await;
    check(Query { source: Some("other".to_owned()), ..Query::default() }, &[5]).await;
    check(Query { mark: Some(Mark::Undecodable), ..Query::default() }, &[5]).await;
    check(Query { mark: Some(Mark::Late), ..Query::default() }, &[4]).await;
    check(Query { mark: Some(Mark::Conflict), ..Query::default() }, &[]).await;
}

#[tokio::test]
async fn by_time_without_the_end() {
    let minute = Some(seconds_after_now(60));
    check(Query { received_from: minute, ..Query::default() }, &[2]).await;
    check(Query { received_until: minute, ..Query::default() }, &[1, 3, 4, 5]).await;
}

#[tokio::test]
async fn by_order_place_and_number() {
    let order = Order::NewestFirst;
    check(Query { order, ..Query::default() }, &[5, 4, 3, 2, 1]).await;
    let after = RecordId::new(3);
    check(Query { after, ..Query::default() }, &[4, 5]).await;
    check(Query { after, order, ..Query::default() }, &[2, 1]).await;
    check(Query { limit: Limit::AtMost(2), ..Query::default() }, &[1, 2]).await;
    check(Query { limit: Limit::AtMost(0), ..Query::default() }, &[]).await;
}

#[tokio::test]
async fn by_two_chinese_characters() {
    // In the summary of the first and the keywords of both.
    check_text("一个", &[1]).await;
    check_text("进球", &[1, 2]).await;
}

#[tokio::test]
async fn by_text_letter_for_letter() {
    check_text("0%", &[1]).await;
    check_text("r_s", &[2]).await;
    check_text("e__", &[]).await;
    check_text("back\\s", &[2]).await;
    check_text("GOAL", &[1, 2]).await;
}

#[tokio::test]
async fn longer_lists_than_a_page_are_whole_and_in_order() {
    let shelf = Shelf::new();
    let inbox = shelf.open();
    let appends = (0..700).map(|number| {
        let (inbox, event) = (inbox.clone(), Callback::numbered(number).event());
        async move { inbox.append(event).await.unwrap() }
    });
    together(appends).await;
    let numbers = |query: &Query| -> Vec<i64> {
        shelf.reader().list(query).unwrap().iter().map(|record| record.id.number()).collect()
    };
    assert_eq!(numbers(&Query::default()), (1..=700).collect::<Vec<_>>());
    let newest = Query { order: Order::NewestFirst, limit: Limit::AtMost(300), ..Query::default() };
    assert_eq!(numbers(&newest), (401..=700).rev().collect::<Vec<_>>());
    let mut seen = 0;
    let visit = |_| {
        seen += 1;
        if seen == 300 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    shelf.reader().visit(&Query::default(), visit).unwrap();
    assert_eq!(seen, 300);
}

#[tokio::test]
async fn an_export_has_each_body_byte_for_byte() {
    let shelf = Shelf::new();
    let inbox = five(&shelf).await;
    let mut bodies = Vec::new();
    let reader = inbox.reader().unwrap();
    let keep = |record: livehook_inbox::Record, body: &[u8]| {
        assert_eq!(record.body_bytes, u64::try_from(body.len()).unwrap());
        bodies.push(body.to_vec());
        ControlFlow::Continue(())
    };
    reader.export(&Query { event_type: Some(1), ..Query::default() }, keep).unwrap();
    let expected = [
        Callback::numbered(3).body().into_bytes(),
        Callback::numbered(4).t(NOW - 5).body().into_bytes(),
    ];
    assert_eq!(bodies, expected);
}

#[tokio::test]
async fn counts_latest_and_oldest() {
    let shelf = Shelf::new();
    let inbox = five(&shelf).await;
    let reader = inbox.reader().unwrap();
    let counts = reader.counts().unwrap();
    assert_eq!((counts.received, counts.done, counts.expired, counts.far_future), (3, 1, 1, 0));
    let latest = reader.latest(&Query { event_type: Some(349), ..Query::default() }).unwrap();
    assert_eq!(latest.unwrap().id.number(), 2);
    let oldest = reader.oldest_unhandled().unwrap().unwrap();
    assert_eq!((oldest.0.number(), oldest.1), (1, NOW_MS));
}

async fn check_json(id: i64, expected: Expect) {
    let shelf = Shelf::new();
    let inbox = five(&shelf).await;
    let record = inbox.reader().unwrap().get(RecordId::new(id).unwrap()).unwrap().unwrap();
    expected.assert_eq(&serde_json::to_string_pretty(&record.wire()).unwrap());
}

#[tokio::test]
async fn a_record_is_printed_with_all_we_know() {
    check_json(1, expect![[r#"
        {
          "id": 1,
          "source": "default",
          "state": "received",
          "marks": [],
          "event_type": 349,
          "stream_id": "room-1",
          "content_key": "v1-1761128000-d88c507cecaddf54611a91d9f1543a182b1da10063021f5ab6846debc2bb944a",
          "deliveries": 1,
          "received_at": "2025-10-22T10:30:00.000Z",
          "last_received_at": "2025-10-22T10:30:00.000Z",
          "changed_at": "2025-10-22T10:30:00.000Z",
          "quarantine": null,
          "undecodable": null,
          "late_by": null,
          "key_id": "current",
          "t": 1761129600,
          "body_bytes": 362,
          "clips": [
            {
              "begin_time": 1761128000,
              "end_time": 1761128030,
              "title": "100% goal",
              "summary": "第一个进球",
              "key_words": [
                "goal",
                "进球"
              ],
              "video_store_url": "https://example.com/a.mp4",
              "cov_img_store_url": ""
            }
          ]
        }"#]]).await;
}

#[tokio::test]
async fn a_quarantined_record_says_why() {
    check_json(
        4,
        expect![[r#"
        {
          "id": 4,
          "source": "default",
          "state": "quarantined",
          "marks": [
            "late"
          ],
          "event_type": 1,
          "stream_id": "room-4",
          "content_key": "v1-0-09759a44dae30f5e16b19ea3492f92606cff3c9afbce39efe25f6ec48bf29ff7",
          "deliveries": 1,
          "received_at": "2025-10-22T10:30:00.000Z",
          "last_received_at": "2025-10-22T10:30:00.000Z",
          "changed_at": "2025-10-22T10:30:00.000Z",
          "quarantine": "expired",
          "undecodable": null,
          "late_by": 5,
          "key_id": "current",
          "t": 1761128995,
          "body_bytes": 94,
          "clips": []
        }"#]],
    )
    .await;
}
