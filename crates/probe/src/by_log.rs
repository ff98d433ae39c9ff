//! Reads what the receiver has from its log: the lines that were added and match.

pub(crate) mod file;
pub(crate) mod line;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use self::{file::LogFile, line::LinePattern};
use crate::{Counted, Probe, ProbeError, Question, Scope, blocking::blocking};

pub use self::file::{LOG_LINE_BYTES_MAX, LOG_READ_BYTES_MAX};

/// Counts the lines that a log has gained since the probe was made and that match a pattern.
///
/// A file that is not there counts as empty; it may appear later. One that has shrunk, or was replaced by another, has been
/// rotated: it is read from its start, and what was counted before stays counted. Lines that come and go between two
/// questions are not seen. A last line without its end counts as it is.
#[derive(Debug)]
pub struct LogProbe {
    pattern: Arc<LinePattern>,
    file: Arc<Mutex<LogFile>>,
    path: PathBuf,
    shown: String,
}

impl LogProbe {
    /// Takes a file and a regular expression in which `{stream_id}` and `{event_type}` may stand; they are replaced by what is
    /// asked for, literally, the type by any number where none is asked for. Without a pattern the stream id has to be in the
    /// line; so it has beside a pattern that does not name it. Matching is by bytes: a log need not be UTF-8.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Pattern`], [`ProbeError::LogUnreadable`].
    pub fn new(file: PathBuf, pattern: Option<&str>) -> Result<Self, ProbeError> {
        let pattern = LinePattern::new(pattern)?;
        let shown = format!("log {}", file.to_string_lossy().escape_debug());
        let path = file.clone();
        let file = Arc::new(Mutex::new(LogFile::from_here(file)?));
        Ok(Self { pattern: Arc::new(pattern), file, path, shown })
    }

    async fn counted(&self, question: &Question) -> Result<u64, ProbeError> {
        let (pattern, file) = (Arc::clone(&self.pattern), Arc::clone(&self.file));
        let question = question.clone();
        blocking(move || {
            // What a panic could leave behind is a count of lines that were read: still true.
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.count(&question, &pattern)
        })
        .await
    }
}

impl Probe for LogProbe {
    /// Reads what was added since the same question was last asked.
    ///
    /// # Errors
    ///
    /// [`ProbeError::LogUnreadable`], [`ProbeError::TooLarge`] where more than [`LOG_READ_BYTES_MAX`] were added,
    /// [`ProbeError::Pattern`] where the pattern with this id in it is too large.
    fn count<'a>(&'a self, question: &'a Question) -> Counted<'a> {
        Box::pin(self.counted(question))
    }

    fn scope(&self) -> Scope {
        Scope::Stream
    }

    fn tells_types(&self) -> bool {
        self.pattern.tells_types()
    }

    fn describe(&self) -> String {
        self.shown.clone()
    }

    fn oddity(&self) -> Option<String> {
        let is_there = self.path.try_exists().unwrap_or(true);
        (!is_there).then(|| format!("the {} is not there", self.shown))
    }
}
