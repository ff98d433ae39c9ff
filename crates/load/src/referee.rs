//! Receivers whose behaviour is known, to test a load generator with: if its numbers are wrong about these, they are wrong about all.
//!
//! For tests of this crate, and for a bench that says what the generator costs. They verify nothing and store nothing. Beside them stand
//! the least that a sender can do and the least that a timer can do: what those cannot, is the machine's.

#[cfg(target_os = "linux")]
mod bare;
mod incoming;
#[cfg(target_os = "linux")]
mod null;
#[cfg(target_os = "linux")]
mod queue;
mod recorder;
#[cfg(target_os = "linux")]
mod timer;

pub use self::recorder::{Question, Recorder, Reply, Seen};
#[cfg(target_os = "linux")]
pub use self::{
    bare::{BareCost, send_bare},
    null::NullReferee,
    queue::{QueueReferee, Service},
    timer::BareTimer,
};
