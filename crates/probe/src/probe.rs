//! What can be asked of a receiver from outside, and what an answer means.

use std::{fmt, pin::Pin};

use crate::ProbeError;

/// What is asked: events of this stream, and of this type where one is named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Question {
    /// Which stream.
    pub stream_id: String,
    /// Which type; all where none is named.
    pub event_type: Option<i64>,
}

impl Question {
    /// Asks for all events of a stream.
    pub fn of_stream(stream_id: impl Into<String>) -> Self {
        Self { stream_id: stream_id.into(), event_type: None }
    }

    /// Asks for those of one type only.
    #[must_use]
    pub fn of_type(self, event_type: i64) -> Self {
        Self { event_type: Some(event_type), ..self }
    }

    /// The type in digits, or nothing.
    pub(crate) fn event_type_text(&self) -> String {
        self.event_type.map(|event_type| event_type.to_string()).unwrap_or_default()
    }
}

/// What an answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Events of the stream asked for.
    Stream,
    /// Everything the receiver has, whichever stream: only differences mean something.
    Total,
}

/// A count that is on its way.
pub type Counted<'a> = Pin<Box<dyn Future<Output = Result<u64, ProbeError>> + Send + 'a>>;

/// Sees how many events a receiver has taken, without its help.
pub trait Probe: Send + Sync {
    /// How many events the receiver has taken.
    ///
    /// # Errors
    ///
    /// Whatever [`ProbeError`] the kind of probe can have; each says which.
    fn count<'a>(&'a self, question: &'a Question) -> Counted<'a>;

    /// What the count is of.
    fn scope(&self) -> Scope;

    /// Whether it can tell event types apart. If not, a question that names one is answered for all types.
    fn tells_types(&self) -> bool;

    /// In words, for a report (`GET http://…`, ``command `…` ``, `log FILE`); no secret in it.
    fn describe(&self) -> String;

    /// What is odd about it at present, if anything, though it answers: a file that is not there counts as empty.
    fn oddity(&self) -> Option<String> {
        None
    }
}

/// A probe that is a function in this program. For tests, and for receivers within it.
///
/// ```
/// use livehook_probe::{FnProbe, Probe as _, Question};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let probe = FnProbe::new(|question: &Question| if question.stream_id == "room-1" { 3 } else { 0 });
/// assert_eq!(probe.count(&Question::of_stream("room-1")).await.unwrap(), 3);
/// # });
/// ```
pub struct FnProbe<F>(F);

impl<F: Fn(&Question) -> u64 + Send + Sync> FnProbe<F> {
    /// Takes a function that counts by stream and by type.
    pub const fn new(count: F) -> Self {
        Self(count)
    }
}

impl<F: Fn(&Question) -> u64 + Send + Sync> Probe for FnProbe<F> {
    fn count<'a>(&'a self, question: &'a Question) -> Counted<'a> {
        Box::pin(async move { Ok((self.0)(question)) })
    }

    fn scope(&self) -> Scope {
        Scope::Stream
    }

    fn tells_types(&self) -> bool {
        true
    }

    fn describe(&self) -> String {
        "a function of this program".to_owned()
    }
}

impl<F> fmt::Debug for FnProbe<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FnProbe")
    }
}
