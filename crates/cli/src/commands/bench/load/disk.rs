//! How long a small write takes to be on disk: on the quiet disk, and while others write to it.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Bytes of a write that is timed.
const BLOCK: [u8; 4_096] = [0; 4_096];
/// From one write to the next.
const WRITE_EVERY: Duration = Duration::from_millis(10);
/// The most writes that are timed.
const WRITES_MAX: usize = 100_000;

/// Writes a block now and then to a file of its own, and times how long it takes to be on disk.
pub(super) struct Disk {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<io::Result<Vec<u64>>>,
}

impl Disk {
    /// Begins, in this folder.
    pub(super) fn watch(folder: &Path) -> io::Result<Self> {
        let mut file = fs::File::create(folder.join("disk"))?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = thread::Builder::new().name("disk".to_owned()).spawn(move || {
            let mut times = Vec::new();
            while !stopped.load(Ordering::Relaxed) && times.len() < WRITES_MAX {
                let begun = Instant::now();
                file.write_all(&BLOCK)?;
                file.sync_data()?;
                let took = begun.elapsed();
                times.push(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
                thread::park_timeout(WRITE_EVERY.saturating_sub(took));
            }
            times.sort_unstable();
            Ok(times)
        })?;
        Ok(Self { stop, thread })
    }

    /// Ends; how many microseconds each write took, in ascending order.
    pub(super) fn stop(self) -> io::Result<Vec<u64>> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread panicked")))
    }
}

/// The same for so long, with nothing else going on.
pub(super) fn quiet(folder: &Path, length: Duration) -> io::Result<Vec<u64>> {
    let disk = Disk::watch(folder)?;
    let until = Instant::now() + length;
    while let Some(rest) = until.checked_duration_since(Instant::now()) {
        thread::park_timeout(rest);
    }
    disk.stop()
}
