//! Whatever was answered, nothing is said that no trial showed.

use std::time::Duration;

use livehook_load::{
    measurement::Met,
    search::{Found, Judged, Search, SearchOptions, Step, Trial, Undecided},
};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::{capacity, judged, limit, p99_options, play, trial};

/// What every search has to keep to, whatever it was told: it says nothing that no trial showed.
#[track_caller]
pub(super) fn check_borne_out(found: &Found, search: &Search) {
    let trials = || search.trials().iter().filter(|(_, trial)| trial.invalid.is_none());
    let is = |trial: &Trial, met: Met| trial.limits.iter().any(|it| it.met == met);
    let misses = |rate: f64| trials().any(|(at, trial)| *at == rate && is(trial, Met::Missed));
    let takes = |rate: f64| {
        let all = |trial: &Trial| trial.limits.iter().all(|it| it.met == Met::Met);
        trials().any(|(at, trial)| *at >= rate && all(trial))
    };
    let took_most = search.trials().iter().map(|(rate, _)| *rate).filter(|rate| takes(*rate));
    let took_most = took_most.fold(0.0, f64::max);
    // A limit was missed, and not nearly so much done as was asked for.
    let was_too_much = |(rate, trial): &&(f64, Trial)| {
        *rate > took_most && is(trial, Met::Missed) && trial.achieved < rate * 0.95
    };
    let too_much = trials().filter(was_too_much).map(|(rate, _)| *rate);
    let too_much = too_much.fold(f64::INFINITY, f64::min);
    let is_borne_out = match found {
        Found::Capacity(it) => {
            let believed = search.likelihoods().last().map(|piece| piece.high);
            let is_believed = believed.is_some_and(|end| it.high <= end && end <= too_much);
            takes(0.0) && it.low <= it.rate && it.rate <= it.high && is_believed
        }
        Found::AboveRange { highest } => takes(*highest),
        Found::BelowRange { lowest, .. } => misses(*lowest),
        Found::Undecided(Undecided::NothingMet { missed, .. }) => misses(*missed) && !takes(0.0),
        Found::Undecided(_) | Found::GeneratorWasTheLimit { .. } => true,
    };
    assert!(is_borne_out, "{found:?}: {:?}", search.trials());
}

#[test]
fn whatever_is_answered_nothing_is_said_that_no_trial_showed() {
    for seed in 0..150 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let names = ["a", "b", "c", "d"].map(|name| limit(name, 20));
        let n_limits = 1 + usize::try_from(seed % 4).unwrap();
        let budget = Duration::from_secs(3 + seed % 40);
        let highest = (seed % 3 == 0).then_some(400.0);
        let options = SearchOptions {
            budget,
            highest,
            ..SearchOptions::new(names[..n_limits].to_vec(), seed)
        };
        let often: f64 = random.random();
        let (found, search) = play(options, |rate, took| {
            let mut chance = || random.random::<f64>();
            let limits = (0..n_limits).map(|_| judged(chance() > often, rate)).collect();
            Trial { achieved: rate * chance(), ..trial(limits, rate, took) }
        });
        check_borne_out(&found, &search);
    }
}

#[test]
fn a_search_that_met_nothing_has_no_capacity() {
    // 2.5 s, the same once more, and 5 s at half the rate.
    for (n_trials, seconds) in [(1, 3), (2, 5), (3, 10)] {
        let budget = Duration::from_secs(seconds);
        let options = SearchOptions { budget, highest: Some(400.0), ..p99_options(1) };
        let (found, search) =
            play(options, |rate, took| trial(vec![judged(false, rate)], rate, took));
        let missed = if n_trials < 3 { 400.0 } else { 200.0 };
        let limit = "p99<50ms".to_owned();
        assert_eq!(found, Found::Undecided(Undecided::NothingMet { missed, limit }));
        assert_eq!(search.trials().len(), n_trials);
    }
}

/// Under far too much all limits are missed, however many there are.
#[test]
fn a_capacity_within_many_limits_is_no_less_found() {
    const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for n_limits in [1, 2, 3, 5, 8] {
        let names: Vec<_> = NAMES[..n_limits].iter().map(|name| limit(name, 1_000)).collect();
        for (seed, truth) in (0..).zip([60.0, 100.0, 400.0, 3_000.0]) {
            let (found, search) = play(SearchOptions::new(names.clone(), seed), |rate, took| {
                trial((0..n_limits).map(|_| judged(rate <= truth, rate)).collect(), rate, took)
            });
            check_borne_out(&found, &search);
            let found = capacity(found);
            assert!(found.low <= truth && truth <= found.high, "{n_limits} of {truth}: {found:?}");
        }
    }
}

/// Four workers of 10.8 ms, and a machine on which every seventh trial goes wrong and every twentieth too well.
#[test]
fn no_capacity_lies_above_what_a_receiver_could_not_do() {
    const SERVICE: f64 = 370.0;
    let is_hit = |seed: &u64| {
        let mut random = ChaCha8Rng::seed_from_u64(*seed);
        let options = SearchOptions::new(vec![limit("p50<50ms", 21)], *seed);
        let (found, search) = play(options, |rate, took| {
            let slack = match random.random::<f64>() {
                chance if chance < 0.15 => 0.7,
                chance if chance > 0.95 => 1.02,
                _ => 1.0,
            };
            let achieved = rate.min(SERVICE * random.random_range(0.99..1.01));
            let limits = vec![judged(rate < SERVICE * slack, rate)];
            Trial { achieved, ..trial(limits, rate, took) }
        });
        check_borne_out(&found, &search);
        (capacity(found).rate / SERVICE - 1.0).abs() <= 0.1
    };
    let found = (0..60).filter(is_hit).count();
    assert!(found >= 54, "{found} of 60");
}

#[test]
fn the_ends_of_the_range_are_tried_before_they_are_spoken_of() {
    for n_limits in [1, 4, 8] {
        let names: Vec<_> = (0..n_limits).map(|_| limit("a", 100)).collect();
        let options = |budget| SearchOptions {
            lowest: 10.0,
            highest: Some(20_000.0),
            budget: Duration::from_secs(budget),
            ..SearchOptions::new(names.clone(), 1)
        };
        for (met, budget) in [(false, 4), (false, 60), (true, 4), (true, 60)] {
            let (found, search) = play(options(budget), |rate, took| {
                trial((0..n_limits).map(|_| judged(met, rate)).collect(), rate, took)
            });
            check_borne_out(&found, &search);
            let expected = match (met, budget) {
                (_, 4) => "Undecided",
                (true, _) => "AboveRange",
                (false, _) => "BelowRange",
            };
            assert!(format!("{found:?}").starts_with(expected), "{met} {budget}: {found:?}");
        }
    }
}

/// What a receiver is worked to its end by says where it will be looked at next: below what it did, and above only once that was met.
#[test]
fn a_trial_that_could_not_be_told_is_no_trial_that_was_met() {
    let mut search = Search::new(SearchOptions { lowest: 1.0, ..p99_options(1) }).unwrap();
    let length = Duration::from_secs(1);
    let mut tell = |met: Met| {
        let Step::Try { rate, .. } = search.next() else { panic!("there is more to try") };
        let limits = vec![Judged { met, figure: String::new(), value: None }];
        search.tell(rate, Trial { achieved: rate.min(500.0), ..trial(limits, rate, length) });
        rate
    };
    assert!(tell(Met::Missed) > 1_000.0);
    assert_eq!(tell(Met::Unknown), 488.0);
    assert_eq!(tell(Met::Met), 488.0, "it is looked at once more");
    assert_eq!(tell(Met::Missed), 513.0);
}
