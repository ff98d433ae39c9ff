//! A log that grows, shrinks, comes and goes; how far each question has been counted in it.

use std::{
    collections::HashMap,
    fs::{self, File, Metadata},
    io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom, Take},
    path::{Path, PathBuf},
};

use super::line::{LinePattern, Matcher};
use crate::{ProbeError, Question};

/// How much of a log is read for one question, in bytes: so much may be added between two.
pub const LOG_READ_BYTES_MAX: u64 = 64 << 20;

/// How much of a line is looked at, in bytes.
pub const LOG_LINE_BYTES_MAX: u64 = 1 << 20;

/// How much is read at once, in bytes.
const BLOCK_BYTES: usize = 64 << 10;

/// How many questions are remembered with their counts. When there are more, all are counted anew.
const QUESTIONS_MAX: usize = 1024;

#[derive(Debug)]
pub(crate) struct LogFile {
    path: PathBuf,
    /// Where the lines begin that are counted: the length at first, 0 after a rotation.
    start: u64,
    /// How it was when last looked at.
    seen: Seen,
    progress: HashMap<Question, Progress>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    length: u64,
    identity: Option<Identity>,
}

/// Device and inode, where there are such.
type Identity = (u64, u64);

#[derive(Debug)]
struct Progress {
    matcher: Matcher,
    /// The first line that is not counted yet begins here.
    offset: u64,
    count: u64,
}

impl LogFile {
    /// Leaves out what the file holds already.
    pub(crate) fn from_here(path: PathBuf) -> Result<Self, ProbeError> {
        let mut log = Self { path, start: 0, seen: Seen::default(), progress: HashMap::new() };
        let file = log.open()?;
        log.seen = log.look(file.as_ref())?;
        log.start = log.seen.length;
        Ok(log)
    }

    /// How many lines were added that a question means.
    pub(super) fn count(
        &mut self,
        question: &Question,
        pattern: &LinePattern,
    ) -> Result<u64, ProbeError> {
        let file = self.open()?;
        let seen = self.look(file.as_ref())?;
        self.follow(seen);
        if !self.progress.contains_key(question) {
            if self.progress.len() >= QUESTIONS_MAX {
                self.progress.clear();
            }
            let matcher = pattern.matcher(question)?;
            let begun = Progress { matcher, offset: self.start, count: 0 };
            self.progress.insert(question.clone(), begun);
        }
        let (Some(progress), Some(file)) = (self.progress.get_mut(question), file) else {
            return Ok(self.progress.get(question).map_or(0, |progress| progress.count));
        };
        let added = seen.length.saturating_sub(progress.offset);
        if added > LOG_READ_BYTES_MAX {
            return Err(ProbeError::TooLarge { bytes_max: LOG_READ_BYTES_MAX });
        }
        let unfinished =
            progress.read(file, added).map_err(|source| unreadable(&self.path, source))?;
        Ok(progress.count + unfinished)
    }

    /// What was added, of which at most `bytes_max` may be; nothing where there is no file.
    pub(crate) fn added(&mut self, bytes_max: u64) -> Result<Option<Take<File>>, ProbeError> {
        let file = self.open()?;
        let seen = self.look(file.as_ref())?;
        self.follow(seen);
        let Some(mut file) = file else { return Ok(None) };
        let added = seen.length.saturating_sub(self.start);
        if added > bytes_max {
            return Err(ProbeError::TooLarge { bytes_max });
        }
        file.seek(SeekFrom::Start(self.start)).map_err(|source| unreadable(&self.path, source))?;
        Ok(Some(file.take(added)))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// None: it is not there.
    fn open(&self) -> Result<Option<File>, ProbeError> {
        // Asked before it is opened: opening a pipe would wait for somebody to write.
        let opened = match fs::metadata(&self.path) {
            Ok(found) if !found.is_file() => Err(io::Error::other("it is no file")),
            Ok(_) => File::open(&self.path),
            Err(error) => Err(error),
        };
        match opened {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(&self.path, error)),
        }
    }

    fn look(&self, file: Option<&File>) -> Result<Seen, ProbeError> {
        let Some(file) = file else { return Ok(Seen::default()) };
        let found = file.metadata().map_err(|source| unreadable(&self.path, source))?;
        Ok(Seen { length: found.len(), identity: identity(&found) })
    }

    /// Notices a rotation, and starts over then.
    fn follow(&mut self, seen: Seen) {
        let replaced =
            matches!((self.seen.identity, seen.identity), (Some(old), Some(new)) if old != new);
        if replaced || seen.length < self.seen.length {
            self.start = 0;
            self.progress.values_mut().for_each(|progress| progress.offset = 0);
        }
        self.seen = seen;
    }
}

pub(crate) fn unreadable(path: &Path, source: io::Error) -> ProbeError {
    ProbeError::LogUnreadable { path: path.to_owned(), source }
}

impl Progress {
    /// Counts the whole lines among the next `added` bytes and goes on behind them. Gives 1 for a last line that has no end
    /// yet and matches as it is.
    fn read(&mut self, mut file: File, added: u64) -> io::Result<u64> {
        file.seek(SeekFrom::Start(self.offset))?;
        let mut reader = BufReader::with_capacity(BLOCK_BYTES, file.take(added));
        let mut line = Vec::new();
        loop {
            line.clear();
            let mut length =
                reader.by_ref().take(LOG_LINE_BYTES_MAX).read_until(b'\n', &mut line)? as u64;
            let mut ends = line.ends_with(b"\n");
            if length == LOG_LINE_BYTES_MAX && !ends {
                let rest = skip_line(&mut reader)?;
                length += rest.bytes;
                ends = rest.ends;
            }
            if !ends {
                return Ok(u64::from(length > 0 && self.takes(&line)));
            }
            self.count += u64::from(self.takes(&line));
            self.offset += length;
        }
    }

    fn takes(&self, line: &[u8]) -> bool {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        self.matcher.takes(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// The rest of a line that is too long.
struct Rest {
    bytes: u64,
    ends: bool,
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<Rest> {
    let mut rest = Rest { bytes: 0, ends: false };
    loop {
        let block = reader.fill_buf()?;
        if block.is_empty() {
            return Ok(rest);
        }
        let end = block.iter().position(|&byte| byte == b'\n');
        let length = end.map_or(block.len(), |at| at + 1);
        rest.bytes += length as u64;
        rest.ends = end.is_some();
        reader.consume(length);
        if rest.ends {
            return Ok(rest);
        }
    }
}

#[cfg(unix)]
fn identity(found: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(_found: &Metadata) -> Option<Identity> {
    None
}
