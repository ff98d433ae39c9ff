//! How the inbox is doing: numbers that the writer leaves behind and anybody may read without disturbing it.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::store;

/// Upper bounds of the commit latency's buckets, in microseconds. The last bucket has no bound.
const BUCKETS_US: [u64; 12] =
    [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000, 10_000_000];

/// How the inbox is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Whether anything can be stored at all.
    pub writer: WriterState,
    /// How many rows wait for the writer.
    pub queued_rows: usize,
    /// How many bytes wait for the writer, or for their commit.
    pub queued_bytes: usize,
    /// How the last commit went. After a failure, one that stored nothing new does not change it: a full inbox can still count and
    /// mark what it has.
    pub last_commit: LastCommit,
    /// How long commits took so far.
    pub commits: CommitLatency,
    /// How many rows were committed so far.
    pub committed_rows: u64,
    /// How many records are in quarantine.
    pub quarantine_records: u64,
    /// The bytes of their bodies.
    pub quarantine_bytes: u64,
    /// About how long the write-ahead log was after the last commit, in bytes.
    pub log_bytes: u64,
}

/// Whether there is a writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriterState {
    /// It takes what is sent.
    Running,
    /// It was closed, or panicked again and again: everything is answered `Closed` from now on, until somebody opens the inbox anew.
    Ended,
}

/// How the last commit went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastCommit {
    /// There was none yet.
    None,
    /// It is on disk.
    Good,
    /// It failed, with this code of [`InboxError`](crate::InboxError).
    Failed(&'static str),
}

/// How long transactions took, from their beginning to the disk's word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CommitLatency {
    /// How many there were.
    pub count: u64,
    /// Their time in all.
    pub sum: Duration,
    /// The longest.
    pub longest: Duration,
    counts: [u64; BUCKETS_US.len()],
}

impl CommitLatency {
    /// Pairs of an upper bound and how many took at most that long, each including the ones before it.
    pub fn cumulative(&self) -> impl Iterator<Item = (Duration, u64)> + '_ {
        BUCKETS_US.iter().zip(&self.counts).scan(0, |sum, (bound, count)| {
            *sum += count;
            Some((Duration::from_micros(*bound), *sum))
        })
    }

    fn add(&mut self, took: Duration) {
        self.count += 1;
        self.sum += took;
        self.longest = self.longest.max(took);
        let bucket = BUCKETS_US.iter().position(|bound| took <= Duration::from_micros(*bound));
        if let Some(bucket) = bucket {
            self.counts[bucket] += 1;
        }
    }
}

/// Where the writer leaves its numbers.
#[derive(Debug)]
pub(crate) struct Gauges {
    commits: Mutex<(LastCommit, CommitLatency)>,
    committed_rows: AtomicU64,
    quarantine_records: AtomicU64,
    quarantine_bytes: AtomicU64,
    log_bytes: AtomicU64,
    refused_bytes: AtomicUsize,
}

impl Gauges {
    pub(crate) const fn new() -> Self {
        let latency = CommitLatency {
            count: 0,
            sum: Duration::ZERO,
            longest: Duration::ZERO,
            counts: [0; BUCKETS_US.len()],
        };
        Self {
            commits: Mutex::new((LastCommit::None, latency)),
            committed_rows: AtomicU64::new(0),
            quarantine_records: AtomicU64::new(0),
            quarantine_bytes: AtomicU64::new(0),
            log_bytes: AtomicU64::new(0),
            refused_bytes: AtomicUsize::new(0),
        }
    }

    /// A batch is on disk. Once a batch, so a mutex costs nothing that matters.
    pub(crate) fn committed(&self, took: Duration, rows: usize) {
        self.commits.lock().unwrap_or_else(PoisonError::into_inner).1.add(took);
        self.committed_rows.fetch_add(u64::try_from(rows).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// How the last batch went that says whether callbacks can be stored.
    pub(crate) fn last_commit(&self, outcome: LastCommit) {
        self.commits.lock().unwrap_or_else(PoisonError::into_inner).0 = outcome;
    }

    pub(crate) fn quarantine(&self, records: u64, bytes: u64) {
        self.quarantine_records.store(records, Ordering::Relaxed);
        self.quarantine_bytes.store(bytes, Ordering::Relaxed);
    }

    /// The largest of those that found no room had so many bytes; 0: there was room for the last.
    pub(crate) fn set_refused_bytes(&self, bytes: usize) {
        self.refused_bytes.store(bytes, Ordering::Relaxed);
    }

    pub(crate) fn refused_bytes(&self) -> usize {
        self.refused_bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn log_pages(&self, pages: i64) {
        let bytes = pages.unsigned_abs().saturating_mul(store::PAGE_BYTES);
        self.log_bytes.store(bytes, Ordering::Relaxed);
    }

    pub(crate) fn health(
        &self,
        writer: WriterState,
        queued_rows: usize,
        queued_bytes: usize,
    ) -> Health {
        let (last_commit, commits) = *self.commits.lock().unwrap_or_else(PoisonError::into_inner);
        Health {
            writer,
            queued_rows,
            queued_bytes,
            last_commit,
            commits,
            committed_rows: self.committed_rows.load(Ordering::Relaxed),
            quarantine_records: self.quarantine_records.load(Ordering::Relaxed),
            quarantine_bytes: self.quarantine_bytes.load(Ordering::Relaxed),
            log_bytes: self.log_bytes.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Gauges, LastCommit, WriterState};

    #[test]
    fn each_bucket_includes_the_ones_before_it() {
        let gauges = Gauges::new();
        for micros in [100, 101, 20_000_000] {
            gauges.committed(Duration::from_micros(micros), 2);
        }
        gauges.last_commit(LastCommit::Failed("full"));
        let health = gauges.health(WriterState::Running, 3, 4);
        assert_eq!((health.queued_rows, health.queued_bytes, health.committed_rows), (3, 4, 6));
        assert_eq!(health.last_commit, LastCommit::Failed("full"));
        assert_eq!((health.commits.count, health.commits.longest), (3, Duration::from_secs(20)));
        let counts: Vec<_> = health.commits.cumulative().map(|(_, count)| count).collect();
        assert_eq!((counts[0], counts[1], counts.last()), (1, 2, Some(&2)));
    }
}
