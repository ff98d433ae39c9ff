//! How large each part of the benchmark is: in full, and so small that it shows little more than that it works.

use std::time::Duration;

/// How long things take, and how often they are done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// One measurement of the cost of one tool, and how often each is measured, in turn.
    pub(super) cost: Duration,
    pub(super) cost_rounds: u32,
    /// One rate of the lag, and how often each is measured, in turn.
    pub(super) lag: Duration,
    pub(super) lag_rounds: u32,
    /// The run whose drift is measured, and that of other tools.
    pub(super) drift: Duration,
    pub(super) drift_of_others: Duration,
    /// The run with a receiver that stands still, and how long it does.
    pub(super) frozen: [Duration; 2],
    /// A run in which the generator is stopped, for how long, and how many there are.
    pub(super) stopped: [Duration; 2],
    pub(super) stopped_runs: u32,
    /// A run with resets and time-outs, and how many there are.
    pub(super) ledger: Duration,
    pub(super) ledger_runs: u32,
    /// Requests after which memory is looked at first, and at the end.
    pub(super) memory: [u64; 2],
    /// The run that is cut into shards.
    pub(super) shards: Duration,
    /// The run against our own receiver, and its rate.
    pub(super) stored: Duration,
    pub(super) stored_per_second: u64,
    /// How many events are looked for.
    pub(super) events: u64,
    /// One search for a capacity, one trial of it, and of how many receivers.
    pub(super) capacity: [Duration; 2],
    pub(super) capacities: usize,
}

pub(super) const FULL: Scale = Scale {
    cost: Duration::from_secs(3),
    cost_rounds: 4,
    lag: Duration::from_secs(4),
    lag_rounds: 3,
    drift: Duration::from_secs(60),
    drift_of_others: Duration::from_secs(10),
    frozen: [Duration::from_secs(30), Duration::from_secs(2)],
    stopped: [Duration::from_secs(3), Duration::from_secs(1)],
    stopped_runs: 20,
    ledger: Duration::from_millis(400),
    ledger_runs: 100,
    memory: [1_000_000, 10_000_000],
    shards: Duration::from_secs(2),
    stored: Duration::from_secs(30),
    stored_per_second: 10_000,
    events: 200_000,
    capacity: [Duration::from_secs(55), Duration::from_secs(3)],
    capacities: 4,
};

pub(super) const QUICK: Scale = Scale {
    cost: Duration::from_millis(300),
    cost_rounds: 1,
    lag: Duration::from_millis(300),
    lag_rounds: 1,
    drift: Duration::from_secs(1),
    drift_of_others: Duration::from_secs(1),
    frozen: [Duration::from_secs(1), Duration::from_millis(200)],
    stopped: [Duration::from_secs(1), Duration::from_millis(400)],
    stopped_runs: 1,
    ledger: Duration::from_millis(300),
    ledger_runs: 2,
    memory: [10_000, 50_000],
    shards: Duration::from_millis(200),
    stored: Duration::from_millis(500),
    stored_per_second: 500,
    events: 2_000,
    capacity: [Duration::from_secs(4), Duration::from_millis(300)],
    capacities: 1,
};
