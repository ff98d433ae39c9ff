//! What a log has gained.

mod lines;

use std::{
    io::Read as _,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use self::lines::{Lines, Pattern};
use super::{LISTING_BYTES_MAX, Listed, Listing, counting};
use crate::{
    ProbeError,
    blocking::blocking,
    by_log::file::{LogFile, unreadable},
};

/// How much is read at once, in bytes.
const BLOCK_BYTES: usize = 256 << 10;

/// Hands on what a log has gained since the listing was made.
///
/// A file that is not there counts as empty; it may appear later. One that has shrunk, or was replaced by another, has been rotated: it
/// is read from its start, and what stood in the old one is not seen.
#[derive(Debug)]
pub struct LogListing {
    file: Arc<Mutex<LogFile>>,
    pattern: Option<Pattern>,
    shown: String,
}

impl LogListing {
    /// Takes a file, as long as it is by now.
    ///
    /// # Errors
    ///
    /// [`ProbeError::LogUnreadable`].
    pub fn new(file: PathBuf) -> Result<Self, ProbeError> {
        let shown = format!("log {}", file.to_string_lossy().escape_debug());
        let file = Arc::new(Mutex::new(LogFile::from_here(file)?));
        Ok(Self { file, pattern: None, shown })
    }

    /// Leaves out the lines that do not match a regular expression. `{stream_id}` in it is replaced by `stream_ids`, a regular expression
    /// itself, and `{event_type}` by any number. Matching is by bytes, of the first [`LOG_LINE_BYTES_MAX`](crate::LOG_LINE_BYTES_MAX)
    /// of a line.
    ///
    /// # Errors
    ///
    /// [`ProbeError::Pattern`].
    pub fn matching(self, pattern: &str, stream_ids: &str) -> Result<Self, ProbeError> {
        Ok(Self { pattern: Some(Pattern::new(pattern, stream_ids)?), ..self })
    }

    async fn listed(&self, sink: &mut (dyn FnMut(&[u8]) + Send)) -> Result<u64, ProbeError> {
        let Some(pattern) = &self.pattern else { return self.all(sink).await };
        let mut bytes = 0;
        let mut counted = counting(&mut bytes, sink);
        let mut lines = Lines::new(pattern);
        self.all(&mut |piece| lines.push(piece, &mut counted)).await?;
        lines.end(&mut counted);
        drop(counted);
        Ok(bytes)
    }

    async fn all(&self, sink: &mut (dyn FnMut(&[u8]) + Send)) -> Result<u64, ProbeError> {
        let file = Arc::clone(&self.file);
        let added = blocking(move || {
            // What a panic could leave behind is a length that was read: still true.
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(file.added(LISTING_BYTES_MAX)?.map(|added| (added, file.path().to_owned())))
        });
        let Some((mut added, mut path)) = added.await? else { return Ok(0) };
        let (mut bytes, mut block) = (0, vec![0; BLOCK_BYTES]);
        loop {
            let length;
            (added, path, block, length) = blocking(move || {
                let length = added.read(&mut block).map_err(|source| unreadable(&path, source))?;
                Ok((added, path, block, length))
            })
            .await?;
            if length == 0 {
                return Ok(bytes);
            }
            bytes += length as u64;
            sink(&block[..length]);
        }
    }
}

impl Listing for LogListing {
    /// Reads what was added, all of it each time it is asked.
    ///
    /// # Errors
    ///
    /// [`ProbeError::LogUnreadable`]; [`ProbeError::TooLarge`] before anything is handed on.
    fn list<'a>(&'a self, sink: &'a mut (dyn FnMut(&[u8]) + Send)) -> Listed<'a> {
        Box::pin(self.listed(sink))
    }

    fn describe(&self) -> String {
        self.shown.clone()
    }
}
