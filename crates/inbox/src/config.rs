//! What the owner of an inbox decides about it.

use std::time::Duration;

use crate::InboxError;

/// How long an append may take in all by default: waiting for room, for its turn and for the disk.
///
/// Tencent waits 20 s for an answer; a 503 after 10 s still reaches it.
pub const DEFAULT_APPEND_DEADLINE: Duration = Duration::from_secs(10);

/// How long a connection waits by default for another process that is writing.
pub const DEFAULT_BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What the owner of an inbox decides about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InboxConfig {
    /// How large the file may become, in bytes, at least [`Self::LEAST_MAX_BYTES`]; `None` for as large as the disk. Rounded down to whole pages of 4 KiB. The write-ahead
    /// log beside it comes on top of that, as do up to 4 MiB that marking and removing records may need. Beyond it an append
    /// fails with [`InboxError::Full`](crate::InboxError::Full).
    pub max_bytes: Option<u64>,
    /// How long an append may take in all.
    pub append_deadline: Duration,
    /// How long to wait for another process that is writing.
    pub busy_timeout: Duration,
}

impl InboxConfig {
    /// The smallest limit there is: an empty inbox takes 36 KiB of it, and one that could hold next to nothing is a mistake.
    pub const LEAST_MAX_BYTES: u64 = 64 * 1024;

    /// Refuses a limit below the smallest. SQLite would take one of less than a page for none at all.
    pub(crate) const fn check(&self) -> Result<(), InboxError> {
        match self.max_bytes {
            Some(bytes) if bytes < Self::LEAST_MAX_BYTES => {
                Err(InboxError::TooSmall { bytes, least: Self::LEAST_MAX_BYTES })
            }
            _ => Ok(()),
        }
    }
}

impl Default for InboxConfig {
    fn default() -> Self {
        Self {
            max_bytes: None,
            append_deadline: DEFAULT_APPEND_DEADLINE,
            busy_timeout: DEFAULT_BUSY_TIMEOUT,
        }
    }
}
