//! One log line a burst: the first refusal of a code is told at once, what follows within 10 s is only counted and summed up.
//! Whoever sends forged callbacks must not be able to fill a disk with log lines.

use std::{
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
    time::Duration,
};

use livehook_inbox::UnixMillis;

use crate::answer::AnswerCode;

const EVERY_SECONDS: u32 = 10;

/// How often a code is told of at most.
pub(crate) const BURST_SUMMARY_EVERY: Duration = Duration::from_secs(EVERY_SECONDS as u64);

/// The same, in the unit of the clock.
const EVERY_MILLIS: i64 = EVERY_SECONDS as i64 * 1_000;

/// Never told of yet.
const NEVER: i64 = i64::MIN;

/// A burst for each code.
#[derive(Debug)]
pub(super) struct Bursts([Burst; AnswerCode::ALL.len()]);

/// What is told of one kind of event.
#[derive(Debug)]
pub(super) struct Burst {
    told_at: AtomicI64,
    untold: AtomicU64,
}

/// What to do about one refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// Write a line.
    Line {
        /// How many of its kind went without one since the last.
        untold_before: u64,
    },
    /// It was counted.
    Counted,
}

impl Bursts {
    pub(super) const fn new() -> Self {
        Self([const { Burst::new() }; AnswerCode::ALL.len()])
    }

    /// Notes one refusal.
    pub(super) fn note(&self, code: AnswerCode, now: UnixMillis) -> Telling {
        self.0[code.index()].note(now)
    }

    /// The codes whose time has come to be summed up, with how many there were.
    pub(super) fn due(&self, now: UnixMillis) -> impl Iterator<Item = (AnswerCode, u64)> {
        AnswerCode::ALL.iter().filter_map(move |code| {
            let burst = &self.0[code.index()];
            let untold = burst.untold.load(Ordering::Relaxed) > 0 && burst.take_turn(now);
            untold.then(|| (*code, burst.untold.swap(0, Ordering::Relaxed)))
        })
    }

    /// All codes that have something untold, whether or not their time has come.
    pub(super) fn rest(&self) -> impl Iterator<Item = (AnswerCode, u64)> {
        AnswerCode::ALL.iter().filter_map(|code| {
            let untold = self.0[code.index()].untold.swap(0, Ordering::Relaxed);
            (untold > 0).then_some((*code, untold))
        })
    }
}

impl Burst {
    pub(super) const fn new() -> Self {
        Self { told_at: AtomicI64::new(NEVER), untold: AtomicU64::new(0) }
    }

    /// Notes one.
    pub(super) fn note(&self, now: UnixMillis) -> Telling {
        if self.take_turn(now) {
            Telling::Line { untold_before: self.untold.swap(0, Ordering::Relaxed) }
        } else {
            self.untold.fetch_add(1, Ordering::Relaxed);
            Telling::Counted
        }
    }

    /// Whether the time for a line has come; of several who ask at once, one is told so.
    fn take_turn(&self, now: UnixMillis) -> bool {
        let told_at = self.told_at.load(Ordering::Relaxed);
        // A clock that was set back must not silence a code until it has caught up.
        let quiet = told_at != NEVER && (0..EVERY_MILLIS).contains(&now.0.saturating_sub(told_at));
        let taken =
            || self.told_at.compare_exchange(told_at, now.0, Ordering::Relaxed, Ordering::Relaxed);
        !quiet && taken().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> UnixMillis {
        UnixMillis(seconds * 1_000)
    }

    #[test]
    fn the_first_is_told_and_the_rest_is_summed_up_after_ten_seconds() {
        let bursts = Bursts::new();
        let forged = AnswerCode::Forged;
        assert_eq!(bursts.note(forged, at(100)), Telling::Line { untold_before: 0 });
        assert_eq!(bursts.note(forged, at(101)), Telling::Counted);
        assert_eq!(bursts.note(forged, at(109)), Telling::Counted);
        assert_eq!(bursts.due(at(109)).count(), 0);
        assert_eq!(bursts.due(at(110)).collect::<Vec<_>>(), [(forged, 2)]);
        assert_eq!(bursts.due(at(130)).count(), 0, "nothing happened since");
        assert_eq!(bursts.note(forged, at(115)), Telling::Counted);
        assert_eq!(bursts.rest().collect::<Vec<_>>(), [(forged, 1)]);
    }

    #[test]
    fn codes_do_not_hide_one_another_and_a_clock_set_back_silences_none() {
        let bursts = Bursts::new();
        assert_eq!(bursts.note(AnswerCode::Forged, at(100)), Telling::Line { untold_before: 0 });
        assert_eq!(bursts.note(AnswerCode::Expired, at(100)), Telling::Line { untold_before: 0 });
        assert_eq!(bursts.note(AnswerCode::Forged, at(50)), Telling::Line { untold_before: 0 });
    }
}
