//! Waits for a time, to the nanosecond as far as the system can, while tasks go on.

use std::{future::poll_fn, io, os::fd::OwnedFd, task::Poll};

use rustix::{
    event::Timespec,
    time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, timerfd_create,
        timerfd_settime,
    },
};
use tokio::io::{Interest, unix::AsyncFd};

use super::mailbox::Mailbox;
use crate::{engine::raw::poller::WAIT_MAX_NS, quantity::SECOND};

/// A timer that is among what the runtime waits for.
pub(super) struct Alarm {
    timer: AsyncFd<OwnedFd>,
    /// For when it is set.
    set_for: u64,
}

impl Alarm {
    /// A timer of the runtime that is entered.
    ///
    /// # Errors
    ///
    /// Those of the system: too many open files.
    pub(super) fn new() -> io::Result<Self> {
        let flags = TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK;
        let timer = timerfd_create(TimerfdClockId::Monotonic, flags)?;
        #[expect(
            deprecated,
            reason = "its successor is unsafe for the sake of descriptors that change, which an OwnedFd's does not"
        )]
        let timer = AsyncFd::with_interest(timer, Interest::READABLE)?;
        Ok(Self { timer, set_for: 0 })
    }

    /// Begins to count time anew.
    pub(super) const fn rebase(&mut self) {
        self.set_for = 0;
    }

    /// Waits until there is post or that time has come, [`WAIT_MAX_NS`] at most. It may return earlier. Both times are of one clock.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(super) async fn wait(&mut self, mailbox: &Mailbox, now: u64, until: u64) -> io::Result<()> {
        let wait = until.saturating_sub(now).min(WAIT_MAX_NS);
        if wait == 0 {
            tokio::task::yield_now().await;
            return Ok(());
        }
        // An alarm that is still to come and not too late is good enough: setting it is a system call.
        if self.set_for <= now || self.set_for > now + wait {
            self.set_for = now + wait;
            let once = Itimerspec { it_interval: timespec(0), it_value: timespec(wait) };
            timerfd_settime(self.timer.get_ref(), TimerfdTimerFlags::empty(), &once)?;
        }
        poll_fn(|context| {
            if mailbox.poll(context).is_ready() {
                return Poll::Ready(Ok(()));
            }
            // Edge-triggered: it is said anew each time, so nothing has to be read.
            self.timer.poll_read_ready(context).map_ok(|mut ready| ready.clear_ready())
        })
        .await
    }
}

/// Less than [`WAIT_MAX_NS`], so less than a second.
fn timespec(ns: u64) -> Timespec {
    let nanoseconds = i64::try_from(ns.min(SECOND - 1)).unwrap_or(0);
    Timespec { tv_sec: 0, tv_nsec: nanoseconds as _ }
}
