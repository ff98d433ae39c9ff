//! Whether the files that are open are still those at their paths.
//!
//! SQLite goes on writing into a file that was deleted or moved, and all that it commits there goes with the process. So the
//! writer looks after each commit, before anybody is told of it: two looks at a directory, some microseconds beside a disk's.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::InboxError;

/// The inbox's file and the log beside it, as they were when they were opened.
pub(super) struct Files {
    file: Watched,
    log: Watched,
    seen: Seen,
}

/// How it was at the last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Both were in their places.
    InPlace,
    /// One was not.
    Astray,
}

impl Files {
    /// Of an inbox that was opened just now. Its log exists from then on.
    pub(super) fn opened_at(path: &Path) -> io::Result<Self> {
        // SQLite puts the log beside the file itself, not beside a link to it.
        let mut log = fs::canonicalize(path)?.into_os_string();
        log.push("-wal");
        Ok(Self {
            file: Watched::noted(path.to_owned())?,
            log: Watched::noted(log.into())?,
            seen: Seen::InPlace,
        })
    }

    /// Looks again.
    ///
    /// # Errors
    /// `Vanished` and `LogVanished`, also where it cannot be seen.
    pub(super) fn look(&mut self) -> Result<(), InboxError> {
        self.seen = Seen::Astray;
        if !self.file.is_in_place() {
            return Err(InboxError::Vanished);
        }
        if !self.log.is_in_place() {
            return Err(InboxError::LogVanished);
        }
        self.seen = Seen::InPlace;
        Ok(())
    }

    pub(super) const fn seen(&self) -> Seen {
        self.seen
    }
}

/// A path and what was there.
struct Watched {
    path: PathBuf,
    identity: Identity,
}

impl Watched {
    fn noted(path: PathBuf) -> io::Result<Self> {
        Ok(Self { identity: Identity::of(&path)?, path })
    }

    fn is_in_place(&self) -> bool {
        Identity::of(&self.path).is_ok_and(|found| found == self.identity)
    }
}

/// What tells a file from another one that gets its name.
#[derive(Debug, PartialEq, Eq)]
struct Identity {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    inode: u64,
}

impl Identity {
    #[cfg(unix)]
    fn of(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let found = fs::metadata(path)?;
        Ok(Self { device: found.dev(), inode: found.ino() })
    }

    /// Other systems let nobody delete or move a file that is open.
    #[cfg(not(unix))]
    fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|_| Self {})
    }
}
