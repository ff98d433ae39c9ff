//! Runs held against runs.

use expect_test::{Expect, expect};
use livehook_load::{
    compare::{Change, CompareError, RUNS_MAX, compare, lines, ndjson},
    measurement::{Measurement, Redeliveries, Verdict},
    report::terminal::TerminalOptions,
};

use crate::sample;

/// Runs whose latencies and errors are the sample's times these.
fn runs(factors: &[f64]) -> Vec<Measurement> {
    let run = |factor: &f64| {
        let mut run = sample::sound();
        for micros in run.latency.planned.percentiles.values_mut() {
            let scaled = f64::from(u32::try_from(*micros).unwrap()) * factor;
            *micros = format!("{scaled:.0}").parse().unwrap();
        }
        run.generator.requests_per_cpu_second = 120_000.0 / factor.sqrt();
        run
    };
    factors.iter().map(run).collect()
}

#[track_caller]
fn check(before: &[Measurement], after: &[Measurement], verdict: Change, expected: &Expect) {
    let comparison = compare(before, after).unwrap();
    assert_eq!(comparison.verdict(), verdict);
    let lines = lines(&comparison, &TerminalOptions::default());
    expected.assert_eq(&lines.iter().map(|line| format!("{line}\n")).collect::<String>());
}

#[test]
fn a_change_beyond_the_spread_of_runs_counts() {
    check(
        &runs(&[1.0, 1.04, 0.97]),
        &runs(&[1.3, 1.28, 1.35]),
        Change::Worse,
        &expect![[r#"
            ✗ worse: 3 runs before, 3 runs after
                                before     after   change   95% of resamplings   spread of runs
              p50               581 µs    755 µs   +29.9%     +23.2% to +39.0%             6.9%   ✗ slower
              p99              40.9 ms   53.2 ms   +30.0%     +23.1% to +39.2%             7.0%   ✗ slower
              p99.9             363 ms    472 ms   +30.0%     +23.1% to +39.2%             7.0%   ✗ slower
              answers/s          5,000     5,000       0%             0% to 0%             0.0%   = the same within noise
              errors                0%        0%        —                    —                —   = the same within noise
              requests/CPU-s   120,000   105,247   -12.3%      -15.2% to -9.9%             3.5%   ✗ dearer
        "#]],
    );
    check(
        &runs(&[1.3, 1.28, 1.35]),
        &runs(&[1.0, 1.04, 0.97]),
        Change::Better,
        &expect![[r#"
            ✓ better: 3 runs before, 3 runs after
                                before     after   change   95% of resamplings   spread of runs
              p50               755 µs    581 µs   -23.0%     -28.1% to -18.8%             5.3%   ✓ faster
              p99              53.2 ms   40.9 ms   -23.1%     -28.1% to -18.8%             5.4%   ✓ faster
              p99.9             472 ms    363 ms   -23.1%     -28.1% to -18.8%             5.4%   ✓ faster
              answers/s          5,000     5,000       0%             0% to 0%             0.0%   = the same within noise
              errors                0%        0%        —                    —                —   = the same within noise
              requests/CPU-s   105,247   120,000   +14.0%     +10.9% to +18.0%             4.0%   ✓ cheaper
        "#]],
    );
}

#[test]
fn a_change_within_it_does_not() {
    check(
        &runs(&[1.0, 1.2, 0.9]),
        &runs(&[1.1, 1.0, 1.15]),
        Change::SameWithinNoise,
        &expect![[r#"
            = the same within noise: 3 runs before, 3 runs after
                                before     after   change   95% of resamplings   spread of runs
              p50               581 µs    639 µs   +10.0%     -16.6% to +27.7%            29.9%   = the same within noise
              p99              40.9 ms   45.0 ms   +10.0%     -16.7% to +27.8%            30.0%   = the same within noise
              p99.9             363 ms    399 ms   +10.0%     -16.7% to +27.8%            30.0%   = the same within noise
              answers/s          5,000     5,000       0%             0% to 0%             0.0%   = the same within noise
              errors                0%        0%        —                    —                —   = the same within noise
              requests/CPU-s   120,000   114,416    -4.7%      -11.5% to +9.5%            14.1%   = the same within noise
        "#]],
    );
}

#[test]
fn two_runs_on_a_side_claim_nothing() {
    check(
        &runs(&[1.0, 1.0]),
        &runs(&[2.0, 2.1]),
        Change::Unknown,
        &expect![[r#"
        ? cannot be told: 2 runs before, 2 runs after
                            before     after    change   95% of resamplings   spread of runs
          p50               581 µs   1.19 ms   +105.0%   +100.0% to +110.0%            10.0%   ? cannot be told
          p99              40.9 ms   83.9 ms   +105.0%   +100.0% to +110.0%            10.0%   ? cannot be told
          p99.9             363 ms    744 ms   +105.0%   +100.0% to +110.0%            10.0%   ? cannot be told
          answers/s          5,000     5,000        0%             0% to 0%             0.0%   ? cannot be told
          errors                0%        0%         —                    —                —   ? cannot be told
          requests/CPU-s   120,000    83,830    -30.1%     -31.0% to -29.3%             1.7%   ? cannot be told
        note: so few runs lie apart by chance too often: nothing can be told from noise; three or more
              on each side can
    "#]],
    );
}

#[test]
fn one_run_on_a_side_claims_nothing() {
    check(
        &runs(&[1.0]),
        &runs(&[2.0, 2.1]),
        Change::Unknown,
        &expect![[r#"
            ? cannot be told: 1 run before, 2 runs after
                                before     after    change   95% of resamplings   spread of runs
              p50               581 µs   1.19 ms   +105.0%                    —                —   ? cannot be told
              p99              40.9 ms   83.9 ms   +105.0%                    —                —   ? cannot be told
              p99.9             363 ms    744 ms   +105.0%                    —                —   ? cannot be told
              answers/s          5,000     5,000        0%                    —                —   ? cannot be told
              errors                0%        0%         —                    —                —   ? cannot be told
              requests/CPU-s   120,000    83,830    -30.1%                    —                —   ? cannot be told
            note: so few runs lie apart by chance too often: nothing can be told from noise; three or more
                  on each side can
        "#]],
    );
}

#[test]
fn errors_that_were_none_before_count_when_every_run_has_them() {
    let mut after = runs(&[1.0, 1.0, 1.0]);
    after.iter_mut().for_each(|run| run.classes[0].as_expected -= 100);
    let comparison = compare(&runs(&[1.0, 1.0, 1.0]), &after).unwrap();
    let errors = comparison.figures.iter().find(|line| line.figure.words() == "errors").unwrap();
    assert_eq!((errors.verdict, errors.change), (Change::Worse, None));
    assert!(comparison.is_regression());
    after[0].classes[0].as_expected += 100;
    assert!(!compare(&runs(&[1.0, 1.0, 1.0]), &after).unwrap().is_regression());
}

#[test]
fn invalid_runs_are_left_out_and_other_circumstances_named() {
    let mut before = runs(&[1.0, 1.0, 9.0, 1.0]);
    // It failed besides, by what does not depend on time.
    before[2].verdict = Verdict::Fail;
    before[2].validity.problems.push("the generator was late".to_owned());
    before[0].connections = 128;
    let comparison = compare(&before, &runs(&[1.0, 1.0, 1.0])).unwrap();
    assert_eq!(comparison.runs, [3, 3]);
    expect![[r#"
        of 4 runs before, 1 invalid and left out
        the connections differ: 128, 64"#]]
    .assert_eq(&comparison.notes.join("\n"));
    expect![[r#"
        {"type":"figure","figure":"p50","before":{"runs":[581.0,581.0,581.0],"median":581.0,"spread":0.0},"after":{"runs":[581.0,581.0,581.0],"median":581.0,"spread":0.0},"change":0.0,"interval_95":[0.0,0.0],"noise":0.0,"verdict":"same_within_noise"}
        {"type":"figure","figure":"p99","before":{"runs":[40927.0,40927.0,40927.0],"median":40927.0,"spread":0.0},"after":{"runs":[40927.0,40927.0,40927.0],"median":40927.0,"spread":0.0},"change":0.0,"interval_95":[0.0,0.0],"noise":0.0,"verdict":"same_within_noise"}
        {"type":"figure","figure":"p99.9","before":{"runs":[362807.0,362807.0,362807.0],"median":362807.0,"spread":0.0},"after":{"runs":[362807.0,362807.0,362807.0],"median":362807.0,"spread":0.0},"change":0.0,"interval_95":[0.0,0.0],"noise":0.0,"verdict":"same_within_noise"}
        {"type":"figure","figure":"rate","before":{"runs":[5000.0,5000.0,5000.0],"median":5000.0,"spread":0.0},"after":{"runs":[5000.0,5000.0,5000.0],"median":5000.0,"spread":0.0},"change":0.0,"interval_95":[0.0,0.0],"noise":0.0,"verdict":"same_within_noise"}
        {"type":"figure","figure":"errors","before":{"runs":[0.0,0.0,0.0],"median":0.0,"spread":null},"after":{"runs":[0.0,0.0,0.0],"median":0.0,"spread":null},"change":null,"interval_95":null,"noise":null,"verdict":"same_within_noise"}
        {"type":"figure","figure":"requests_per_cpu_second","before":{"runs":[120000.0,120000.0,120000.0],"median":120000.0,"spread":0.0},"after":{"runs":[120000.0,120000.0,120000.0],"median":120000.0,"spread":0.0},"change":0.0,"interval_95":[0.0,0.0],"noise":0.0,"verdict":"same_within_noise"}
        {"type":"comparison","sides":"in_time","targets":["http://127.0.0.1:8080/callbacks/css","http://127.0.0.1:8080/callbacks/css"],"verdict":"same_within_noise","runs":[3,3],"notes":["of 4 runs before, 1 invalid and left out","the connections differ: 128, 64"]}
    "#]].assert_eq(&ndjson(&comparison));
}

/// Runs of the sample's with a retry plan that made so many deliveries of a thousand events.
fn with_retries(deliveries: &[u64]) -> Vec<Measurement> {
    let run = |deliveries: &u64| {
        let mut run = sample::sound();
        let ledger = run.ledger.clone();
        run.retries = Some(Redeliveries {
            plan: "generic".to_owned(),
            retries: 12,
            interval_us: 60_000_000,
            resign: "keep".to_owned(),
            interval_from: "failure".to_owned(),
            amplification: f64::from(u32::try_from(*deliveries).unwrap()) / 1_000.0,
            events: 1_000,
            deliveries: *deliveries,
            given_up: 0,
            dropped: 0,
            waiting: 0,
            ledger,
            latency: run.latency.clone(),
        });
        run
    };
    deliveries.iter().map(run).collect()
}

/// The row of amplification, and the notes.
#[track_caller]
fn check_amplification(before: &[Measurement], after: &[Measurement], expected: &Expect) {
    let comparison = compare(before, after).unwrap();
    let lines = lines(&comparison, &TerminalOptions { width: 1_000 });
    let lines = lines.iter().map(|line| format!("{line}\n"));
    let rows = lines.filter(|line| line.contains("amplification") || line.contains("note"));
    let rows = rows.map(|row| row.trim_start().to_owned());
    expected.assert_eq(&rows.collect::<String>());
}

#[test]
fn what_came_back_is_compared_where_every_run_has_the_same_retry_plan() {
    let quiet = || with_retries(&[1_000, 1_020, 1_010]);
    let busy = || with_retries(&[2_500, 2_400, 2_600]);
    check_amplification(
        &quiet(),
        &busy(),
        &expect![[r#"
              amplification       1.01       2.5   +147.5%   +135.3% to +160.0%            19.8%   ✗ more
        "#]],
    );
    check_amplification(
        &busy(),
        &quiet(),
        &expect![[r#"
              amplification        2.5      1.01   -59.6%     -61.5% to -57.5%             8.0%   ✓ less
        "#]],
    );
    check_amplification(
        &quiet(),
        &quiet(),
        &expect![[r#"
              amplification       1.01      1.01       0%       -2.0% to +2.0%             2.0%   = the same within noise
        "#]],
    );
    check_amplification(&runs(&[1.0, 1.0, 1.0]), &runs(&[1.0, 1.0, 1.0]), &expect![[""]]);
    let mut unfinished = busy();
    unfinished[1].retries.as_mut().unwrap().waiting = 3;
    check_amplification(
        &quiet(),
        &unfinished,
        &expect![[r#"
        note: amplification is not compared: at the end of 1 run, deliveries were still to come back
    "#]],
    );
    let comparison = compare(&quiet(), &busy()).unwrap();
    assert!(comparison.is_regression());
    assert!(ndjson(&comparison).contains(r#""figure":"amplification""#));
}

#[test]
fn interrupted_runs_are_named() {
    let mut after = runs(&[1.0, 1.0, 1.0]);
    after[1].interrupted = true;
    let comparison = compare(&runs(&[1.0, 1.0, 1.0]), &after).unwrap();
    expect!["of 3 runs after, 1 interrupted: they say nothing of the rest of their plan"]
        .assert_eq(&comparison.notes.join("\n"));
}

#[track_caller]
fn check_refused(result: Result<impl Sized, CompareError>, code: &str, expected: &Expect) {
    let error = result.err().unwrap();
    assert_eq!(error.code(), code);
    expected.assert_eq(&error.to_string());
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let one = runs(&[1.0]);
    let mut other = one.clone();
    other[0].plan.arrivals = "4000/s".to_owned();
    other[0].plan.seed = 7;
    check_refused(
        compare(&one, &other),
        "compare_different_plans",
        &expect![
            "the plans differ, so nothing can be compared: arrivals is poisson 5000/s in one run and 4000/s in another"
        ],
    );
    let mut part = one.clone();
    part[0].shard = [2, 4];
    check_refused(
        compare(&one, &part),
        "compare_different_plans",
        &expect![
            "the plans differ, so nothing can be compared: shard is the whole in one run and one of 4 in another"
        ],
    );
    let mut again = one.clone();
    again[0].retries = super::redelivering::amplified().retries;
    check_refused(
        compare(&one, &again),
        "compare_different_plans",
        &expect![
            "the plans differ, so nothing can be compared: what comes back is nothing in one run and plan generic: 12 more attempts, 1 s apart from the failure, with the same t and sign in another"
        ],
    );
    other[0].verdict = Verdict::Invalid;
    check_refused(
        compare(&one, &other),
        "compare_no_run",
        &expect!["there is no run after that may be believed: 1 given, 1 of them invalid"],
    );
    check_refused(
        compare(&[], &one),
        "compare_no_run",
        &expect!["there is no run before that may be believed: 0 given, 0 of them invalid"],
    );
    let mut small = sample::sound();
    small.latency.planned.hdr = None;
    let many = vec![Measurement { classes: vec![], intervals: vec![], ..small }; RUNS_MAX + 1];
    check_refused(
        compare(&one, &many),
        "compare_too_many_runs",
        &expect!["1001 runs after are more than 1000"],
    );
}
