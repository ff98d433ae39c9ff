//! A search for a capacity as a page. What else is asked of every page is asked of these too.

use std::time::Duration;

use expect_test::expect_file;
use livehook_load::{
    capacity::{CapacityOptions, Ending, Finding, Tried},
    destination::Destination,
    measurement::Met,
    options::{LoadOptions, Moment},
    plan::{Pacing, Plan, mix::Mix, shard::Shard},
    report::html::capacity_page,
    search::{Capacity, Found, Judged, Likelihood, Precision, TRIALS_MAX, Trial, Undecided},
};
use livehook_simulator::delivery::{MayTest, Target};

use crate::sample::HOSTILE;

fn options(limits: &[&str]) -> CapacityOptions {
    let url = "http://127.0.0.1:8349/callbacks/css";
    let target = Target::parse(url, &MayTest::default()).unwrap();
    let length = Duration::from_secs(1);
    let pacing = Pacing::Open { arrivals: "1/s".parse().unwrap(), length };
    let plan = Plan { seed: 7, pacing, mix: Mix::sound(), shard: Shard::WHOLE };
    let since_epoch = Duration::from_secs(1_761_129_434);
    let begun = Moment { since_epoch, text: "2025-10-22T10:37:14Z".to_owned() };
    let mut load = LoadOptions::new(begun, Destination::resolve(&target).unwrap(), plan);
    load.tool = "livehook 0.0.0".to_owned();
    let limits = limits.iter().map(|limit| limit.parse().unwrap()).collect();
    CapacityOptions::new(load, limits).unwrap()
}

/// `errors<1%` is implied.
const LIMITS: [&str; 1] = ["p99<50ms"];

/// A trial that found this 99th percentile, in milliseconds, and this share of errors, in percent.
fn tried(nth: usize, rate: f64, p99: u32, errors: u32) -> Tried {
    let judged = |is_met: bool, figure: String, value: u32| Judged {
        met: if is_met { Met::Met } else { Met::Missed },
        figure,
        value: Some(f64::from(value)),
    };
    let limits = vec![
        judged(p99 < 50, format!("{p99} ms"), p99 * 1_000),
        judged(errors < 1, format!("{errors}%"), errors),
    ];
    let took = Duration::from_millis(3_100);
    let achieved = rate.min(4_400.0);
    let errors = f64::from(errors) / 100.0;
    let trial = Trial { limits, invalid: None, offered: rate, achieved, errors, took };
    Tried { nth, rate, length: Duration::from_secs(3), trial }
}

/// A search as they mostly are: up until something is missed, then about the capacity.
fn trials() -> Vec<Tried> {
    let found = [
        (1_360.0, 2, 0),
        (2_720.0, 4, 0),
        (5_440.0, 1_400, 12),
        (4_322.0, 96, 0),
        (3_868.0, 21, 0),
        (4_210.0, 55, 0),
        (4_060.0, 38, 0),
        (4_150.0, 47, 0),
        (4_125.0, 52, 0),
    ];
    let mut trials: Vec<_> =
        (1..).zip(found).map(|(nth, (rate, p99, errors))| tried(nth, rate, p99, errors)).collect();
    trials[1].trial.invalid = Some("the generator was late by itself; add threads".to_owned());
    trials[4].trial.limits[1] =
        Judged { met: Met::Unknown, figure: "nothing was due".to_owned(), value: None };
    trials
}

/// A heap about 4,120/s.
fn likelihoods() -> Vec<Likelihood> {
    let heights = [1, 2, 4, 9, 18, 26, 19, 11, 6, 3, 1];
    let rates = (0..).map(|nth| f64::from(4_010 + 20 * nth));
    let piece = |(height, low): (u32, f64)| Likelihood {
        low,
        high: low + 20.0,
        probability: f64::from(height) / 100.0,
    };
    heights.into_iter().zip(rates).map(piece).collect()
}

fn finding(found: Found) -> Finding {
    let (trials, likelihoods) = (trials(), likelihoods());
    let took = Duration::from_millis(29_400);
    Finding { found, ending: Ending::Complete, trials, likelihoods, took }
}

fn capacity() -> Found {
    Found::Capacity(Capacity {
        rate: 4_120.4,
        low: 4_045.0,
        high: 4_192.0,
        confidence: 0.95,
        limit: "p99<50ms".to_owned(),
        precision: Precision::AsWanted,
    })
}

/// A search that came to nothing at once.
fn empty() -> Finding {
    let found = Found::Undecided(Undecided::NothingMissed { met: None });
    let ending = Ending::Interrupted;
    Finding { trials: vec![], likelihoods: vec![], ending, ..finding(found) }
}

/// One with as many trials as there can be.
fn long() -> Finding {
    let few = trials();
    let trials = (1..=TRIALS_MAX).zip(few.iter().cycle());
    let trials = trials.map(|(nth, tried)| Tried { nth, ..tried.clone() }).collect();
    Finding { trials, ..finding(capacity()) }
}

pub(super) fn hostile_page() -> String {
    let mut options = options(&LIMITS);
    (options.load.tool, options.load.begun.text) = (HOSTILE.to_owned(), HOSTILE.to_owned());
    let reason = HOSTILE.to_owned();
    let mut finding = finding(Found::GeneratorWasTheLimit { at: 4_000.0, reason });
    finding.trials[0].trial.invalid = Some(HOSTILE.to_owned());
    HOSTILE.clone_into(&mut finding.trials[3].trial.limits[0].figure);
    capacity_page(&finding, &options).unwrap()
}

/// The pages that everything is asked of.
pub(super) fn pages() -> Vec<String> {
    let limit = || "p99<50ms".to_owned();
    let findings = [
        finding(capacity()),
        finding(Found::AboveRange { highest: 20_000.0 }),
        finding(Found::BelowRange { lowest: 1.0, limit: limit() }),
        finding(Found::Undecided(Undecided::NeverJudged { limit: limit() })),
        empty(),
        long(),
    ];
    let options = options(&LIMITS);
    let pages = findings.iter().map(|finding| capacity_page(finding, &options).unwrap());
    pages.chain([hostile_page()]).collect()
}

#[test]
fn the_page_of_a_search_keeps_its_form() {
    let page = capacity_page(&finding(capacity()), &options(&LIMITS)).unwrap();
    expect_file!["expected/capacity.html"].assert_eq(&page);
}

#[track_caller]
fn check_says(finding: &Finding, expected: &[&str]) {
    let page = capacity_page(finding, &options(&LIMITS)).unwrap();
    for expected in expected {
        assert!(page.contains(expected), "no {expected:?}");
    }
}

#[test]
fn each_answer_is_said_in_words() {
    check_says(
        &finding(capacity()),
        &[
            "takes 4,120/s",
            "lies between 4,045 and 4,192 callbacks a second with a probability of 95%",
            "The highest rate at which every limit was met was 4,150/s (trial 8).",
            "The lowest rate at which a limit was missed was 4,125/s (trial 9).",
            "Between 4,125 and 4,150 trials came out one way and the other",
            "1 of 9 trials told nothing of the receiver",
            "(implied; another limit on errors takes its place)",
        ],
    );
    check_says(&finding(Found::AboveRange { highest: 20_000.0 }), &["takes 20,000/s and more"]);
    let reason = "the generator was late".to_owned();
    let generator = finding(Found::GeneratorWasTheLimit { at: 4_000.0, reason });
    check_says(&generator, &["no capacity", "it kept up to 4,000/s", "no number is given"]);
    check_says(&empty(), &["interrupted; so far:", "no capacity yet", "give a larger budget"]);
    check_says(&long(), &["700 further trials stand in the JSON report."]);
}
