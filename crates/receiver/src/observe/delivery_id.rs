//! Names each request for the log: when the receiver started, and a running number. Tencent sends no delivery id.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use livehook_inbox::UnixMillis;

/// Hands out ids.
#[derive(Debug)]
pub(super) struct DeliveryIds {
    started: i64,
    given: AtomicU64,
}

impl DeliveryIds {
    pub(super) const fn starting(started: UnixMillis) -> Self {
        Self { started: started.0, given: AtomicU64::new(0) }
    }

    pub(super) fn next(&self) -> DeliveryId {
        let number = self.given.fetch_add(1, Ordering::Relaxed) + 1;
        DeliveryId { started: self.started, number }
    }
}

/// Unlike every other as long as two receivers that log to one place do not start in one millisecond. Made text only when told.
#[derive(Debug, Clone, Copy)]
pub(super) struct DeliveryId {
    started: i64,
    number: u64,
}

impl fmt::Display for DeliveryId {
    /// `19a0c3b2f40-17`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{}", self.started, self.number)
    }
}
