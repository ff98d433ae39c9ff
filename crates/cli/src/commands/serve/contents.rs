//! What is in the inbox when it is opened: whoever named the wrong file sees it in the first lines.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use livehook_inbox::{Counts, Inbox};
use serde::Serialize;
use tokio::{task::spawn_blocking, time::timeout};

/// How long the first lines wait for the counting, which takes a while where there are tens of millions.
const COUNTING_TIME: Duration = Duration::from_secs(1);

/// The file, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contents {
    /// Its whole path.
    pub(super) path: PathBuf,
    pub(super) found: Found,
}

/// How the file was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// There was none: it was made.
    New,
    /// It was there. Without counts where counting takes too long.
    Opened(Option<Held>),
}

/// How many records there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Held {
    received: u64,
    done: u64,
    quarantined: u64,
}

/// Whether a file was there before it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    File,
}

impl Before {
    /// To be looked at before the inbox is opened.
    pub(super) fn at(path: &Path) -> Self {
        // An empty file is made an inbox too.
        let there = path.metadata().is_ok_and(|found| found.len() > 0);
        if there { Self::File } else { Self::Nothing }
    }
}

impl Contents {
    pub(super) async fn of(path: &Path, before: Before, inbox: &Inbox) -> Self {
        let found = match before {
            Before::Nothing => Found::New,
            Before::File => Found::Opened(count(inbox.clone()).await),
        };
        // The path as given, where the system does not tell the whole.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        Self { path, found }
    }
}

/// What cannot be counted is no reason not to serve.
async fn count(inbox: Inbox) -> Option<Held> {
    let counting = spawn_blocking(move || inbox.reader()?.counts());
    let Counts { received, done, expired, far_future, .. } =
        timeout(COUNTING_TIME, counting).await.ok()?.ok()?.ok()?;
    Some(Held { received, done, quarantined: expired.saturating_add(far_future) })
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("new"),
            Self::Opened(None) => f.write_str("opened"),
            Self::Opened(Some(Held { received, done, quarantined })) => {
                write!(f, "{received} received, {done} done, {quarantined} quarantined")
            }
        }
    }
}
