//! Why the inbox could not do what it was asked. Codes are stable: clients, metrics and exit codes branch on them.

use std::{fmt, sync::Arc, time::Duration};

use rusqlite::ErrorCode;

use crate::RecordId;

/// Why the inbox could not do what it was asked. After any of these nothing was promised: the sender has to deliver again.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum InboxError {
    /// The disk, or the size the owner allowed the file, is used up.
    #[error(
        "the inbox is full; if the disk is, free space on it first; if its own limit is reached, raise that or prune done records"
    )]
    Full(#[source] StoreFault),
    /// Reading or writing the file failed.
    #[error(
        "the inbox's disk is failing; look at the system's log, the disk and the limit on file sizes (`ulimit -f`)"
    )]
    Failing(#[source] StoreFault),
    /// Another process kept the file locked for longer than the busy time-out.
    #[error("the inbox is locked by another process for too long; end that process, or try again")]
    Busy(#[source] StoreFault),
    /// More arrives than the disk takes: the deadline passed. The event may be stored yet; delivering it again is safe.
    #[error("the inbox is behind: no answer within {} ms; deliver again later", .waited.as_millis())]
    Behind {
        /// The deadline.
        waited: Duration,
    },
    /// The writer panicked at this or at what came with it. It goes on.
    #[error("the inbox met a defect of its own; deliver again later, and report what the log says")]
    Defect,
    /// The inbox was closed, or its writer panicked again and again.
    #[error("the inbox is closed; its process is stopping")]
    Closed,
    /// The file or its directory may not be written.
    #[error("the inbox cannot be written; check the permissions of the file and its directory")]
    ReadOnly(#[source] StoreFault),
    /// The file is damaged.
    #[error("the inbox is damaged; keep a copy of the file, then run `inbox check`")]
    Damaged(#[source] StoreFault),
    /// This one row cannot be stored; others can.
    #[error("this record cannot be stored as it is")]
    Rejected(#[source] StoreFault),
    /// The file is not where it was opened any more, or another one is. Nothing is written until it is back.
    #[error(
        "the inbox's file was moved, deleted or replaced while it was open; move it back, or start again"
    )]
    Vanished,
    /// The write-ahead log beside the file is not there any more, or another one is. What was committed is in the file.
    #[error(
        "the log beside the inbox's file (-wal) was moved, deleted or replaced while it was open; start again"
    )]
    LogVanished,
    /// The size the owner allows the file is less than anything fits in.
    #[error("the inbox cannot work within a limit of {bytes} bytes; set {least} or more, or none")]
    TooSmall {
        /// What was allowed.
        bytes: u64,
        /// [`InboxConfig::LEAST_MAX_BYTES`](crate::InboxConfig::LEAST_MAX_BYTES).
        least: u64,
    },
    /// There is no such file, or it cannot be opened.
    #[error("the inbox cannot be opened; check the path and its permissions")]
    CannotOpen(#[source] StoreFault),
    /// The file is something else.
    #[error("the file is not an inbox; choose another path, nothing was changed in it")]
    NotAnInbox,
    /// The file was made by a newer release.
    #[error(
        "the inbox was made by a newer release (schema {found}, this one knows {known}); use that release"
    )]
    Newer {
        /// The schema's version in the file.
        found: i64,
        /// The newest version this release knows.
        known: i64,
    },
    /// The file was made by an older release, and reading alone does not bring it up to date.
    #[error(
        "the inbox has an older schema ({found}, this release needs {known}); open it for writing once"
    )]
    Older {
        /// The schema's version in the file.
        found: i64,
        /// The version this release needs.
        known: i64,
    },
    /// A row holds what this release never writes.
    #[error("record {id} of the inbox holds an unknown {what}; run `inbox check`")]
    Unreadable {
        /// Which record.
        id: RecordId,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl InboxError {
    /// Every stable code.
    pub const CODES: &'static [&'static str] = &[
        "full",
        "failing",
        "busy",
        "behind",
        "defect",
        "closed",
        "read_only",
        "damaged",
        "rejected",
        "vanished",
        "log_vanished",
        "too_small",
        "cannot_open",
        "not_an_inbox",
        "newer",
        "older",
        "unreadable",
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Full(_) => "full",
            Self::Failing(_) => "failing",
            Self::Busy(_) => "busy",
            Self::Behind { .. } => "behind",
            Self::Defect => "defect",
            Self::Closed => "closed",
            Self::ReadOnly(_) => "read_only",
            Self::Damaged(_) => "damaged",
            Self::Rejected(_) => "rejected",
            Self::Vanished => "vanished",
            Self::LogVanished => "log_vanished",
            Self::TooSmall { .. } => "too_small",
            Self::CannotOpen(_) => "cannot_open",
            Self::NotAnInbox => "not_an_inbox",
            Self::Newer { .. } => "newer",
            Self::Older { .. } => "older",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

impl From<rusqlite::Error> for InboxError {
    fn from(error: rusqlite::Error) -> Self {
        let code = match &error {
            rusqlite::Error::InvalidPath(_) => Some(ErrorCode::CannotOpen),
            other => other.sqlite_error_code(),
        };
        let fault = StoreFault::new(error);
        match code {
            Some(ErrorCode::DiskFull) => Self::Full(fault),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(fault),
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(fault),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(fault),
            Some(ErrorCode::CannotOpen) => Self::CannotOpen(fault),
            Some(ErrorCode::NotADatabase) => Self::NotAnInbox,
            Some(ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch) => {
                Self::Rejected(fault)
            }
            Some(_) | None => Self::Failing(fault),
        }
    }
}

/// What SQLite or the system said.
#[derive(Clone)]
pub struct StoreFault(Arc<dyn std::error::Error + Send + Sync>);

impl StoreFault {
    pub(crate) fn new(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }
}

impl fmt::Debug for StoreFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for StoreFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for StoreFault {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rusqlite::ffi;

    use super::InboxError;

    #[track_caller]
    fn check(sqlite_code: std::ffi::c_int, expected: &str) {
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(sqlite_code), None);
        let code = InboxError::from(error).code();
        assert_eq!(code, expected);
        assert!(InboxError::CODES.contains(&code));
    }

    #[test]
    fn what_sqlite_says_has_a_code_of_ours() {
        check(ffi::SQLITE_FULL, "full");
        check(ffi::SQLITE_BUSY, "busy");
        check(ffi::SQLITE_BUSY_SNAPSHOT, "busy");
        check(ffi::SQLITE_IOERR_FSYNC, "failing");
        check(ffi::SQLITE_READONLY, "read_only");
        check(ffi::SQLITE_CORRUPT, "damaged");
        check(ffi::SQLITE_CONSTRAINT_UNIQUE, "rejected");
        check(ffi::SQLITE_TOOBIG, "rejected");
        check(ffi::SQLITE_CANTOPEN, "cannot_open");
        check(ffi::SQLITE_NOTADB, "not_an_inbox");
        check(ffi::SQLITE_NOMEM, "failing");
    }

    #[test]
    fn no_code_is_listed_twice() {
        let distinct: BTreeSet<_> = InboxError::CODES.iter().collect();
        assert_eq!(distinct.len(), InboxError::CODES.len());
    }
}
