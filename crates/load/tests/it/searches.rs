//! Searches for the capacity of receivers whose capacity is known.

/// What is said and what the trials showed.
mod borne_out;

use std::time::Duration;

use livehook_load::{
    measurement::Met,
    search::{
        Capacity, Found, Judged, LIKELIHOODS_MAX, Limit, Precision, Search, SearchError,
        SearchOptions, Source, Step, Trial, Undecided,
    },
};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use self::borne_out::check_borne_out;

/// `p99<50ms` and the like.
fn limit(name: &str, requests_min: u64) -> Limit {
    Limit { name: name.to_owned(), requests_min, source: Source::Asked }
}

#[test]
fn an_implied_limit_makes_no_trial_longer() {
    let implied = Limit { source: Source::Implied, ..limit("errors<1%", 1_020) };
    let options = |limits| SearchOptions { highest: Some(40.0), ..SearchOptions::new(limits, 1) };
    let mut search = Search::new(options(vec![limit("p50<50ms", 21), implied.clone()])).unwrap();
    let duration = Duration::from_millis(750);
    assert_eq!(search.next(), Step::Try { rate: 28.0, duration });
    check_refused(options(vec![implied]), "search_limits");
}

fn p99_options(seed: u64) -> SearchOptions {
    let limits = vec![limit("p99<50ms", 1_000)];
    SearchOptions { lowest: 100.0, highest: Some(20_000.0), ..SearchOptions::new(limits, seed) }
}

fn judged(met: bool, figure: f64) -> Judged {
    let met = if met { Met::Met } else { Met::Missed };
    Judged { met, figure: format!("{:.1} ms", figure * 1e3), value: None }
}

fn trial(limits: Vec<Judged>, rate: f64, took: Duration) -> Trial {
    Trial { limits, invalid: None, offered: rate, achieved: rate, errors: 0.0, took }
}

/// Lets a receiver be tried until the search is done.
fn play(
    options: SearchOptions,
    mut receiver: impl FnMut(f64, Duration) -> Trial,
) -> (Found, Search) {
    let budget = options.budget;
    let mut search = Search::new(options).unwrap();
    loop {
        match search.next() {
            Step::Done(found) => {
                assert!(search.spent() <= budget, "{:?}", search.spent());
                return (found, search);
            }
            Step::Try { rate, duration } => search.tell(rate, receiver(rate, duration)),
        }
    }
}

#[track_caller]
fn capacity(found: Found) -> Capacity {
    match found {
        Found::Capacity(capacity) => capacity,
        other => panic!("{other:?}"),
    }
}

/// A queue with one server: its 99th percentile as a formula, off by a random factor in each trial, the less the longer it is.
#[derive(Clone, Copy)]
struct Queue {
    service: f64,
    /// Of a trial of one second, relative.
    noise: f64,
    /// How often a trial is missed whatever the rate.
    stumbles: f64,
}

impl Queue {
    fn p99(self, rate: f64, took: Duration, random: &mut ChaCha8Rng) -> f64 {
        let noise = self.noise / took.as_secs_f64().sqrt();
        let steady =
            if rate < self.service { 100_f64.ln() / (self.service - rate) } else { f64::INFINITY };
        let normal: f64 = (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
        let stumbled = random.random::<f64>() < self.stumbles;
        if stumbled { 1.0 } else { steady * (normal * noise).exp() }
    }

    fn truth(self, p99: f64) -> f64 {
        self.service - 100_f64.ln() / p99
    }
}

/// How many of 100 seeds come within 5 % of the truth, and the longest that their trials took.
fn hits(queue: Queue, p99: f64) -> usize {
    let truth = queue.truth(p99);
    let is_hit = |seed: &u64| {
        let mut random = ChaCha8Rng::seed_from_u64(*seed);
        let (found, search) = play(p99_options(*seed), |rate, took| {
            let seen = queue.p99(rate, took, &mut random);
            trial(vec![judged(seen < p99, seen)], rate, took)
        });
        assert!(search.spent() <= Duration::from_secs(60));
        matches!(found, Found::Capacity(it) if (it.rate / truth - 1.0).abs() <= 0.05)
    };
    (0..100).filter(is_hit).count()
}

#[test]
fn the_capacity_of_a_queue_is_found_within_a_minute_of_trials() {
    let near_its_end = Queue { service: 5_000.0, noise: 0.1, stumbles: 0.0 };
    let found = hits(near_its_end, 0.05);
    assert!(found >= 95, "{found} of 100");
    // Here 10 % of latency are 5 % of the rate.
    let far_from_it = Queue { service: 2_000.0, noise: 0.1, stumbles: 0.0 };
    let found = hits(far_from_it, 0.005);
    assert!(found >= 95, "{found} of 100");
}

#[test]
fn a_receiver_that_stumbles_now_and_then_is_not_underrated() {
    let found = hits(Queue { service: 5_000.0, noise: 0.05, stumbles: 0.1 }, 0.05);
    assert!(found >= 95, "{found} of 100");
}

/// A queue of one server, customer by customer, from empty: no formula.
#[test]
fn a_queue_that_is_played_is_found_too() {
    const SERVICE: f64 = 4_000.0;
    let truth = SERVICE - 100_f64.ln() / 0.02;
    let is_hit = |seed: &u64| {
        let seed = *seed;
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let (found, _) = play(p99_options(seed), |rate, took| {
            let mut times = played(rate, SERVICE, took, &mut random);
            let nth = times.len() * 99 / 100;
            let p99 = *times.select_nth_unstable_by(nth, f64::total_cmp).1;
            trial(vec![judged(p99 < 0.02, p99)], rate, took)
        });
        (capacity(found).rate / truth - 1.0).abs() <= 0.05
    };
    let found = (0..20).filter(is_hit).count();
    assert!(found >= 18, "{found} of 20");
}

/// A receiver with one worker that takes the same time for each request, sent at even distances: nothing waits up to its capacity, and
/// above it the queue grows by the share that is too much.
#[test]
fn a_receiver_that_does_so_much_and_no_more_is_always_found() {
    let mut n_exact = 0;
    for (seed, service) in (0..40).zip([150.0, 400.0, 4_000.0, 9_000.0].into_iter().cycle()) {
        let options = SearchOptions { highest: None, lowest: 1.0, ..p99_options(seed) };
        let (found, search) = play(options, |rate, took| {
            let p99 = ((rate / service - 1.0).max(0.0)) * took.as_secs_f64() + 1.0 / service;
            let judged = judged(p99 < 0.05, p99);
            Trial { achieved: rate.min(service), ..trial(vec![judged], rate, took) }
        });
        check_borne_out(&found, &search);
        let found = capacity(found);
        assert!((found.rate / service - 1.0).abs() <= 0.05, "{service}: {found:?}");
        assert!(found.low <= service * 1.01 && service <= found.high, "{service}: {found:?}");
        n_exact += usize::from(found.precision == Precision::AsWanted);
    }
    assert!(n_exact >= 8, "{n_exact} of 40 as exactly as was asked");
}

/// Hundreds a second that come by chance to a worker that takes its time by chance: trials of seconds flatter it.
#[test]
fn a_slow_queue_is_found_within_some_percent_and_its_interval_says_so() {
    const SERVICE: f64 = 500.0;
    let truth = SERVICE - 100_f64.ln() / 0.1;
    let found = (0..20_u64).map(|seed| {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let (found, _) = play(p99_options(seed), |rate, took| {
            let mut times = played(rate, SERVICE, took, &mut random);
            let (requests, nth) = (times.len(), times.len() * 99 / 100);
            let p99 = *times.select_nth_unstable_by(nth, f64::total_cmp).1;
            let offered = requests as f64 / took.as_secs_f64();
            let achieved = offered.min(SERVICE);
            Trial { offered, achieved, ..trial(vec![judged(p99 < 0.1, p99)], rate, took) }
        });
        capacity(found)
    });
    let found: Vec<_> = found.collect();
    let n_near = found.iter().filter(|it| (it.rate / truth - 1.0).abs() <= 0.1).count();
    let n_within = found.iter().filter(|it| it.low <= truth && truth <= it.high).count();
    assert!(n_near >= 18 && n_within >= 15, "{n_near} near, {n_within} within: {found:?}");
}

#[test]
fn what_is_believed_in_the_end_is_the_interval_and_a_little_more() {
    let queue = Queue { service: 5_000.0, noise: 0.1, stumbles: 0.0 };
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let (found, search) = play(p99_options(7), |rate, took| {
        let seen = queue.p99(rate, took, &mut random);
        trial(vec![judged(seen < 0.05, seen)], rate, took)
    });
    let (found, pieces) = (capacity(found), search.likelihoods());
    assert!(pieces.len() <= LIKELIHOODS_MAX && pieces.windows(2).all(|it| it[0].high == it[1].low));
    assert!(pieces[0].low <= found.low && found.high <= pieces[pieces.len() - 1].high);
    let believed = |low: f64, high: f64| -> f64 {
        let within = pieces.iter().filter(|it| low <= it.high && it.low <= high);
        within.map(|it| it.probability).sum()
    };
    assert!((0.99..=1.0).contains(&believed(0.0, f64::MAX)), "{pieces:?}");
    assert!((0.95..=1.0).contains(&believed(found.low, found.high)), "{pieces:?} {found:?}");
}

#[test]
fn before_a_trial_every_rate_is_as_likely_as_its_neighbours() {
    let pieces = Search::new(p99_options(7)).unwrap().likelihoods();
    assert!(pieces.len() > 100 && pieces.len() <= LIKELIHOODS_MAX, "{}", pieces.len());
    let all: f64 = pieces.iter().map(|it| it.probability).sum();
    assert!((0.7..0.9).contains(&all), "the capacity may lie outside of the range: {all}");
    assert!(pieces[0].low < 110.0 && pieces[pieces.len() - 1].high > 19_000.0, "{pieces:?}");
}

/// Times in a queue by Lindley's recursion.
fn played(rate: f64, service: f64, took: Duration, random: &mut ChaCha8Rng) -> Vec<f64> {
    let mut exponential = |rate: f64| -(1.0 - random.random::<f64>()).ln() / rate;
    let (mut now, mut free) = (0.0_f64, 0.0_f64);
    let mut times = Vec::new();
    while now < took.as_secs_f64() {
        now += exponential(rate);
        free = free.max(now) + exponential(service);
        times.push(free - now);
    }
    times
}

/// Each limit is missed above its rate, exactly.
fn exact(limits: &'static [(&str, f64)]) -> (SearchOptions, impl FnMut(f64, Duration) -> Trial) {
    let names = limits.iter().map(|(name, _)| limit(name, 1)).collect();
    let options =
        SearchOptions { lowest: 10.0, highest: Some(20_000.0), ..SearchOptions::new(names, 3) };
    let receiver = move |rate, took| {
        trial(limits.iter().map(|(_, end)| judged(rate <= *end, rate)).collect(), rate, took)
    };
    (options, receiver)
}

#[test]
fn the_smallest_of_several_capacities_wins_and_is_named() {
    let (options, receiver) =
        exact(&[("p50<5ms", 9_000.0), ("p99<50ms", 3_000.0), ("5xx<1%", 3_600.0)]);
    let options = SearchOptions { budget: Duration::from_secs(120), ..options };
    let found = capacity(play(options, receiver).0);
    assert_eq!((found.limit.as_str(), found.precision), ("p99<50ms", Precision::AsWanted));
    assert!(found.low <= 3_000.0 && 3_000.0 <= found.high, "{found:?}");
    assert!(found.high <= found.low * 1.05, "{found:?}");
    assert_eq!(found.confidence, 0.95);
}

/// What more than one limit is missed by at first, since so much more was sent than could be done, is not missed by all of them further down.
#[test]
fn the_limit_that_is_named_is_the_one_that_is_missed() {
    for seed in 0..200 {
        // Whichever is typed first.
        let mut ends = [("p95<50ms", 400.0), ("errors<1%", 520.0)];
        ends.rotate_left(usize::from(seed % 2 == 1));
        let limits = ends.iter().map(|(name, _)| limit(name, 1_000)).collect();
        // What is left of the usual budget for trials.
        let budget = Duration::from_secs(44);
        let options = SearchOptions { budget, ..SearchOptions::new(limits, seed) };
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let (found, _) = play(options, |rate, took| {
            let mut is_met = |end: f64| rate <= end * (0.985 + 0.03 * random.random::<f64>());
            let limits = ends.map(|(_, end)| judged(is_met(end), rate));
            Trial { achieved: rate.min(450.0), ..trial(limits.into(), rate, took) }
        });
        let found = capacity(found);
        assert_eq!(found.limit, "p95<50ms", "seed {seed}: {found:?}");
        assert!((found.rate / 400.0 - 1.0).abs() <= 0.1, "seed {seed}: {found:?}");
    }
}

#[test]
fn a_capacity_outside_the_range_is_said_to_be() {
    let (options, receiver) = exact(&[("a", 30_000.0)]);
    assert_eq!(play(options, receiver).0, Found::AboveRange { highest: 20_000.0 });
    let (options, receiver) = exact(&[("b", 5.0), ("c", 50.0)]);
    let limit = "b".to_owned();
    assert_eq!(play(options, receiver).0, Found::BelowRange { lowest: 10.0, limit });
}

#[test]
fn the_same_answers_lead_to_the_same_questions() {
    let played = |seed| {
        let (options, receiver) = exact(&[("a", 777.0)]);
        let (found, search) = play(SearchOptions { seed, ..options }, receiver);
        (found, search.trials().to_vec())
    };
    assert_eq!(played(1), played(1));
    assert_ne!(played(1).1, played(2).1);
}

#[test]
fn a_larger_receiver_is_not_found_smaller() {
    const ENDS: [&[(&str, f64)]; 5] =
        [&[("a", 500.0)], &[("a", 600.0)], &[("a", 900.0)], &[("a", 4_000.0)], &[("a", 12_000.0)]];
    let found = ENDS.map(|limits| {
        let (options, receiver) = exact(limits);
        capacity(play(options, receiver).0).rate
    });
    assert!(found.is_sorted(), "{found:?}");
}

#[test]
fn a_limit_that_is_missed_earlier_speaks_for_a_lower_capacity() {
    let rates = [1_000.0, 2_000.0, 1_500.0, 1_700.0, 1_600.0, 1_650.0, 1_400.0];
    let median = |end: f64| {
        let length = Duration::from_millis(1_500);
        let (lowest, highest) = (100.0, Some(10_000.0));
        let options = SearchOptions { budget: length * 7, lowest, highest, ..p99_options(1) };
        let mut search = Search::new(options).unwrap();
        for rate in rates {
            search.tell(rate, trial(vec![judged(rate < end, rate)], rate, length));
        }
        match search.next() {
            Step::Done(Found::Capacity(capacity)) => capacity.rate,
            other => panic!("{other:?}"),
        }
    };
    let medians = [1_100.0, 1_450.0, 1_550.0, 1_620.0, 1_680.0, 1_800.0].map(median);
    assert!(medians.is_sorted(), "{medians:?}");
}

fn invalid(rate: f64, took: Duration) -> Trial {
    let reason = Some("the generator was late by 12 ms".to_owned());
    Trial { invalid: reason, achieved: 4_000.0, ..trial(vec![judged(false, rate)], rate, took) }
}

/// A generator that can do so much, and a receiver that can do so much.
fn found_with_generator(generator: f64, receiver: f64) -> Found {
    let options = SearchOptions { lowest: 10.0, highest: None, ..p99_options(5) };
    let play_one = |rate: f64, took| {
        if rate > generator {
            return invalid(rate, took);
        }
        trial(vec![judged(rate <= receiver, rate)], rate, took)
    };
    play(options, play_one).0
}

#[test]
fn a_capacity_that_the_generator_bounds_is_not_given() {
    let Found::GeneratorWasTheLimit { at, reason } = found_with_generator(4_100.0, 1e9) else {
        panic!("it was the limit")
    };
    assert!((3_600.0..=4_100.0).contains(&at), "{at}");
    assert_eq!(reason, "the generator was late by 12 ms");
    let none = found_with_generator(1.0, 1e9);
    assert!(matches!(none, Found::GeneratorWasTheLimit { at: 0.0, .. }), "{none:?}");
}

#[test]
fn a_capacity_below_the_generator_s_is_given() {
    for receiver in [900.0, 2_000.0, 3_500.0] {
        let found = capacity(found_with_generator(4_100.0, receiver));
        assert!((found.rate / receiver - 1.0).abs() < 0.05, "{receiver}: {found:?}");
    }
}

#[test]
fn a_generator_that_fails_once_is_tried_again() {
    let (options, mut receiver) = exact(&[("a", 3_000.0)]);
    let mut n_trials = 0;
    let (found, _) = play(options, |rate, took| {
        n_trials += 1;
        if n_trials % 4 == 2 { invalid(rate, took) } else { receiver(rate, took) }
    });
    assert!((capacity(found).rate / 3_000.0 - 1.0).abs() < 0.05);
}

/// The first failures come when it has shown that it can do as much, and more.
#[test]
fn a_generator_that_could_do_it_before_is_no_limit() {
    let (options, mut receiver) = exact(&[("a", 3_000.0)]);
    let mut n_trials = 0;
    let (found, _) = play(options, |rate, took| {
        n_trials += 1;
        if (8..11).contains(&n_trials) { invalid(rate, took) } else { receiver(rate, took) }
    });
    assert!((capacity(found).rate / 3_000.0 - 1.0).abs() < 0.05);
}

#[test]
fn a_small_budget_is_kept_and_said_to_be_used() {
    let (options, receiver) = exact(&[("a", 3_000.0)]);
    let options = SearchOptions { budget: Duration::from_secs(24), ..options };
    let found = capacity(play(options, receiver).0);
    assert_eq!(found.precision, Precision::BudgetUsed);
    assert!(found.low <= 3_000.0 && 3_000.0 <= found.high, "{found:?}");
    let (options, receiver) = exact(&[("a", 3_000.0)]);
    let options = SearchOptions { budget: Duration::from_secs(3), ..options };
    let found = play(options, receiver).0;
    assert!(
        matches!(found, Found::Undecided(Undecided::NothingMissed { met: Some(_) })),
        "{found:?}"
    );
}

#[test]
fn a_limit_that_takes_more_requests_gets_longer_trials() {
    let budget = Duration::from_secs(120);
    let options = SearchOptions { lowest: 100.0, budget, ..p99_options(2) };
    let (found, search) = play(options, |rate, took| {
        let is_known = rate * took.as_secs_f64() >= 5_000.0;
        let met = if !is_known {
            Met::Unknown
        } else if rate <= 2_000.0 {
            Met::Met
        } else {
            Met::Missed
        };
        trial(vec![Judged { met, figure: String::new(), value: None }], rate, took)
    });
    assert!((capacity(found).rate / 2_000.0 - 1.0).abs() < 0.05);
    assert!(search.trials().iter().any(|(_, it)| it.took > Duration::from_secs(3)));
    let unknown = |rate, took| trial(vec![], rate, took);
    let found = play(p99_options(2), unknown).0;
    let limit = "p99<50ms".to_owned();
    assert_eq!(found, Found::Undecided(Undecided::NeverJudged { limit }));
}

#[track_caller]
fn check_refused(options: SearchOptions, expected: &str) {
    assert_eq!(
        Search::new(options).map_err(|error| SearchError::code(&error)).err(),
        Some(expected)
    );
}

#[test]
fn what_cannot_be_searched_is_refused() {
    let options = p99_options(0);
    check_refused(SearchOptions { limits: vec![], ..options.clone() }, "search_limits");
    check_refused(SearchOptions { lowest: f64::NAN, ..options.clone() }, "search_range");
    check_refused(SearchOptions { highest: Some(1.0), ..options.clone() }, "search_range");
    check_refused(SearchOptions { confidence: 1.0, ..options.clone() }, "search_confidence");
    check_refused(SearchOptions { width: 0.0, ..options.clone() }, "search_width");
    check_refused(SearchOptions { budget: Duration::from_secs(1), ..options }, "search_budget");
}
