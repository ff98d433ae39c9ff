//! What came back by a retry plan, apart from the plan's own requests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Latencies, Ledger};

/// Deliveries that came back because they were not taken, and what that multiplied the load by.
///
/// They stand in boxes of their own: those of the run are about the requests that the plan asked for, and so are its latencies. Theirs
/// count from the time at which they were due again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Redeliveries {
    /// The retry plan: `generic`, `screenshot`, `ai`.
    pub plan: String,
    /// Attempts of it after the first.
    pub retries: u32,
    /// From one to the next as it was played, in microseconds.
    pub interval_us: u64,
    /// Whether a retry keeps `t` and `sign` or is signed afresh: `keep` or `refresh`.
    pub resign: String,
    /// From where an interval is counted: `failure` or `start`.
    pub interval_from: String,
    /// Deliveries an event: 1 where nothing came back, one more than the plan's retries at most.
    pub amplification: f64,
    /// Events that a sender sends again until they are taken, and that were delivered or had no connection to be.
    pub events: u64,
    /// Deliveries of them in all.
    pub deliveries: u64,
    /// Events that were not taken by the last attempt.
    pub given_up: u64,
    /// Events that were given up because too many were waiting.
    pub dropped: u64,
    /// Events that were still to come back when the run ended.
    pub waiting: u64,
    /// Every delivery that came back in one box.
    pub ledger: Ledger,
    /// Their latencies.
    pub latency: Latencies,
}
