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

/// How many connections may wait for a referee, as far as the system allows. The standard library's 128 are less than a burst brings.
#[cfg(target_os = "linux")]
const BACKLOG: i32 = 4_096;

/// Listens on a free port of this machine, with room for [`BACKLOG`].
#[cfg(target_os = "linux")]
fn listen() -> std::io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    // A socket that listens already only has its room changed.
    rustix::net::listen(&listener, BACKLOG)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}
