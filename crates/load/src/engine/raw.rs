//! HTTP/1.1 written and read by hand, on non-blocking sockets that belong to one thread each. What costs time is done once before the
//! run; a request then takes one write, one read and its share of one wait.

mod answer;
mod chunks;
mod connection;
mod encrypted;
mod head;
pub(crate) mod poller;
mod pool;
mod socket;
mod worker;

pub(crate) use self::worker::{Setup, Worker};
pub(super) use self::worker::{blame, cpu_ns, rounds};
