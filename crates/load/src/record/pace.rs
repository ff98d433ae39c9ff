//! How fast answers came.
//!
//! Answers over the length of the plan would be too few for a receiver that takes its time: what was due at the very end is answered
//! behind it. Answers over all the time until the last would be too few as well, for one that is late with a single one. And to count
//! whatever comes behind the end would praise a receiver that cannot keep up: it answers everything in the end. So the question is how
//! long nine tenths of the answers took, but for the delay that the first requests saw already, and the fastest of them in any case: a
//! receiver that keeps up takes nine tenths of the plan's length for it, one that does half of what is asked takes twice as long.

use super::times::Times;
use crate::quantity::whole;

/// The part of the plan whose requests show the delay without a queue.
const EARLY: u64 = 20;
/// How much of the plan's length that delay may be at most: a queue that grows so long from the beginning is no delay.
const DELAY_OF_LENGTH: u64 = 4;
/// Likewise, of the delay of the fastest: no queue is before that one.
const FASTEST_OF_LENGTH: u64 = 2;
/// How many of the answers are waited for.
const MOST: f64 = 0.9;
/// What is longer by less than this is as long: times are kept to a thousandth, and no two answers take alike.
const LONGER: f64 = 1.01;
/// Moments are kept in microseconds, where times are kept in nanoseconds: a run is longer than an answer takes.
const COARSER: u64 = 1_000;

/// When requests were answered, in an open plan.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    early_until_ns: u64,
    last_due_ns: u64,
    /// From the planned time, of those due early.
    early: Times,
    /// When answers came.
    moments: Times,
}

impl Pace {
    /// Of a plan of this length.
    pub(crate) fn new(length_ns: u64) -> Self {
        let early_until_ns = length_ns / EARLY;
        Self { early_until_ns, last_due_ns: 0, early: Times::of_a_second(), moments: Times::new() }
    }

    /// A request was due.
    pub(crate) fn due(&mut self, due_ns: u64) {
        self.last_due_ns = self.last_due_ns.max(due_ns);
    }

    /// It was answered.
    pub(crate) fn answered(&mut self, due_ns: u64, at_ns: u64) {
        if due_ns <= self.early_until_ns {
            self.early.enter(at_ns.saturating_sub(due_ns));
        }
        self.moments.enter(at_ns / COARSER);
    }

    /// Adds another thread's.
    pub(crate) fn add(&mut self, other: &Self) {
        self.early_until_ns = self.early_until_ns.max(other.early_until_ns);
        self.last_due_ns = self.last_due_ns.max(other.last_due_ns);
        self.early.add(&other.early);
        self.moments.add(&other.moments);
    }

    /// When the last request was due.
    pub(crate) const fn last_due_ns(&self) -> u64 {
        self.last_due_ns
    }

    /// Over how long so many answers came to requests that were due within this length: as long, or longer.
    pub(crate) fn over_ns(&self, length_ns: u64) -> u64 {
        let most = self.moments.quantile_ns(MOST).unwrap_or_default().saturating_mul(COARSER);
        let delay = self.early.quantile_ns(0.5).unwrap_or_default();
        let fastest = self.early.quantile_ns(0.0).unwrap_or_default();
        let delay = delay.min(length_ns / DELAY_OF_LENGTH);
        let delay = delay.max(fastest.min(length_ns / FASTEST_OF_LENGTH));
        let took = most.saturating_sub(delay) as f64 / MOST;
        if took < length_ns as f64 * LONGER { length_ns } else { whole(took) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::SECOND;

    const MS: u64 = SECOND / 1_000;

    /// Requests every 10 ms for two seconds, answered so long after they were due; how many are answered a second.
    #[track_caller]
    fn check(after_ms: impl Fn(u64) -> Option<u64>, expected: f64) {
        let mut pace = Pace::new(2 * SECOND);
        let mut answered = 0.0;
        for nth in 0..200 {
            let due = nth * 10 * MS;
            pace.due(due);
            if let Some(after) = after_ms(nth) {
                pace.answered(due, due + after * MS);
                answered += 1.0;
            }
        }
        assert_eq!(pace.last_due_ns(), 1_990 * MS);
        let rate = answered * SECOND as f64 / pace.over_ns(2 * SECOND) as f64;
        assert!((rate / expected - 1.0).abs() < 0.05, "{rate} is not {expected}");
    }

    #[test]
    fn a_receiver_that_keeps_up_is_not_blamed_for_its_delay() {
        check(|_| Some(1), 100.0);
        check(|_| Some(200), 100.0);
        check(|nth| Some(10 + nth * 7919 % 490), 100.0);
        // However long against the run, unless so long that nothing shows that it is a delay.
        check(|_| Some(900), 100.0);
        check(|_| Some(5_000), 31.0);
        // Nor for one answer that comes very late, or never.
        check(|nth| Some(if nth == 150 { 19_000 } else { 50 }), 100.0);
        check(|nth| (nth != 199).then_some(50), 99.5);
    }

    #[test]
    fn a_receiver_that_does_not_is_not_praised_for_what_it_answers_behind_the_end() {
        // One answer every 20 ms, of 25, of 50.
        check(|nth| Some(20 + nth * 10), 50.0);
        check(|nth| Some(25 + nth * 15), 40.0);
        check(|nth| Some(50 + nth * 40), 20.0);
        // It begins to fall behind in the middle.
        check(|nth| Some(20 + nth.saturating_sub(100) * 10), 66.7);
    }

    #[test]
    fn a_receiver_that_is_gone_at_half_time_did_half() {
        check(|nth| (nth < 100).then_some(20), 50.0);
        assert_eq!(Pace::new(SECOND).over_ns(SECOND), SECOND);
    }

    #[test]
    fn a_burst_takes_as_long_as_it_takes() {
        let mut pace = Pace::new(SECOND);
        for nth in 0..100 {
            pace.answered(0, nth * 50 * MS);
        }
        let over = pace.over_ns(SECOND);
        assert!((4_500 * MS..5_100 * MS).contains(&over), "{over}");
    }
}
