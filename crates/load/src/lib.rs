//! Load-tests any receiver of CSS callbacks, so that the numbers can be believed: every request freshly signed, latency counted from
//! the planned time, every planned request in one box of a ledger, and the generator judged before the receiver.
//!
//! [`class`] says which kinds of traffic there are, [`measurement`] what a run came to: every report is a view of it. [`expect`] holds
//! it against thresholds, [`hints`] says what to look at, [`compare`] holds runs against runs, [`export`] writes the plan for other tools.
//!
//! This crate knows no receiver, ours neither. It prints nothing.

pub mod class;
pub mod compare;
pub mod conclusion;
pub mod destination;
mod engine;
pub mod expect;
pub mod export;
pub mod hints;
pub mod identity;
pub mod measurement;
pub mod options;
pub mod plan;
pub mod quantity;
mod rate;
mod record;
pub mod referee;
pub mod render;
pub mod report;
pub mod run;
mod sums;
mod validity;
