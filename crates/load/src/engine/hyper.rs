//! HTTP/2, or HTTP/1.1 for comparison, by hyper's client connections on a runtime of each thread's own. Plan, recorder and blame are
//! those of the raw engine; so is the loop, but that what happens on connections is done by tasks and told to it by post.
//!
//! Read [`worker`] for the loop, [`opening`] for what is done about a connection and [`exchange`] for what about a request. Tokio's own
//! timers count milliseconds, so they are off; [`alarm`] is what waits.

mod alarm;
mod exchange;
mod flights;
mod frames;
mod mailbox;
mod opening;
mod origin;
mod payload;
mod pool;
mod wire;
mod worker;

pub(crate) use self::{
    origin::Origin,
    wire::NotHttp2,
    worker::{Setup, Worker},
};
