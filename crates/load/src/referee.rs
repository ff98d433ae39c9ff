//! Receivers whose behaviour is known, to test a load generator with: if its numbers are wrong about these, they are wrong about all.
//!
//! For tests of this crate, and for a bench that says what the generator costs. They verify nothing and store nothing.

mod incoming;
#[cfg(target_os = "linux")]
mod null;
#[cfg(target_os = "linux")]
mod queue;
mod recorder;

#[cfg(target_os = "linux")]
pub use self::null::NullReferee;
#[cfg(target_os = "linux")]
pub use self::queue::{QueueReferee, Service};
pub use self::recorder::{Question, Recorder, Reply, Seen};
