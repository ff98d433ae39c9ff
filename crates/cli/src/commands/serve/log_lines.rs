//! Log lines on their way to stderr: a bounded queue and a thread that writes. A stderr that nobody reads, or that cannot be
//! written, costs lines and nothing else; whoever logs never waits.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
    time::Duration,
};

use crate::{exit::Failure, output};

/// How many lines may wait. More are lost, and counted.
const QUEUED_LINES: usize = 1_024;

/// How long the end waits for a stderr that takes no more.
const LAST_LINES_TIME: Duration = Duration::from_secs(1);

/// Where a subscriber writes: each write is one line.
#[derive(Debug, Clone)]
pub(super) struct LogLines {
    queue: SyncSender<Job>,
    lost: Arc<AtomicU64>,
}

/// Waits at its end for the lines that are still on their way.
#[derive(Debug)]
pub(super) struct LastLines(SyncSender<Job>);

#[derive(Debug)]
enum Job {
    Write(Vec<u8>),
    /// Everything before this was written once it is answered.
    Answer(SyncSender<()>),
}

impl LogLines {
    /// Starts the thread.
    pub(super) fn start() -> Result<(Self, LastLines), Failure> {
        let (queue, jobs) = mpsc::sync_channel(QUEUED_LINES);
        let lost = Arc::new(AtomicU64::new(0));
        let lost_so_far = Arc::clone(&lost);
        thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write_all(&jobs, &lost_so_far))
            .map_err(|error| {
                Failure::environment(format_args!("cannot start a thread: {error}"))
            })?;
        Ok((Self { queue: queue.clone(), lost }, LastLines(queue)))
    }
}

fn write_all(jobs: &Receiver<Job>, lost: &AtomicU64) {
    for job in jobs {
        match job {
            // There is nowhere to tell of a failure.
            Job::Write(line) => drop(io::stderr().lock().write_all(&line)),
            Job::Answer(written) => drop(written.send(())),
        }
        let lost = lost.swap(0, Ordering::Relaxed);
        if lost > 0 {
            output::note(&format!("note: {lost} log lines were lost, since nobody read stderr"));
        }
    }
}

impl Write for LogLines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.queue.try_send(Job::Write(line.to_vec())).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for LastLines {
    fn drop(&mut self) {
        let (written, all_written) = mpsc::sync_channel(1);
        // With a full queue nobody reads, so that waiting is of no use.
        if self.0.try_send(Job::Answer(written)).is_ok() {
            let _waited = all_written.recv_timeout(LAST_LINES_TIME);
        }
    }
}
