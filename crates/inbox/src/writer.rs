//! The one thread that writes. It takes what has queued, makes one transaction of it, and only then answers those who wait.

mod append;
mod batch;
mod change;
mod checkpoint;
mod clips;
mod cut;
mod delivery;
mod dismiss;
mod files;
mod forget;
mod heartbeat;
mod job;
mod leave;
mod quarantine;
mod release;
mod retention;
mod signatures;
mod sources;
mod suspects;
mod tables;
mod thread;
mod words;

pub(crate) use change::{ChangeState, StateChange};
pub use clips::CLIP_KEYS_REMEMBERED;
pub use cut::{BATCH_BYTES, BATCH_ROWS};
pub use delivery::KEY_KEPT_FOR;
pub(crate) use dismiss::DismissSome;
pub(crate) use heartbeat::{Heartbeat, HeartbeatOver};
pub(crate) use job::{Answer, Job, Pending, Work};
pub use quarantine::{QUARANTINE_BYTES, QUARANTINE_PER_SIGNATURE, QUARANTINE_RECORDS};
pub(crate) use release::ReleaseSome;
pub(crate) use retention::{DropKeys, Forget};
pub(crate) use thread::start;

/// How many records one job of release, pruning and the like touches, so that appends have their turn between two of them.
pub(crate) const STEP_ROWS: usize = 256;

/// Whether a job that takes a step at a time has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// There may be more.
    More,
    /// There was less than a step's worth left.
    Done,
}

impl Progress {
    const fn after(step: usize) -> Self {
        if step < STEP_ROWS { Self::Done } else { Self::More }
    }
}
