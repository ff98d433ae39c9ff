//! Whether a run's numbers may be believed: the generator is judged before the receiver.
//!
//! What counts is lateness that was ours alone. A request that waited because every connection was busy waited for the receiver, and its
//! wait belongs into the latency; one that went out late although a connection was free is an error of measurement. The engine tells
//! them apart (`engine/raw/worker/blame.rs`).

use std::time::Duration;

use crate::{engine::Pauses, record::times::BorneOut};

/// Own lateness below this is never held against a run where nobody says otherwise.
pub(crate) const OWN_LAG: Duration = Duration::from_millis(2);
/// Beyond that it may be this part of the median latency.
const OWN_LAG_OF_MEDIAN: f64 = 0.2;
/// How far Little's law may be off.
const LITTLE: f64 = 0.01;
/// Numbers in flight below which that is noise.
const LITTLE_MIN: f64 = 0.01;
/// A thread that takes so much of a core may have been the bottleneck.
const BUSY: f64 = 0.95;
/// The part of what was due that must have gone out by the end of the plan.
const ACHIEVED: f64 = 0.99;

/// What is known of the generator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Evidence {
    /// 99th percentile of our own lateness; a lower one of a short run.
    pub(crate) own_lag: BorneOut,
    /// How much of it is never held against the run.
    pub(crate) own_lag_allowed_ns: u64,
    /// Median latency from the planned time.
    pub(crate) planned_p50_ns: u64,
    /// Mean number in flight, as counted.
    pub(crate) in_flight_counted: f64,
    /// The same from the latencies.
    pub(crate) in_flight_by_little: f64,
    /// Largest share of a core that a thread took, waiting awake aside.
    pub(crate) busiest_thread: f64,
    /// Times in which the generator stood still.
    pub(crate) pauses: Pauses,
    /// Due in an open plan.
    pub(crate) planned: u64,
    /// Of these, not sent although there were connections.
    pub(crate) left_over: u64,
}

/// Why the numbers may not be believed; empty where they may.
pub(crate) fn problems(evidence: &Evidence) -> Vec<String> {
    let checks =
        [late(evidence), off_balance(evidence), busy(evidence), behind(evidence), paused(evidence)];
    checks.into_iter().flatten().collect()
}

fn bound_ns(evidence: &Evidence) -> u64 {
    let of_median = evidence.planned_p50_ns as f64 * OWN_LAG_OF_MEDIAN;
    evidence.own_lag_allowed_ns.max(crate::quantity::whole(of_median))
}

fn late(evidence: &Evidence) -> Option<String> {
    let bound = bound_ns(evidence);
    (evidence.own_lag.ns > bound).then(|| {
        format!(
            "the generator was late by itself: {:.0} % of requests went out more than {:.1} ms after they were due although a \
             connection was free (allowed: {:.1} ms); lower the rate, add threads, or free the machine",
            (1.0 - evidence.own_lag.quantile) * 100.0,
            evidence.own_lag.ns as f64 / 1e6,
            bound as f64 / 1e6,
        )
    })
}

fn off_balance(evidence: &Evidence) -> Option<String> {
    let (counted, little) = (evidence.in_flight_counted, evidence.in_flight_by_little);
    let off = (counted - little).abs();
    (off > LITTLE * counted.max(little) && off > LITTLE_MIN).then(|| {
        format!(
            "Little's law does not hold: {counted:.3} requests were in flight in the mean, rate times latency gives {little:.3}; \
             please report this as a defect"
        )
    })
}

fn busy(evidence: &Evidence) -> Option<String> {
    (evidence.busiest_thread >= BUSY).then(|| {
        format!(
            "a thread of the generator took {:.0} % of a core: what was measured may be the generator; add threads or machines",
            evidence.busiest_thread * 100.0
        )
    })
}

fn behind(evidence: &Evidence) -> Option<String> {
    let gone = evidence.planned.saturating_sub(evidence.left_over) as f64;
    let is_ours = evidence.own_lag.ns > bound_ns(evidence) || evidence.busiest_thread >= BUSY;
    (is_ours && gone < evidence.planned as f64 * ACHIEVED).then(|| {
        format!(
            "only {gone:.0} of {} planned requests went out, and the generator was the cause",
            evidence.planned
        )
    })
}

fn paused(evidence: &Evidence) -> Option<String> {
    let Pauses { count, longest_ns } = evidence.pauses;
    (count > 0).then(|| {
        format!(
            "the generator stood still {count} times, for up to {:.0} ms, while requests were due or on their way; it was stopped, or \
             the machine is overloaded",
            longest_ns as f64 / 1e6
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn late(ns: u64) -> BorneOut {
        BorneOut { quantile: 0.99, ns }
    }

    const SOUND: Evidence = Evidence {
        own_lag: late(100_000),
        own_lag_allowed_ns: 2_000_000,
        planned_p50_ns: 200_000,
        in_flight_counted: 5.0,
        in_flight_by_little: 5.01,
        busiest_thread: 0.4,
        pauses: Pauses { count: 0, longest_ns: 0 },
        planned: 1_000,
        left_over: 0,
    };

    #[track_caller]
    fn check(evidence: Evidence, expected: &[&str]) {
        let found = problems(&evidence);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{found}");
        }
    }

    #[test]
    fn a_sound_run_has_no_problems() {
        check(SOUND, &[]);
        check(Evidence { own_lag: late(4_000_000), planned_p50_ns: 30_000_000, ..SOUND }, &[]);
        let allowed = Evidence { own_lag_allowed_ns: 10_000_000, ..SOUND };
        check(Evidence { own_lag: late(9_000_000), ..allowed }, &[]);
        check(Evidence { left_over: 500, ..SOUND }, &[]);
        check(Evidence { in_flight_counted: 0.004, in_flight_by_little: 0.001, ..SOUND }, &[]);
    }

    #[test]
    fn each_problem_is_named_with_its_figures() {
        check(
            Evidence { own_lag: late(2_100_000), ..SOUND },
            &["1 % of requests went out more than 2.1 ms"],
        );
        let few = BorneOut { quantile: 0.8, ns: 2_100_000 };
        check(Evidence { own_lag: few, ..SOUND }, &["20 % of requests went out more than 2.1 ms"]);
        check(Evidence { in_flight_by_little: 5.2, ..SOUND }, &["gives 5.200"]);
        let busy = Evidence { busiest_thread: 0.97, ..SOUND };
        check(busy, &["97 %"]);
        check(Evidence { left_over: 20, ..busy }, &["97 %", "only 980 of 1000"]);
        let pauses = Pauses { count: 2, longest_ns: 1_000_000_000 };
        check(Evidence { pauses, ..SOUND }, &["2 times, for up to 1000 ms"]);
    }
}
