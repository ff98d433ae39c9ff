//! Load-tests any receiver of CSS callbacks, so that the numbers can be believed: every request freshly signed, latency counted from
//! the planned time, every planned request in one box of a ledger, and the generator judged before the receiver.
//!
//! The way of a run: a [`plan`](plan::Plan) says what is due when, [`render`] makes bytes of it, the engine sends them and writes down
//! what happens, and [`run::run`] returns a [`Measurement`](measurement::Measurement), of which every report is a view. [`class`] says
//! which kinds of traffic there are, [`fates`] what became of each event, [`run::merge`] adds up shards, and [`referee`] holds receivers
//! whose behaviour is known. [`oracle`] holds what was acknowledged against what the receiver has, [`retries`] sends failed deliveries
//! again, [`capacity`] finds how much a receiver can take, as its [`search`] decides. [`mod@expect`] holds a run against thresholds, [`hints`] says what to look at, [`compare`] holds runs against
//! runs, [`export`] writes the plan for other tools.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use livehook_core::CallbackKey;
//! use livehook_load::{
//!     destination::Destination,
//!     options::{Control, LoadOptions, Moment},
//!     plan::{Pacing, Plan, shard::Shard},
//!     run::run,
//! };
//! use livehook_simulator::delivery::{MayTest, Target};
//!
//! let target = Target::parse("http://127.0.0.1:8080/callbacks/css", &MayTest::default())?;
//! let pacing = Pacing::Open { arrivals: "poisson 5000/s".parse()?, length: Duration::from_secs(30) };
//! let plan = Plan { seed: 7, pacing, mix: "sound=95,forged=5".parse()?, shard: Shard::WHOLE };
//! let since_epoch = Duration::from_secs(1_761_129_434);
//! let begun = Moment { since_epoch, text: "2025-10-22T10:37:14Z".to_owned() };
//! let mut options = LoadOptions::new(begun, Destination::resolve(&target)?, plan);
//! options.key = Some(CallbackKey::new("Smq2rJ7fTnVx0cKd8LhW4bYp6ZgQaEuB")?);
//! let measurement = run(&options, &Control::default())?;
//! assert_eq!(measurement.ledger.imbalance(), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! This crate knows no receiver, ours neither. It prints nothing, and reads no clock that knows the date.

pub mod capacity;
pub mod class;
pub mod compare;
pub mod conclusion;
pub mod destination;
mod engine;
pub mod expect;
pub mod export;
pub mod fates;
pub mod hints;
pub mod identity;
pub mod measurement;
pub mod options;
pub mod oracle;
pub mod plan;
pub mod quantity;
mod rate;
mod record;
pub mod referee;
pub mod render;
pub mod report;
pub mod retries;
pub mod run;
pub mod search;
mod sums;
mod validity;
