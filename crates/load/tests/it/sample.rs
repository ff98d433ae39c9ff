//! A measurement with all that can be in one: every box of the ledger, classes, effects, thresholds of each outcome, a problem. Its
//! histograms are real, and its numbers repeat.

use std::{collections::BTreeMap, sync::LazyLock};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hdrhistogram::{
    Histogram,
    serialization::{Serializer as _, V2Serializer},
};
use livehook_load::{
    class::Class,
    measurement::{
        ClassLine, Distribution, Effects, Expectation, Generator, Interval, Latencies, Ledger,
        Measurement, Met, PlanLine, Redeliveries, SCHEMA, Validity, Verdict,
    },
};

/// What an attacker who owns a file would have shown.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> \u{1b}[2J\u{202e}evil\u{0} ]]> `x` \\ \n${y}";

/// Seconds of the run.
const SECONDS: u64 = 10;

/// A run that fails: a step at 40 ms, some time-outs, 503s, 204s, three events lost.
pub(crate) fn measurement() -> Measurement {
    static MADE: LazyLock<Measurement> = LazyLock::new(make_measurement);
    MADE.clone()
}

fn make_measurement() -> Measurement {
    let mut dice = Dice(7);
    let classes = vec![
        class(Class::Sound, &mut dice, 45_000, &[(200, 44_400), (204, 300), (503, 195)]),
        class(Class::Expired, &mut dice, 1_000, &[(403, 1_000)]),
        class(Class::Forged, &mut dice, 3_000, &[(200, 4), (403, 2_996)]),
        class(Class::Duplicate, &mut dice, 900, &[(200, 900)]),
        class(Class::Malformed, &mut dice, 100, &[(400, 90), (500, 10)]),
    ];
    let (ledger, latency) = (added(&classes), latencies(&mut dice, 49_995, 90));
    Measurement {
        schema: SCHEMA.to_owned(),
        tool: "livehook 0.1.0".to_owned(),
        started_at: "2025-10-22T11:30:00Z".to_owned(),
        url: "http://127.0.0.1:8080/callbacks/css".to_owned(),
        plan: plan(),
        shard: [1, 1],
        threads: 2,
        connections: 64,
        streams: 1,
        engine: "raw".to_owned(),
        timeout_us: Some(20_000_000),
        took_us: SECONDS * 1_000_000 + 412_345,
        answered_over_us: None,
        interrupted: false,
        ledger,
        classes,
        latency,
        own_lag: Some(own_lag(&mut dice, 49_995)),
        intervals: (0..SECONDS).map(interval).collect(),
        generator: Generator {
            cpu_us: 402_000,
            requests_per_cpu_second: 124_365.7,
            busiest_thread: 0.031,
            connects: 79,
            failed_connects: BTreeMap::from([("refused".to_owned(), 12)]),
            surplus: 0,
            bytes: [48_211_004, 9_120_550],
            in_flight_mean: 9.7,
            in_flight_little: 9.9,
        },
        retries: None,
        effects: Some(Effects {
            expected: 44_404,
            found: 44_402,
            lost: vec!["load-42-00017".to_owned(), "load-42-00391".to_owned(), "直播-3".to_owned()],
            doubled: vec![],
            invented: vec!["load-42-forged-00004".to_owned()],
            counts: [3, 0, 1],
            problem: None,
        }),
        validity: Validity::default(),
        expectations: vec![
            expectation("p50<2ms", "610 µs", Met::Met),
            expectation("p99<50ms", "61.2 ms", Met::Missed),
            expectation(
                "p99.99(malformed)<1s",
                "100 values: fewer than 10 beyond p99.99",
                Met::Unknown,
            ),
            expectation("lost=0", "3", Met::Missed),
        ],
        failures: vec![],
        hints: vec!["2% of the answers came 38 to 44 ms after sending: set TCP_NODELAY".to_owned()],
        verdict: Verdict::Fail,
    }
}

/// A run without a flaw.
pub(crate) fn sound() -> Measurement {
    static MADE: LazyLock<Measurement> = LazyLock::new(make_sound);
    MADE.clone()
}

fn make_sound() -> Measurement {
    let mut dice = Dice(11);
    let classes = vec![class(Class::Sound, &mut dice, 50_000, &[(200, 50_000)])];
    let mut run = measurement();
    run.plan.mix = BTreeMap::from([(Class::Sound, 1.0)]);
    run.ledger = added(&classes);
    run.latency = classes[0].latency.clone();
    run.classes = classes;
    run.took_us = SECONDS * 1_000_000;
    run.generator.connects = 64;
    run.generator.failed_connects.clear();
    for line in &mut run.intervals {
        line.statuses = BTreeMap::from([(200, 5_000)]);
        line.failed = 0;
    }
    run.effects = Some(Effects { expected: 50_000, found: 50_000, ..Effects::default() });
    run.expectations = vec![expectation("p99<50ms", "1.9 ms", Met::Met)];
    run.hints = vec![];
    run.verdict = Verdict::Pass;
    run
}

/// One that cannot be believed.
pub(crate) fn invalid() -> Measurement {
    let mut run = measurement();
    run.verdict = Verdict::Invalid;
    run.validity = Validity {
        problems: vec![
            "the send lag reached 48 ms at p99, more than 5% of the latency at p99: the generator was late".to_owned(),
            "one thread took 98% of a core: use more threads".to_owned(),
        ],
        stood_still: 0,
    };
    run
}

/// What came back, and was taken at last.
pub(crate) fn retries() -> Redeliveries {
    Redeliveries {
        plan: "generic".to_owned(),
        retries: 12,
        interval_us: 1_000_000,
        resign: "keep".to_owned(),
        interval_from: "failure".to_owned(),
        amplification: 1.2,
        events: 1_000,
        deliveries: 1_200,
        given_up: 0,
        dropped: 0,
        waiting: 0,
        ledger: Ledger::default(),
        latency: latencies(&mut Dice(3), 200, 0),
    }
}

fn plan() -> PlanLine {
    let shares = [
        (Class::Sound, 0.9),
        (Class::Expired, 0.02),
        (Class::Forged, 0.06),
        (Class::Duplicate, 0.018),
        (Class::Malformed, 0.002),
    ];
    PlanLine {
        seed: 42,
        pacing: "open".to_owned(),
        arrivals: "poisson 5000/s".to_owned(),
        rate: Some(5_000.0),
        duration_us: Some(SECONDS * 1_000_000),
        mix: BTreeMap::from(shares),
    }
}

pub(crate) fn expectation(text: &str, found: &str, outcome: Met) -> Expectation {
    Expectation { text: text.to_owned(), found: found.to_owned(), outcome }
}

fn class(class: Class, dice: &mut Dice, planned: u64, statuses: &[(u16, u64)]) -> ClassLine {
    let answered: u64 = statuses.iter().map(|(_, count)| count).sum();
    let missing = planned - answered;
    let ledger = Ledger {
        planned,
        sent: planned - missing / 21,
        not_sent: if missing == 0 {
            BTreeMap::new()
        } else {
            BTreeMap::from([("no_connection".to_owned(), missing / 21)])
        },
        statuses: statuses.iter().copied().collect(),
        timeout: missing - missing / 21 - missing / 7,
        reset: missing / 7,
        malformed: 0,
        unfinished: 0,
    };
    let right = statuses
        .iter()
        .filter(|(status, _)| if class.is_taken() { *status == 200 } else { *status < 500 });
    ClassLine {
        class,
        as_expected: right.map(|(_, count)| count).sum(),
        latency: latencies(dice, ledger.sent, ledger.timeout + ledger.reset),
        ledger,
    }
}

fn added(classes: &[ClassLine]) -> Ledger {
    let mut sum = Ledger::default();
    for Ledger { planned, sent, not_sent, statuses, timeout, reset, malformed, unfinished } in
        classes.iter().map(|line| &line.ledger)
    {
        sum.planned += planned;
        sum.sent += sent;
        not_sent
            .iter()
            .for_each(|(word, count)| *sum.not_sent.entry(word.clone()).or_default() += count);
        statuses
            .iter()
            .for_each(|(status, count)| *sum.statuses.entry(*status).or_default() += count);
        sum.timeout += timeout;
        sum.reset += reset;
        sum.malformed += malformed;
        sum.unfinished += unfinished;
    }
    assert_eq!(sum.imbalance(), 0);
    sum
}

/// Most within a millisecond, two in a hundred 40 ms later, five in a thousand on a tail, some never.
fn latencies(dice: &mut Dice, count: u64, unanswered: u64) -> Latencies {
    let (mut planned, mut sent, mut lag) = (vec![], vec![], vec![]);
    for at in 0..count {
        let own = 2_000 + dice.up_to(30_000);
        let base = 300_000 + dice.up_to(500_000);
        let extra = match dice.up_to(1_000) {
            0..20 => 39_700_000 + dice.up_to(900_000),
            20..25 => 50_000_000 + dice.up_to(400_000_000),
            _ => 0,
        };
        let waited = if dice.up_to(100) < 3 { dice.up_to(40_000_000) } else { 0 };
        let took = if at < unanswered { 20_000_000_000 } else { base + extra };
        lag.push(own + waited);
        sent.push(took);
        planned.push(own + waited + took);
    }
    Latencies {
        planned: distribution(&planned, unanswered),
        sent: distribution(&sent, unanswered),
        lag: distribution(&lag, 0),
    }
}

/// Some microseconds.
fn own_lag(dice: &mut Dice, count: u64) -> Distribution {
    let nanos: Vec<_> = (0..count).map(|_| 2_000 + dice.up_to(30_000)).collect();
    distribution(&nanos, 0)
}

/// The distribution of these nanoseconds.
pub(crate) fn distribution(nanos: &[u64], at_least: u64) -> Distribution {
    let mut histogram = Histogram::<u64>::new_with_bounds(1, 3_600_000_000_000, 3).unwrap();
    nanos.iter().for_each(|nanos| histogram.record(*nanos).unwrap());
    let named = [
        ("p50", 0.5),
        ("p90", 0.9),
        ("p95", 0.95),
        ("p99", 0.99),
        ("p99.9", 0.999),
        ("p99.99", 0.9999),
    ];
    let count = histogram.len();
    let enough = named
        .iter()
        .filter(|(_, share)| (1.0 - share) * f64::from(u32::try_from(count).unwrap()) >= 10.0);
    let percentiles = enough
        .map(|(name, share)| ((*name).to_owned(), histogram.value_at_quantile(*share) / 1_000));
    let mut bytes = vec![];
    V2Serializer::new().serialize(&histogram, &mut bytes).unwrap();
    Distribution {
        count,
        at_least,
        min: histogram.min() / 1_000,
        mean: (histogram.mean() / 1e3 * 1e3).round() / 1e3,
        deviation: (histogram.stdev() / 1e3 * 1e3).round() / 1e3,
        max: histogram.max() / 1_000,
        percentiles: percentiles.collect(),
        bounds: vec![],
        at_least_hdr: None,
        hdr: Some(BASE64_STANDARD.encode(bytes)),
    }
}

/// A second: quick but for a stall in the middle of the run.
fn interval(second: u64) -> Interval {
    let stalled = second == 6;
    Interval {
        from_us: second * 1_000_000,
        length_us: 1_000_000,
        planned: 4_960 + second * 9,
        sent: if stalled { 4_400 } else { 4_960 + second * 9 },
        statuses: BTreeMap::from([(200, 4_530), (403, 399), (503, if stalled { 195 } else { 0 })]),
        failed: if stalled { 105 } else { 0 },
        no_connection: 0,
        no_connection_us: None,
        sent_again: 0,
        in_flight: if stalled { 64 } else { 8 + second % 3 },
        p50_us: Some(if stalled { 48_000 } else { 560 + second * 13 }),
        p99_us: Some(if stalled { 410_000 } else { 41_000 + second * 700 }),
        lag_p99_us: Some(31 + second),
    }
}

/// Numbers that repeat (PCG's multiplier).
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}
