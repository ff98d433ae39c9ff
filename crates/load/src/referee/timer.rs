//! A thread that wakes at even times and does nothing else: how late it wakes is the machine's doing.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crate::{
    engine::raw::poller::{Epoll, Poller},
    quantity::nanos,
};

/// The most wakings that are kept.
const WAKINGS_MAX: usize = 10_000_000;

/// A timer on a thread of its own, which waits as the engine does and sends nothing.
#[derive(Debug)]
pub struct BareTimer {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Vec<u64>>>,
}

impl BareTimer {
    /// Begins to wake at this distance.
    ///
    /// # Errors
    ///
    /// When the system has no thread or timer to give.
    pub fn start(every: Duration) -> io::Result<Self> {
        let epoll = Epoll::new()?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let wake = move || wake(Poller::new(epoll), nanos(every).max(1), &stopped);
        let thread = std::thread::Builder::new().name("bare-timer".to_owned()).spawn(wake)?;
        Ok(Self { stop, thread: Some(thread) })
    }

    /// Ends it, and says how many nanoseconds late each waking was, in ascending order.
    pub fn stop(mut self) -> Vec<u64> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().and_then(|thread| thread.join().ok()).unwrap_or_default()
    }
}

impl Drop for BareTimer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn wake(mut poller: Poller, every: u64, stop: &AtomicBool) -> Vec<u64> {
    let begun = Instant::now();
    let now = || nanos(begun.elapsed());
    let (mut late, mut due) = (Vec::new(), 0);
    while !stop.load(Ordering::Relaxed) && late.len() < WAKINGS_MAX {
        due += every;
        let mut at = now();
        while at < due {
            if poller.wait_until(at, due).is_err() {
                return Vec::new();
            }
            at = now();
        }
        late.push(at - due);
    }
    late.sort_unstable();
    late
}
