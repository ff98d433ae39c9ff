//! A search for a capacity as its stream: each trial as it ends, the answer last; and the schema of both.

use schemars::JsonSchema;
use serde::Serialize;

use super::lines::push;
use crate::{
    capacity::{CapacityOptions, Ending, Finding, Tried},
    measurement::Met,
    quantity::{count, nanos, rounded},
    search::{Capacity, Found, Judged, Limit, Precision, Undecided},
};

/// A trial.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrialLine<'a> {
    /// Always `trial`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Which, from 1.
    nth: usize,
    /// Requests a second.
    rate: f64,
    /// For how long they were due, in microseconds.
    duration_us: u64,
    /// How the limits were met.
    limits: Vec<LimitLine<'a>>,
    /// Answers a second.
    achieved: f64,
    /// Which part of the requests was not answered as it should be, from 0 to 1.
    errors: f64,
    /// Why the trial says nothing of the receiver: the generator was the bottleneck. Absent where it does.
    invalid: Option<&'a str>,
    /// What it took, waits included, in microseconds.
    took_us: u64,
}

/// A limit in a trial.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct LimitLine<'a> {
    /// As typed.
    limit: &'a str,
    /// How it was met.
    outcome: Met,
    /// What was found, in the same unit.
    found: &'a str,
    /// The same as a number: microseconds, percent or a count, by what the limit is; absent where nothing could be found.
    value: Option<f64>,
}

/// The answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CapacityLine<'a> {
    /// Always `summary`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What the answer is.
    outcome: OutcomeLine,
    /// The capacity; absent where it was not found.
    capacity: Option<RateLine<'a>>,
    /// What is known where no capacity was found, in requests a second: the highest rate that was tried for `above_range`, the lowest for
    /// `below_range`, the highest at which the generator kept up for `generator_was_the_limit`, the highest at which every limit was met
    /// for `undecided`.
    at: Option<f64>,
    /// Why no capacity was found, in words.
    reason: Option<String>,
    /// As typed, and those that are implied.
    limits: Vec<&'a str>,
    /// Those of them that nobody asked for: `errors<1%` unless a limit on errors is given.
    implied: Vec<&'a str>,
    /// How requests followed one another: `even` or `poisson`.
    arrivals: &'static str,
    /// How many trials were made.
    trials: u64,
    /// From beginning to end, in microseconds.
    took_us: u64,
    /// Whether it was interrupted before it was done.
    interrupted: bool,
    /// The receiver's callback URL.
    url: String,
    /// Where all that is drawn begins.
    seed: u64,
    /// Name and version of the program.
    tool: &'a str,
}

/// What an answer is.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum OutcomeLine {
    /// A capacity.
    Capacity,
    /// Every limit is met even at the highest rate that was to be tried.
    AboveRange,
    /// A limit is missed even at the lowest.
    BelowRange,
    /// The capacity may lie above what the generator can do.
    GeneratorWasTheLimit,
    /// There was not time enough to say anything.
    Undecided,
}

/// A capacity as an interval, in requests a second.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct RateLine<'a> {
    /// As likely too low as too high.
    rate: f64,
    /// The lower end of the interval.
    low: f64,
    /// The upper end.
    high: f64,
    /// How sure the interval is.
    confidence: f64,
    /// The limit that is missed first.
    limit: &'a str,
    /// Whether the interval is as narrow as was asked for.
    precision: PrecisionLine,
}

/// Whether an interval is as narrow as was asked for.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum PrecisionLine {
    /// It is.
    AsWanted,
    /// There was no more time.
    BudgetUsed,
}

/// Both lines, for the schema.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is asked for")]
#[schemars(untagged, rename = "CapacityStream")]
enum AnyLine<'a> {
    Trial(TrialLine<'a>),
    Summary(CapacityLine<'a>),
}

impl<'a> TrialLine<'a> {
    /// A trial with the limits that it was held against, in their order.
    pub fn of(tried: &'a Tried, limits: &'a [Limit]) -> Self {
        let trial = &tried.trial;
        let line = |(limit, judged): (&'a Limit, &'a Judged)| LimitLine {
            limit: &limit.name,
            outcome: judged.met,
            found: &judged.figure,
            value: judged.value.map(rounded),
        };
        Self {
            kind: "trial",
            nth: tried.nth,
            rate: rounded(tried.rate),
            duration_us: nanos(tried.length) / 1_000,
            limits: limits.iter().zip(&trial.limits).map(line).collect(),
            achieved: rounded(trial.achieved),
            errors: (trial.errors * 1e6).round() / 1e6,
            invalid: trial.invalid.as_deref(),
            took_us: nanos(trial.took) / 1_000,
        }
    }
}

impl<'a> CapacityLine<'a> {
    /// What a search came to.
    pub fn of(finding: &'a Finding, options: &'a CapacityOptions) -> Self {
        let (outcome, at) = outcome(&finding.found);
        let capacity = match &finding.found {
            Found::Capacity(capacity) => Some(RateLine::from(capacity)),
            _ => None,
        };
        Self {
            kind: "summary",
            outcome,
            capacity,
            at: at.map(rounded),
            reason: finding.reason(),
            limits: options.search.limits.iter().map(|limit| limit.name.as_str()).collect(),
            implied: options.search.implied().collect(),
            arrivals: options.pattern.as_str(),
            trials: count(finding.trials.len()),
            took_us: nanos(finding.took) / 1_000,
            interrupted: finding.ending == Ending::Interrupted,
            url: options.load.destination.to_string(),
            seed: options.load.plan.seed,
            tool: &options.load.tool,
        }
    }
}

fn outcome(found: &Found) -> (OutcomeLine, Option<f64>) {
    match found {
        Found::Capacity(_) => (OutcomeLine::Capacity, None),
        Found::AboveRange { highest } => (OutcomeLine::AboveRange, Some(*highest)),
        Found::BelowRange { lowest, .. } => (OutcomeLine::BelowRange, Some(*lowest)),
        Found::GeneratorWasTheLimit { at, .. } => (OutcomeLine::GeneratorWasTheLimit, Some(*at)),
        Found::Undecided(Undecided::NothingMissed { met }) => (OutcomeLine::Undecided, *met),
        Found::Undecided(Undecided::NothingMet { .. } | Undecided::NeverJudged { .. }) => {
            (OutcomeLine::Undecided, None)
        }
    }
}

impl<'a> From<&'a Capacity> for RateLine<'a> {
    fn from(capacity: &'a Capacity) -> Self {
        Self {
            rate: rounded(capacity.rate),
            low: rounded(capacity.low),
            high: rounded(capacity.high),
            confidence: capacity.confidence,
            limit: &capacity.limit,
            precision: match capacity.precision {
                Precision::AsWanted => PrecisionLine::AsWanted,
                Precision::BudgetUsed => PrecisionLine::BudgetUsed,
            },
        }
    }
}

/// A whole search as its stream: each trial and the answer, one object a line.
pub fn capacity_ndjson(finding: &Finding, options: &CapacityOptions) -> String {
    let mut text = String::new();
    for tried in &finding.trials {
        push(&mut text, &TrialLine::of(tried, &options.search.limits));
    }
    push(&mut text, &CapacityLine::of(finding, options));
    text
}

/// The JSON Schema (draft 2020-12) of a line of the stream, pretty-printed, ending in a newline.
pub fn capacity_schema() -> String {
    super::schema::pretty(schemars::schema_for!(AnyLine<'_>))
}
