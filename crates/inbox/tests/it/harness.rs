//! Callbacks for the tests, and an inbox in a directory of its own.

use std::path::PathBuf;

use livehook_core::{
    CallbackKey, Envelope, KeyId, LatePolicy, Policy, Seconds, Signature, Source, Verdict, judge,
};
use livehook_inbox::{
    Appended, Inbox, InboxConfig, NewEvent, NewSuspect, Quarantined, Reader, Record, UnixMillis,
};
use tempfile::TempDir;

const KEY: &str = "callbackKey0123456789";

/// The second at which most things happen here.
pub(crate) const NOW: i64 = 1_761_129_000;

/// The same in milliseconds.
pub(crate) const NOW_MS: UnixMillis = UnixMillis(NOW * 1_000);

/// What a test says of a callback; the rest is alike for all.
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    /// The members but `t` and `sign`, as `"a":1,"b":2`.
    pub(crate) content: String,
    pub(crate) t: i64,
    pub(crate) received_at: UnixMillis,
    pub(crate) source: &'static str,
}

impl Callback {
    pub(crate) fn new(content: &str) -> Self {
        let content = content.to_owned();
        Self { content, t: NOW + 600, received_at: NOW_MS, source: "default" }
    }

    pub(crate) fn numbered(number: usize) -> Self {
        Self::new(&format!(r#""event_type":1,"stream_id":"room-{number}""#))
    }

    pub(crate) fn t(self, t: i64) -> Self {
        Self { t, ..self }
    }

    pub(crate) fn at(self, received_at: UnixMillis) -> Self {
        Self { received_at, ..self }
    }

    pub(crate) fn source(self, source: &'static str) -> Self {
        Self { source, ..self }
    }

    pub(crate) fn body(&self) -> String {
        let sign = Signature::of(&CallbackKey::new(KEY).unwrap(), &self.t.to_string());
        format!(r#"{{{},"t":{},"sign":"{sign}"}}"#, self.content, self.t)
    }

    /// What the judge makes of it, as something to hand to the inbox.
    pub(crate) fn judged(&self, policy: &Policy) -> Judged {
        let source =
            Source::signed(self.source, [(KeyId::new("current"), CallbackKey::new(KEY).unwrap())])
                .unwrap();
        let body = self.body();
        let envelope = Envelope::read(body.as_bytes()).unwrap();
        match judge(envelope, &source, self.received_at.seconds(), policy) {
            Verdict::Accepted(admitted) => {
                Judged::Event(NewEvent::admitted(&admitted, &source, self.received_at))
            }
            Verdict::Late(sender, by) => {
                Judged::Suspect(NewSuspect::late(&sender, by, &source, self.received_at))
            }
            Verdict::Early(sender, _) => {
                Judged::Suspect(NewSuspect::early(&sender, &source, self.received_at))
            }
            Verdict::Refused(refusal) => panic!("{body} is refused: {refusal}"),
        }
    }

    pub(crate) fn event(&self) -> NewEvent {
        match self.judged(&Policy::default()) {
            Judged::Event(event) => event,
            Judged::Suspect(_) => panic!("t is {} at {:?}", self.t, self.received_at),
        }
    }

    /// As an operator who accepts what is late has it.
    pub(crate) fn late_event(&self) -> NewEvent {
        let grace = Seconds(u64::MAX);
        match self.judged(&Policy { late: LatePolicy::Accept { grace }, ..Policy::default() }) {
            Judged::Event(event) => event,
            Judged::Suspect(_) => panic!("t is {} at {:?}", self.t, self.received_at),
        }
    }

    pub(crate) fn suspect(&self) -> NewSuspect {
        match self.judged(&Policy::default()) {
            Judged::Suspect(suspect) => suspect,
            Judged::Event(_) => panic!("t is {} at {:?}", self.t, self.received_at),
        }
    }
}

pub(crate) enum Judged {
    Event(NewEvent),
    Suspect(NewSuspect),
}

/// A highlight of one clip.
pub(crate) fn highlight(stream_id: &str, clip: &str, title: &str, summary: &str) -> Callback {
    Callback::new(&format!(
        r#""appid":1251000000,"domain":"push.example.com","event_type":349,"items":[{{"begin_time":1761128000,"cov_img_store_url":"","end_time":1761128030,"key_words":["goal","进球"],"summary":"{summary}","title":"{title}","video_store_url":"https://example.com/{clip}.mp4"}}],"path":"live","stream_id":"{stream_id}""#
    ))
}

/// An inbox in a directory that goes with it.
pub(crate) struct Shelf {
    directory: TempDir,
}

impl Shelf {
    pub(crate) fn new() -> Self {
        Self { directory: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().join("inbox.db")
    }

    pub(crate) fn open(&self) -> Inbox {
        self.open_with(InboxConfig::default())
    }

    pub(crate) fn open_with(&self, config: InboxConfig) -> Inbox {
        Inbox::open(&self.path(), config).unwrap()
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        self.reader().list(&livehook_inbox::Query::default()).unwrap()
    }

    pub(crate) fn reader(&self) -> Reader {
        Reader::open(&self.path()).unwrap()
    }
}

/// Starts all before it waits for the first: what it takes is about one commit, not one each.
pub(crate) async fn together<F>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let tasks: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut outputs = Vec::with_capacity(tasks.len());
    for task in tasks {
        outputs.push(task.await.unwrap());
    }
    outputs
}

/// An outcome in a word and an id.
pub(crate) trait InWords {
    fn in_words(&self) -> String;
}

impl InWords for Appended {
    fn in_words(&self) -> String {
        match self {
            Self::Stored(stored) => format!("stored {}", stored.id),
            Self::Duplicate(id) => format!("duplicate of {id}"),
            Self::Promoted(stored) => format!("promoted {}", stored.id),
        }
    }
}

impl InWords for Quarantined {
    fn in_words(&self) -> String {
        match self {
            Self::Kept(id) => format!("kept {id}"),
            Self::Counted(id) => format!("counted {id}"),
            Self::NotKept(limit) => format!("not kept: {}", limit.as_str()),
        }
    }
}

impl InWords for Record {
    fn in_words(&self) -> String {
        let marks: Vec<_> = self.marks.set().map(livehook_inbox::Mark::as_str).collect();
        let deliveries = self.deliveries;
        format!("{} {:?} {marks:?} deliveries {deliveries}", self.id, self.state)
    }
}

/// All records, a line each.
pub(crate) fn listing(records: &[Record]) -> String {
    records.iter().map(|record| record.in_words() + "\n").collect()
}

/// For lines that say more about time.
pub(crate) const fn seconds_after_now(seconds: i64) -> UnixMillis {
    UnixMillis((NOW + seconds) * 1_000)
}
