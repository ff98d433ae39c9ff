//! Receivers measured in turns: two that are alike are not told apart, and a slower one is.

use std::{num::NonZeroU32, time::Duration};

use livehook_core::CallbackKey;
use livehook_load::{
    compare::{Change, Comparison, Figure, Sides, Turn, compare_receivers, lines, ndjson, turns},
    destination::Destination,
    identity::RunName,
    measurement::{Measurement, Verdict},
    options::{Control, LoadOptions, Moment},
    plan::{Pacing, Plan, mix::Mix, shard::Shard},
    referee::{NullReferee, Question, Recorder, Reply},
    report::terminal::TerminalOptions,
    run::run,
};
use livehook_simulator::delivery::{MayTest, Target};

/// So many requests in a closed loop, in which a busy machine makes no generator late.
fn measured(url: &str, requests: u64, nth: u64) -> Measurement {
    let pacing = Pacing::Closed { requests: Some(requests), length: Duration::from_secs(60) };
    let plan = Plan { seed: 7, pacing, mix: Mix::sound(), shard: Shard::WHOLE };
    let begun = Moment {
        since_epoch: Duration::from_secs(1_761_129_434),
        text: "2025-10-22T10:37:14Z".to_owned(),
    };
    let target = Target::parse(url, &MayTest::default()).unwrap();
    let mut options = LoadOptions::new(begun, Destination::resolve(&target).unwrap(), plan);
    options.key = Some(CallbackKey::new("Smq2rJ7fTnVx0cKd8LhW4bYp6ZgQaEuB").unwrap());
    options.connections = NonZeroU32::new(32).unwrap();
    options.run = RunName::of(nth);
    let mut measurement = run(&options, &Control::default()).unwrap();
    // Whether a busy machine held the generator up is not asked here.
    measurement.verdict = Verdict::Pass;
    measurement.validity.problems.clear();
    measurement
}

fn held(receiver: &str, baseline: &str, requests: u64, rounds: u32) -> Comparison {
    let mut runs = [Vec::new(), Vec::new()];
    for (nth, turn) in (0..).zip(turns(rounds)) {
        match turn {
            Turn::Baseline => runs[0].push(measured(baseline, requests, nth)),
            Turn::Receiver => runs[1].push(measured(receiver, requests, nth)),
        }
    }
    compare_receivers(&runs[0], &runs[1]).unwrap()
}

#[track_caller]
fn check(comparison: &Comparison, figure: Figure, expected: Change) {
    let found = comparison.figures.iter().find(|it| it.figure == figure).unwrap();
    assert_eq!(found.verdict, expected, "{}", ndjson(comparison));
}

#[test]
fn a_round_has_no_side_first() {
    use Turn::{Baseline, Receiver};
    let two: Vec<_> = turns(2).collect();
    let round = [Receiver, Baseline, Baseline, Receiver];
    assert_eq!(two, [round, round].concat());
    assert_eq!(turns(0).count(), 0);
}

/// Eight runs of each: that all of one side lie beyond all of the other by chance happens once in thousands.
#[test]
fn two_receivers_that_are_alike_are_not_told_apart() {
    let (one, other) = (NullReferee::start().unwrap(), NullReferee::start().unwrap());
    let comparison = held(&one.url(), &other.url(), 1_000, 4);
    assert_eq!((comparison.sides, comparison.runs), (Sides::Receivers, [8, 8]));
    assert_eq!(comparison.targets, [other.url(), one.url()]);
    for figure in [Figure::P50, Figure::P99, Figure::Rate, Figure::Errors] {
        check(&comparison, figure, Change::SameWithinNoise);
    }
}

#[test]
fn a_receiver_that_is_slower_is_told_from_one_that_is_not() {
    let late =
        |question: Question<'_>| Reply::StatusAt(200, question.at + Duration::from_millis(25));
    let (slow, quick) = (Recorder::start(late).unwrap(), NullReferee::start().unwrap());
    let comparison = held(&slow.url(), &quick.url(), 300, 2);
    check(&comparison, Figure::P50, Change::Worse);
    check(&comparison, Figure::Errors, Change::SameWithinNoise);
    assert!(comparison.is_regression());
    let text = lines(&comparison, &TerminalOptions::default());
    let text: Vec<_> = text.iter().map(ToString::to_string).collect();
    assert_eq!(text[0], "✗ worse: 4 runs of the receiver held against 4 runs of the baseline");
    assert_eq!(
        text[1..3].join(" "),
        format!("  receiver  {}   baseline  {}", slow.url(), quick.url())
    );
    assert!(text.iter().any(|line| line.contains("p50") && line.ends_with("✗ slower")), "{text:?}");
    check(&held(&quick.url(), &slow.url(), 300, 2), Figure::P50, Change::Better);
}
