//! Tests of the load test.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod bodies;
mod plans;
mod referee;
