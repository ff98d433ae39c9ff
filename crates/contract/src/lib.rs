//! Judges any receiver of CSS callbacks over HTTP alone: cases, runner, findings, reports.
//!
//! The way of a case: the [`catalogue`] says what is asked, in [`step`]s that are data over the simulator's recipes; [`run`] sends
//! them and watches; answers and effects are held against what a sound receiver does; the [`report`] tells it. This crate knows no
//! receiver, ours neither. It reads no clock and prints nothing.

mod calibrate;
pub mod case;
pub mod catalogue;
mod exchange;
mod judge;
mod options;
mod perform;
pub mod profile;
pub mod report;
mod reproduce;
mod run;
mod session;
pub mod step;

pub use options::{
    Invocation, Limits, Options, Patience, Refuses, Silence, Traits, Transcripts, WhenRefused,
};
pub use run::{Progress, RunError, is_refused, is_unreachable, run};
