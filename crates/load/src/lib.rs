//! Load-tests any receiver of CSS callbacks, so that the numbers can be believed: every request freshly signed, latency counted from
//! the planned time, every planned request in one box of a ledger, and the generator judged before the receiver.
//!
//! [`class`] says which kinds of traffic there are, [`measurement`] what a run came to: every report is a view of it.
//!
//! This crate knows no receiver, ours neither. It prints nothing.

pub mod class;
pub mod destination;
mod engine;
pub mod identity;
pub mod measurement;
pub mod options;
pub mod plan;
pub mod quantity;
mod record;
pub mod referee;
pub mod render;
pub mod run;
mod validity;
