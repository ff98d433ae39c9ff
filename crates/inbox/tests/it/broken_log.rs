//! A log that cannot be written costs nothing but its words: where standard error is a full disk, some panic.

use livehook_inbox::{InboxConfig, LastCommit, Retention, WriterState};
use tracing::{
    Event, Metadata, Subscriber,
    span::{Attributes, Id, Record},
};

use crate::harness::{Callback, NOW_MS, Shelf};

/// Panics at every word.
struct BrokenLog;

impl Subscriber for BrokenLog {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        panic!("standard error cannot be written, says a test");
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn an_inbox_that_cannot_say_that_it_is_full_goes_on_when_there_is_room() {
    // For the whole process, since the writer has a thread of its own. The other tests must pass beside it all the same.
    tracing::subscriber::set_global_default(BrokenLog).unwrap();
    let shelf = Shelf::new();
    let inbox =
        shelf.open_with(InboxConfig { max_bytes: Some(256 * 1024), ..InboxConfig::default() });
    let large = |number: usize| {
        let text = "x".repeat(10_000);
        Callback::new(&format!(r#""event_type":1,"number":{number},"text":"{text}""#)).event()
    };
    let mut stored = Vec::new();
    let error = loop {
        match inbox.append(large(stored.len())).await {
            Ok(appended) => stored.push(appended.id()),
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), "full");
    assert_eq!(inbox.append(large(stored.len())).await.unwrap_err().code(), "full");
    assert_eq!(inbox.health().writer, WriterState::Running);

    inbox.mark_done(stored, NOW_MS).await.unwrap();
    inbox.prune(Retention { records: Some(0), ..Retention::default() }, NOW_MS).await.unwrap();
    inbox.append(large(1_000)).await.unwrap();
    assert_eq!(inbox.health().last_commit, LastCommit::Good);
    inbox.close().await.unwrap();
}
