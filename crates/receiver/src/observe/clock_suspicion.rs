//! Whether our own clock looks wrong: nearly all genuine callbacks are out of their time, and all in the same direction.
//!
//! [`ClockHint`](super::ClockHint) goes by what was accepted and sees small differences; with a clock that is far off nothing is
//! accepted. Old callbacks that somebody replays look the same, so this is a suspicion, said as such.

use std::sync::{Mutex, PoisonError};

use livehook_core::{UnixSeconds, VALIDITY};

/// How many of the latest genuine callbacks are looked at.
const REMEMBERED: usize = 32;

/// How many there have to be for a suspicion.
const LEAST: usize = 8;

/// How many of ten have to be out of their time in the same direction.
const OF_TEN: usize = 9;

/// A genuine callback against our clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timing {
    /// Within its time.
    InTime,
    /// Its `t` had passed.
    Late,
    /// Its `t` lies too far ahead.
    Early,
}

/// What our clock looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suspicion {
    /// Right, or too little is known.
    None,
    /// Ahead of the senders' by about so many seconds; behind where negative.
    Ahead(i64),
}

/// The latest timings, and whether the suspicion was told.
#[derive(Debug)]
pub(crate) struct ClockSuspicion(Mutex<Latest>);

#[derive(Debug)]
struct Latest {
    /// With how many seconds our clock was ahead, had each been signed just before it arrived.
    timings: [(Timing, i64); REMEMBERED],
    noted: usize,
    told: Told,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    No,
    Yes,
}

impl ClockSuspicion {
    pub(super) const fn new() -> Self {
        let timings = [(Timing::InTime, 0); REMEMBERED];
        Self(Mutex::new(Latest { timings, noted: 0, told: Told::No }))
    }

    /// Notes a genuine callback; answers a suspicion that is to be told now, once until it is gone.
    pub(super) fn note(&self, timing: Timing, t: UnixSeconds, now: UnixSeconds) -> Suspicion {
        let ahead = now.0.saturating_sub(t.saturating_sub(VALIDITY).0);
        // Held for some dozens of steps, and after a commit that took a thousand times as long.
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = latest.noted % REMEMBERED;
        latest.timings[place] = (timing, ahead);
        // Wraps past the remembered ones alone, so that the number stays one of places that are filled.
        latest.noted =
            if latest.noted + 1 == 2 * REMEMBERED { REMEMBERED } else { latest.noted + 1 };
        if timing == Timing::InTime && latest.told == Told::No {
            return Suspicion::None;
        }
        let suspicion = latest.suspicion();
        let before = latest.told;
        latest.told = if suspicion == Suspicion::None { Told::No } else { Told::Yes };
        if before == Told::No { suspicion } else { Suspicion::None }
    }

    /// By how many seconds our clock looks ahead; 0 where nothing is suspected.
    pub(crate) fn seconds(&self) -> i64 {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).suspicion() {
            Suspicion::None => 0,
            Suspicion::Ahead(seconds) => seconds,
        }
    }
}

impl Latest {
    fn suspicion(&self) -> Suspicion {
        let known = &self.timings[..self.noted.min(REMEMBERED)];
        if known.len() < LEAST {
            return Suspicion::None;
        }
        for direction in [Timing::Late, Timing::Early] {
            let mut aheads: Vec<i64> = known
                .iter()
                .filter(|(timing, _)| *timing == direction)
                .map(|(_, ahead)| *ahead)
                .collect();
            if aheads.len() * 10 >= known.len() * OF_TEN {
                aheads.sort_unstable();
                return Suspicion::Ahead(aheads[aheads.len() / 2]);
            }
        }
        Suspicion::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(suspicion: &ClockSuspicion, timing: Timing, signed_ago: i64) -> Suspicion {
        suspicion.note(timing, UnixSeconds(10_000 - signed_ago + 600), UnixSeconds(10_000))
    }

    #[test]
    fn nearly_all_in_one_direction_are_told_of_once_until_some_are_in_time_again() {
        let suspicion = ClockSuspicion::new();
        for _ in 0..LEAST - 1 {
            assert_eq!(note(&suspicion, Timing::Late, 3_600), Suspicion::None);
        }
        assert_eq!(note(&suspicion, Timing::Late, 3_700), Suspicion::Ahead(3_600));
        assert_eq!(suspicion.seconds(), 3_600);
        assert_eq!(note(&suspicion, Timing::Late, 3_600), Suspicion::None, "it was told");
        for _ in 0..4 {
            note(&suspicion, Timing::InTime, 1);
        }
        assert_eq!(suspicion.seconds(), 0);
        for _ in 0..3 * REMEMBERED {
            note(&suspicion, Timing::Early, -90_000);
        }
        assert_eq!(suspicion.seconds(), -90_000);
    }

    #[test]
    fn some_that_are_late_or_both_directions_are_no_suspicion_and_extremes_are_survived() {
        let suspicion = ClockSuspicion::new();
        for number in 0..200 {
            let timing = if number % 5 == 0 { Timing::InTime } else { Timing::Late };
            assert_eq!(note(&suspicion, timing, 700), Suspicion::None);
        }
        for timing in [Timing::Late, Timing::Early].repeat(50) {
            assert_eq!(note(&suspicion, timing, i64::MIN / 2), Suspicion::None);
        }
    }
}
