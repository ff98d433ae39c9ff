//! Tests of the load test.
#![expect(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what unwrap is for here"
)]

mod bodies;
mod capacity;
/// Runs held against runs.
mod comparing;
/// One verdict at the end.
mod concluding;
mod effects;
/// Two engines, one ledger.
mod engines;
/// Thresholds: what parses, what is refused with which words, what a run says of them.
mod expecting;
/// The plan in other tools' words: k6, Kubernetes.
mod exports;
/// What to look at.
mod hinting;
/// HTTP/2.
mod http2;
/// Looks into a receiver after a run: what comes late, what cannot be read, what shards add up to.
mod looking;
mod plans;
mod redelivering;
mod referee;
/// Every view of a measurement: terminal, JSON, histogram log, metrics, page.
mod reports;
mod retries;
/// A measurement with all that can be in one.
mod sample;
mod searches;
/// A server of hyper's that misbehaves as it is asked to.
mod server;
mod strange;
/// Receivers measured in turns.
mod turns;
/// What the bench holds the generator against.
mod yardsticks;
