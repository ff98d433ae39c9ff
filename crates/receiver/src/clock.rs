//! The receiver's clock: handed in, so that nothing here reads the system's and a test can stand at any second.

use livehook_inbox::UnixMillis;

/// Tells the time. Closures do.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since 1970.
    fn now(&self) -> UnixMillis;
}

impl<F: Fn() -> UnixMillis + Send + Sync + 'static> Clock for F {
    fn now(&self) -> UnixMillis {
        self()
    }
}
