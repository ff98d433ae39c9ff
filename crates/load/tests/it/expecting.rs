//! Thresholds.

use std::time::Duration;

use expect_test::{Expect, expect};
use livehook_load::{
    expect::{Effects, Threshold, evaluate, foresee},
    measurement::{self, Measurement},
    plan::{Pacing, shard::Shard},
};

use crate::{referee::options, sample};

/// What the sample says of thresholds, one a line.
#[track_caller]
fn check_run(measurement: &Measurement, typed: &[&str], expected: &Expect) {
    let thresholds: Vec<Threshold> = typed.iter().map(|text| text.parse().unwrap()).collect();
    let lines = evaluate(&thresholds, measurement)
        .into_iter()
        .map(|line| format!("{:?} {} ({})\n", line.outcome, line.text, line.found));
    expected.assert_eq(&lines.collect::<String>());
}

#[track_caller]
fn check_refused(typed: &str, code: &str, expected: &Expect) {
    let error = typed.parse::<Threshold>().unwrap_err();
    assert_eq!(error.code(), code);
    expected.assert_eq(&error.to_string());
}

#[test]
fn times_are_held_against_bounds_in_any_unit() {
    check_run(
        &sample::measurement(),
        &[
            "p50<2ms",
            "p99<50ms",
            "p99.9(sound)<=200ms",
            "sent.p50 < 2000us",
            "lag.p99<1ms",
            "max<1s",
            "min>0.1ms",
            "mean<10ms",
            "p50=1us",
            "lag.max<0.5s",
        ],
        &expect![[r#"
            Met p50<2ms (583 µs)
            Met p99<50ms (41.1 ms)
            Missed p99.9(sound)<=200ms (20.0 s)
            Met sent.p50<2000us (558 µs)
            Missed lag.p99<1ms (26.8 ms)
            Missed max<1s (20.0 s)
            Met min>0.1ms (302 µs)
            Missed mean<10ms (39.4 ms)
            Missed p50=1us (583 µs)
            Met lag.max<0.5s (40.0 ms)
        "#]],
    );
}

#[test]
fn requests_are_counted_or_shared() {
    check_run(
        &sample::measurement(),
        &[
            "rate>=4900/s",
            "rate>6000",
            "errors<0.1%",
            "errors=0",
            "ok(sound)>=98.6%",
            "ok(duplicate)=100%",
            "refused(forged)=100%",
            "refused(expired)=100%",
            "timeouts=0",
            "timeouts(forged)=0",
            "resets<=15",
            "unsent<=5",
        ],
        &expect![[r#"
            Met rate>=4900/s (4,948/s)
            Missed rate>6000 (4,948/s)
            Missed errors<0.1% (1.22%)
            Missed errors=0 (610)
            Met ok(sound)>=98.6% (98.67%)
            Met ok(duplicate)=100% (100%)
            Missed refused(forged)=100% (99.87%)
            Met refused(expired)=100% (100%)
            Missed timeouts=0 (85)
            Met timeouts(forged)=0 (0)
            Met resets<=15 (15)
            Met unsent<=5 (5)
        "#]],
    );
}

#[test]
fn effects_need_a_probe() {
    let typed = ["lost=0", "doubled=0", "invented<=1"];
    check_run(
        &sample::measurement(),
        &typed,
        &expect![[r#"
        Missed lost=0 (3)
        Met doubled=0 (0)
        Met invented<=1 (1)
    "#]],
    );
    let blind = Measurement { effects: None, ..sample::measurement() };
    check_run(
        &blind,
        &typed,
        &expect![[r#"
        Unknown lost=0 (no probe looked into the receiver)
        Unknown doubled=0 (no probe looked into the receiver)
        Unknown invented<=1 (no probe looked into the receiver)
    "#]],
    );
}

#[test]
fn what_a_run_cannot_tell_is_unknown() {
    let run = sample::measurement();
    check_run(
        &run,
        &["p99.9(malformed)<1s", "p50(large)<1s", "p99.9<30s", "p99.9>1s", "p50<1ms"],
        &expect![[r#"
            Unknown p99.9(malformed)<1s (100 values: fewer than 10 beyond p99.9)
            Unknown p50(large)<1s (the plan has no class large)
            Unknown p99.9<30s (20.0 s or more: 90 of 49,995 had no answer yet)
            Met p99.9>1s (20.0 s)
            Met p50<1ms (583 µs)
        "#]],
    );
    let nothing = Measurement {
        intervals: vec![],
        took_us: 0,
        effects: Some(measurement::Effects::default()),
        classes: vec![],
        ..run
    };
    check_run(
        &nothing,
        &["rate>1/s", "errors<1%", "errors=0", "lost=0"],
        &expect![[r#"
        Unknown rate>1/s (the run has no length)
        Unknown errors<1% (nothing was due)
        Met errors=0 (0)
        Met lost=0 (0)
    "#]],
    );
}

#[test]
fn a_share_is_exact_to_the_last_request() {
    let mut run = sample::sound();
    run.classes[0].as_expected = 49_950;
    check_run(
        &run,
        &["ok>=99.9%", "ok>99.9%", "errors<=0.1%", "errors<0.1%", "ok=100%"],
        &expect![[r#"
            Met ok>=99.9% (99.9%)
            Missed ok>99.9% (99.9%)
            Met errors<=0.1% (0.1%)
            Missed errors<0.1% (0.1%)
            Missed ok=100% (99.9%)
        "#]],
    );
}

#[test]
fn what_was_interrupted_is_not_held_against_the_receiver() {
    let mut run = sample::sound();
    let ledger = &mut run.classes[0].ledger;
    ledger.planned += 1_000;
    ledger.not_sent.insert("interrupted".to_owned(), 1_000);
    check_run(
        &run,
        &["ok=100%", "errors=0", "unsent=0"],
        &expect![[r#"
        Met ok=100% (100%)
        Met errors=0 (0)
        Met unsent=0 (0)
    "#]],
    );
}

#[test]
fn no_time_out_and_no_reset_is_not_claimed_of_what_is_unfinished() {
    let mut run = sample::sound();
    let ledger = &mut run.classes[0].ledger;
    ledger.statuses.insert(200, 49_990);
    ledger.unfinished = 10;
    check_run(
        &run,
        &["timeouts=0", "resets<1%", "timeouts>0", "unsent=0"],
        &expect![[r#"
            Unknown timeouts=0 (0 or more: 10 unfinished)
            Unknown resets<1% (0% or more: 10 unfinished)
            Missed timeouts>0 (0)
            Met unsent=0 (0)
        "#]],
    );
}

/// Whether a plan of 400 requests can tell of a threshold, and why not.
#[track_caller]
fn check_foreseen(mix: &str, typed: &str, expected: &Expect) {
    let mut options = options("http://127.0.0.1:1/", "400/s", 1_000, mix);
    options.plan.shard = Shard::new(1, 2).unwrap();
    let foreseen = foresee(&[typed.parse().unwrap()], &options, Effects::Unseen);
    let told = foreseen.map_err(|error| format!("{}: {error}", error.code()));
    expected.assert_eq(&told.err().unwrap_or("it can".to_owned()));
}

#[test]
fn what_a_plan_cannot_tell_is_known_before_it_begins() {
    check_foreseen("sound=1", "p95<1s", &expect!["it can"]);
    check_foreseen(
        "sound=1",
        "sent.p99<1s",
        &expect![
            "untellable_few: sent.p99<1s cannot be told of 200 requests: it takes 1,000, of which ten lie beyond"
        ],
    );
    check_foreseen("sound=3,forged=1", "p90(sound)<1s", &expect!["it can"]);
    check_foreseen("sound=3,forged=1", "p95(sound)<1s", &expect!["it can"]);
    check_foreseen("sound=1,forged=1", "p50(sound)<1s", &expect!["it can"]);
    // Every second arrival is forged, and the first of two shards has none of them.
    check_foreseen(
        "sound=1,forged=1",
        "refused(forged)=100%",
        &expect![
            "untellable_none_due: refused(forged)=100% is about forged callbacks, of which none is due within the run"
        ],
    );
    check_foreseen(
        "sound=1",
        "refused(forged)=100%",
        &expect![
            "untellable_no_class: refused(forged)=100% is about forged callbacks, of which the mix has none"
        ],
    );
    check_foreseen(
        "sound=1",
        "amplification<2",
        &expect![
            "untellable_no_retries: amplification<2 is about deliveries that come back, and there is no retry plan"
        ],
    );
    check_foreseen(
        "sound=1",
        "lost=0",
        &expect![
            "untellable_unseen: lost=0 is about what the receiver has, and nothing looks into it"
        ],
    );
    check_foreseen("sound=1", "max<1s", &expect!["it can"]);
    let mut unbounded = options("http://127.0.0.1:1/", "1/s", 1_000, "sound=1");
    unbounded.plan.pacing = Pacing::Closed { requests: None, length: Duration::from_secs(1) };
    let p99 = ["p99.99<1s".parse().unwrap()];
    assert_eq!(foresee(&p99, &unbounded, Effects::Unseen), Ok(()));
}

#[test]
fn refusals_say_what_to_write() {
    check_refused(
        "p99",
        "threshold_no_comparison",
        &expect![[
            r#""p99" compares nothing: write a figure, one of < <= = >= > and a bound, as in p99<50ms"#
        ]],
    );
    check_refused(
        "p98<1ms",
        "threshold_unknown_percentile",
        &expect![[
            r#""p98" is not among the percentiles that are measured: p50, p90, p95, p99, p99.9, p99.99"#
        ]],
    );
    check_refused(
        "eror<1%",
        "threshold_unknown_figure",
        &expect![[
            r#"there is no figure "eror"; the nearest is "errors" (known: p50, p90, p95, p99, p99.9, p99.99, min, mean, max, rate, amplification, errors, ok, refused, timeouts, resets, unsent, lost, doubled, invented; times also as sent.p99 and lag.p99)"#
        ]],
    );
    check_refused(
        "p99(sond)<1ms",
        "threshold_unknown_class",
        &expect![[
            r#"there is no class "sond" of traffic (known: sound, expired, forged, duplicate, redelivered, tampered, unknown-event, malformed, large)"#
        ]],
    );
    check_refused(
        "p99(sound<1ms",
        "threshold_open_bracket",
        &expect![[r#""p99(sound" lacks a closing bracket: write p99(sound)"#]],
    );
    check_refused(
        "rate(sound)>1/s",
        "threshold_no_class",
        &expect!["rate is of the whole run: leave (sound) out"],
    );
    check_refused(
        "p99<50",
        "threshold_other_unit",
        &expect![[r#"p99 is counted in time: us, ms or s, and the bound is "50""#]],
    );
    check_refused(
        "p99<5min",
        "threshold_other_unit",
        &expect![[r#"p99 is counted in time: us, ms or s, and the bound is "5min""#]],
    );
    check_refused(
        "lost<1%",
        "threshold_other_unit",
        &expect![[r#"lost is counted in events, without a unit, and the bound is "1%""#]],
    );
    check_refused(
        "p99<ms",
        "threshold_no_number",
        &expect![[r#""ms" is no bound: write a number of at most 6 decimals, and its unit"#]],
    );
    check_refused(
        "p99<0.0000001ms",
        "threshold_no_number",
        &expect![[
            r#""0.0000001ms" is no bound: write a number of at most 6 decimals, and its unit"#
        ]],
    );
    check_refused(
        "p99<99999999999999999999s",
        "threshold_no_number",
        &expect![[
            r#""99999999999999999999s" is no bound: write a number of at most 6 decimals, and its unit"#
        ]],
    );
    check_refused(
        &"9".repeat(101),
        "threshold_too_long",
        &expect!["a threshold has at most 100 bytes, and this one has 101"],
    );
}

#[test]
fn a_threshold_shows_itself_as_typed_without_blanks() {
    assert_eq!("p99 (sound) < 50 ms".parse::<Threshold>().unwrap().to_string(), "p99(sound)<50ms");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_parsing_panic(text in "\\PC{0,40}", tail in "[<>=]{0,2}[0-9.]{0,22}[a-z%/µ]{0,3}") {
        let _ignored = text.parse::<Threshold>();
        let _ignored = format!("p99{tail}").parse::<Threshold>();
    }
}
