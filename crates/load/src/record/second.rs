//! What was seen in one second, for a line over time and for a live view.

use std::collections::BTreeMap;

use super::{tally::NotSent, times::Times};
use crate::{measurement::Interval, quantity::SECOND};

/// One second as one thread or all of them saw it.
#[derive(Debug, Clone)]
pub(crate) struct Second {
    sent: u64,
    statuses: BTreeMap<u16, u64>,
    failed: u64,
    /// Of the failed ones.
    not_sent: u64,
    /// Those that came back included.
    no_connection: u64,
    no_connection_ns: Option<[u64; 2]>,
    sent_again: u64,
    in_flight: u64,
    planned: Times,
    lag: Times,
}

impl Second {
    pub(crate) fn new() -> Self {
        Self {
            sent: 0,
            statuses: BTreeMap::new(),
            failed: 0,
            not_sent: 0,
            no_connection: 0,
            no_connection_ns: None,
            sent_again: 0,
            in_flight: 0,
            planned: Times::of_a_second(),
            lag: Times::of_a_second(),
        }
    }

    pub(crate) fn sent(&mut self, lag_ns: u64) {
        self.sent += 1;
        self.lag.enter(lag_ns);
    }

    pub(crate) const fn sent_again(&mut self) {
        self.sent_again += 1;
    }

    pub(crate) fn answered(&mut self, planned_ns: u64, status: u16) {
        *self.statuses.entry(status).or_default() += 1;
        self.planned.enter(planned_ns);
    }

    pub(crate) const fn failed(&mut self) {
        self.failed += 1;
    }

    pub(crate) const fn not_sent(&mut self) {
        self.failed += 1;
        self.not_sent += 1;
    }

    /// Why a request was not sent, be it a planned one or one that came back.
    pub(crate) fn not_sent_for(&mut self, due: u64, at: u64, why: NotSent) {
        if why == NotSent::NoConnection {
            self.no_connection += 1;
            self.no_connection(due, at);
        }
    }

    /// No connection could be had in this time.
    pub(crate) fn no_connection(&mut self, since: u64, now: u64) {
        self.no_connection_ns = union(self.no_connection_ns, Some([since, now]));
    }

    /// Says how many were in flight at its end.
    pub(crate) const fn end(&mut self, in_flight: u64) {
        self.in_flight = in_flight;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.sent += other.sent;
        self.failed += other.failed;
        self.not_sent += other.not_sent;
        self.no_connection += other.no_connection;
        self.no_connection_ns = union(self.no_connection_ns, other.no_connection_ns);
        self.sent_again += other.sent_again;
        self.in_flight += other.in_flight;
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        self.planned.add(&other.planned);
        self.lag.add(&other.lag);
    }

    /// As a line; how many were planned in it is known from the plan, or in a closed loop as many as were sent or given up.
    pub(crate) fn line(&self, nth: u64, planned: Option<u64>, length_us: u64) -> Interval {
        Interval {
            from_us: nth * (SECOND / 1_000),
            length_us,
            planned: planned.unwrap_or(self.sent + self.not_sent),
            sent: self.sent,
            statuses: self.statuses.clone(),
            failed: self.failed,
            no_connection: self.no_connection,
            no_connection_us: self.no_connection_ns.map(|span| span.map(|ns| ns / 1_000)),
            sent_again: self.sent_again,
            in_flight: self.in_flight,
            p50_us: self.planned.quantile_us(0.5),
            p99_us: self.planned.quantile_us(0.99),
            lag_p99_us: self.lag.quantile_us(0.99),
        }
    }
}

/// The span that has both in it.
pub(crate) fn union(one: Option<[u64; 2]>, other: Option<[u64; 2]>) -> Option<[u64; 2]> {
    match (one, other) {
        (Some([from, to]), Some([also_from, also_to])) => {
            Some([from.min(also_from), to.max(also_to)])
        }
        (one, other) => one.or(other),
    }
}
