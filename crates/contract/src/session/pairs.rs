//! Which `t` a callback bears. Callbacks of one second share `t` and `sign`, and so would all of a quick run: a receiver that takes the
//! pair for an id would fail wherever it is asked something else, and the advice would be wrong each time. So each delivery has a
//! second of its own, and only cases that are about the pair share one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use livehook_core::{UnixSeconds, VALIDITY};

use crate::step::Expiry;

/// Seconds of their own lie at least so far ahead, and further where the receiver's clock is ahead of ours: what is sound is not to
/// expire on its way. Sound callbacks that are sent beside the cases lie nearer.
const OWN_MIN_S: i64 = 161;

/// And at most so far: the last of the ten minutes are for what names its seconds.
const OWN_MAX_S: i64 = VALIDITY_S - NAMED_WITHIN_S;

/// What names its seconds is moved earlier by less than this where the second is somebody else's.
const NAMED_WITHIN_S: i64 = 10;

const VALIDITY_S: i64 = VALIDITY.0.cast_signed();

/// Gives out seconds. Until it is told that the receiver takes what is right, all callbacks share the second that Tencent would take:
/// one that wants `t` nearer than that is to be met the same way each time.
#[derive(Debug, Default)]
pub(super) struct Pairs(Mutex<Given>);

#[derive(Debug, Default)]
struct Given {
    /// The least distance of own seconds; none while all share one.
    own_min: Option<i64>,
    used: BTreeSet<i64>,
    /// The second of all that nobody is to take.
    unfit: Option<i64>,
    /// The second that a case's callbacks share, by the case's number.
    of_cases: BTreeMap<usize, i64>,
}

/// Whether a callback may be taken by its credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Credible {
    Yes,
    /// Its credential is wrong, so that nobody keeps it as an id.
    No,
}

impl Pairs {
    /// The receiver takes what is right, and its clock is so far ahead of ours: from now on each has a second of its own.
    pub(super) fn spread(&self, clock_skew_s: i64) {
        let own_min = OWN_MIN_S.saturating_add(clock_skew_s.max(0));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).own_min = Some(own_min);
    }

    /// The `t` of a callback of this case.
    pub(super) fn t(
        &self,
        now: UnixSeconds,
        case: usize,
        expiry: Expiry,
        credible: Credible,
    ) -> UnixSeconds {
        let mut given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        UnixSeconds(match expiry {
            Expiry::In(seconds) => given.named(now.0, seconds),
            Expiry::Own | Expiry::Afresh if credible == Credible::No => given.unfit(now.0),
            Expiry::Own | Expiry::Afresh => given.own(now.0),
            Expiry::Shared => given.of_case(now.0, case),
        })
    }
}

impl Given {
    /// The latest second that nobody has, or the one of all where none is left.
    fn own(&mut self, now: i64) -> i64 {
        self.used = self.used.split_off(&now);
        let own_min = self.own_min.unwrap_or(VALIDITY_S);
        let (first, last) = (now.saturating_add(own_min), now.saturating_add(OWN_MAX_S));
        let free = (first..=last).rev().find(|second| !self.used.contains(second));
        self.use_up(free.unwrap_or_else(|| now.saturating_add(VALIDITY_S)))
    }

    /// So many seconds ahead, or a little less. What has expired may share: it is not to be taken.
    fn named(&mut self, now: i64, seconds: i64) -> i64 {
        let asked = now.saturating_add(seconds);
        if self.own_min.is_none() || seconds <= NAMED_WITHIN_S {
            return asked;
        }
        let first = asked.saturating_sub(NAMED_WITHIN_S - 1);
        let free = (first..=asked).rev().find(|second| !self.used.contains(second));
        self.use_up(free.unwrap_or(asked))
    }

    fn unfit(&mut self, now: i64) -> i64 {
        let is_fit = |t: &i64| *t >= now.saturating_add(OWN_MIN_S);
        let t = self.unfit.filter(is_fit).unwrap_or_else(|| self.own(now));
        *self.unfit.insert(t)
    }

    fn of_case(&mut self, now: i64, case: usize) -> i64 {
        let t = self.of_cases.get(&case).copied();
        let t = t.filter(|t| *t > now).unwrap_or_else(|| self.own(now));
        self.of_cases.insert(case, t);
        t
    }

    fn use_up(&mut self, t: i64) -> i64 {
        self.used.insert(t);
        t
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixSeconds = UnixSeconds(1_764_000_000);

    fn t(pairs: &Pairs, expiry: Expiry) -> i64 {
        pairs.t(NOW, 7, expiry, Credible::Yes).0 - NOW.0
    }

    #[test]
    fn each_has_a_second_of_its_own_within_the_ten_minutes_until_none_is_left() {
        let pairs = Pairs::default();
        pairs.spread(0);
        let given: Vec<i64> = (0..430).map(|_| t(&pairs, Expiry::Own)).collect();
        assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), 430);
        assert_eq!((given[0], given[429]), (590, 161));
        assert_eq!(t(&pairs, Expiry::Own), 600, "none is left");
        assert_eq!(
            pairs.t(UnixSeconds(NOW.0 + 2), 7, Expiry::Afresh, Credible::Yes).0,
            NOW.0 + 592
        );
    }

    #[test]
    fn what_names_its_seconds_has_them_or_nearly_so() {
        let pairs = Pairs::default();
        pairs.spread(0);
        assert_eq!(t(&pairs, Expiry::In(600)), 600);
        assert_eq!(t(&pairs, Expiry::In(600)), 599);
        assert_eq!(t(&pairs, Expiry::In(3)), 3);
        assert_eq!([t(&pairs, Expiry::In(-60)), t(&pairs, Expiry::In(-60))], [-60, -60]);
        assert_eq!(t(&pairs, Expiry::In(i64::MAX)), i64::MAX - NOW.0);
    }

    #[test]
    fn a_case_shares_its_own_and_what_is_wrong_shares_one() {
        let pairs = Pairs::default();
        pairs.spread(0);
        let wrong = pairs.t(NOW, 1, Expiry::Own, Credible::No);
        assert_eq!(pairs.t(NOW, 2, Expiry::Own, Credible::No), wrong);
        let shared = t(&pairs, Expiry::Shared);
        assert_eq!(t(&pairs, Expiry::Shared), shared);
        assert_ne!(pairs.t(NOW, 8, Expiry::Shared, Credible::Yes).0 - NOW.0, shared);
        assert_ne!(wrong.0 - NOW.0, shared);
    }

    #[test]
    fn a_receiver_whose_clock_is_ahead_is_sent_nothing_that_it_finds_expired() {
        let pairs = Pairs::default();
        pairs.spread(485);
        let given: Vec<i64> = (0..10).map(|_| t(&pairs, Expiry::Own)).collect();
        assert!(given.iter().all(|t| *t >= 585), "{given:?}");
    }

    #[test]
    fn all_share_one_until_the_receiver_was_seen_to_take_it() {
        let pairs = Pairs::default();
        assert_eq!([t(&pairs, Expiry::Own), t(&pairs, Expiry::Shared)], [600, 600]);
        assert_eq!(pairs.t(NOW, 1, Expiry::Own, Credible::No).0, NOW.0 + 600);
    }
}
