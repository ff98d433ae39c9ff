//! Single objects of a stream, one a line: each second as it ends, the sums last. Without histograms, which the whole measurement has.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    class::Class,
    measurement::{
        Distribution, Effects, Expectation, Generator, Interval, Latencies, Ledger, Measurement,
        Redeliveries, Verdict,
    },
};

/// One second of the run.
#[derive(Debug, Clone, Serialize)]
pub struct IntervalLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    from_us: u64,
    length_us: u64,
    planned: u64,
    sent: u64,
    statuses: &'a BTreeMap<u16, u64>,
    failed: u64,
    no_connection: u64,
    no_connection_us: Option<[u64; 2]>,
    sent_again: u64,
    in_flight: u64,
    p50_us: Option<u64>,
    p99_us: Option<u64>,
    lag_p99_us: Option<u64>,
}

impl<'a> From<&'a Interval> for IntervalLine<'a> {
    fn from(interval: &'a Interval) -> Self {
        Self {
            kind: "interval",
            from_us: interval.from_us,
            length_us: interval.length_us,
            planned: interval.planned,
            sent: interval.sent,
            statuses: &interval.statuses,
            failed: interval.failed,
            no_connection: interval.no_connection,
            no_connection_us: interval.no_connection_us,
            sent_again: interval.sent_again,
            in_flight: interval.in_flight,
            p50_us: interval.p50_us,
            p99_us: interval.p99_us,
            lag_p99_us: interval.lag_p99_us,
        }
    }
}

/// What the last line of a stream says.
#[derive(Debug, Clone, Serialize)]
pub struct SummaryLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    verdict: Verdict,
    problems: &'a [String],
    planned: u64,
    sent: u64,
    took_us: u64,
    interrupted: bool,
    ledger: &'a Ledger,
    latency_us: LatencyLine<'a>,
    own_lag_us: Option<DistributionLine<'a>>,
    classes: Vec<ClassSummary<'a>>,
    retries: Option<RetriesSummary<'a>>,
    effects: Option<&'a Effects>,
    expectations: &'a [Expectation],
    failures: &'a [String],
    hints: &'a [String],
    generator: &'a Generator,
    url: &'a str,
    seed: u64,
}

#[derive(Debug, Clone, Serialize)]
struct ClassSummary<'a> {
    class: Class,
    ledger: &'a Ledger,
    as_expected: u64,
    latency_us: LatencyLine<'a>,
}

#[derive(Debug, Clone, Serialize)]
struct RetriesSummary<'a> {
    plan: &'a str,
    retries: u32,
    interval_us: u64,
    resign: &'a str,
    interval_from: &'a str,
    amplification: f64,
    events: u64,
    deliveries: u64,
    given_up: u64,
    dropped: u64,
    waiting: u64,
    ledger: &'a Ledger,
    latency_us: LatencyLine<'a>,
}

impl<'a> From<&'a Redeliveries> for RetriesSummary<'a> {
    fn from(retries: &'a Redeliveries) -> Self {
        Self {
            plan: &retries.plan,
            retries: retries.retries,
            interval_us: retries.interval_us,
            resign: &retries.resign,
            interval_from: &retries.interval_from,
            amplification: retries.amplification,
            events: retries.events,
            deliveries: retries.deliveries,
            given_up: retries.given_up,
            dropped: retries.dropped,
            waiting: retries.waiting,
            ledger: &retries.ledger,
            latency_us: LatencyLine::from(&retries.latency),
        }
    }
}

#[derive(Debug, Clone, Serialize)]
struct LatencyLine<'a> {
    planned: DistributionLine<'a>,
    sent: DistributionLine<'a>,
    lag: DistributionLine<'a>,
}

#[derive(Debug, Clone, Serialize)]
struct DistributionLine<'a> {
    count: u64,
    at_least: u64,
    min: u64,
    mean: f64,
    deviation: f64,
    max: u64,
    percentiles: &'a BTreeMap<String, u64>,
    bounds: &'a [String],
}

impl<'a> From<&'a Latencies> for LatencyLine<'a> {
    fn from(latencies: &'a Latencies) -> Self {
        Self {
            planned: DistributionLine::from(&latencies.planned),
            sent: DistributionLine::from(&latencies.sent),
            lag: DistributionLine::from(&latencies.lag),
        }
    }
}

impl<'a> From<&'a Distribution> for DistributionLine<'a> {
    fn from(distribution: &'a Distribution) -> Self {
        Self {
            count: distribution.count,
            at_least: distribution.at_least,
            min: distribution.min,
            mean: distribution.mean,
            deviation: distribution.deviation,
            max: distribution.max,
            percentiles: &distribution.percentiles,
            bounds: &distribution.bounds,
        }
    }
}

impl<'a> From<&'a Measurement> for SummaryLine<'a> {
    fn from(measurement: &'a Measurement) -> Self {
        let classes = measurement.classes.iter().map(|line| ClassSummary {
            class: line.class,
            ledger: &line.ledger,
            as_expected: line.as_expected,
            latency_us: LatencyLine::from(&line.latency),
        });
        Self {
            kind: "summary",
            verdict: measurement.verdict,
            problems: &measurement.validity.problems,
            planned: measurement.ledger.planned,
            sent: measurement.ledger.sent,
            took_us: measurement.took_us,
            interrupted: measurement.interrupted,
            ledger: &measurement.ledger,
            latency_us: LatencyLine::from(&measurement.latency),
            own_lag_us: measurement.own_lag.as_ref().map(DistributionLine::from),
            classes: classes.collect(),
            retries: measurement.retries.as_ref().map(RetriesSummary::from),
            effects: measurement.effects.as_ref(),
            expectations: &measurement.expectations,
            failures: &measurement.failures,
            hints: &measurement.hints,
            generator: &measurement.generator,
            url: &measurement.url,
            seed: measurement.plan.seed,
        }
    }
}

/// A whole measurement as its stream: each second and the sums, one object a line.
pub fn ndjson(measurement: &Measurement) -> String {
    let mut text = String::new();
    for interval in &measurement.intervals {
        push(&mut text, &IntervalLine::from(interval));
    }
    push(&mut text, &SummaryLine::from(measurement));
    text
}

pub(super) fn push(text: &mut String, line: &impl Serialize) {
    text.push_str(&serde_json::to_string(line).expect("a line has text for keys"));
    text.push('\n');
}
