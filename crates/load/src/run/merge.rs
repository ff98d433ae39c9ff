//! Shards of one plan as one measurement.

mod effects;
mod retries;

use std::collections::BTreeMap;

use crate::{
    class::Class,
    measurement::{Distribution, Generator, Interval, Ledger, Measurement, SCHEMA, Verdict},
    quantity::rounded,
    record::{
        second::union,
        tally::{AllTimes, Counted, add_ledger},
        times::Times,
    },
};

/// Why measurements cannot be added up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// None.
    #[error("there is nothing to merge")]
    Nothing,
    /// Written in another form.
    #[error("a measurement has the form {0:?}, not {SCHEMA}")]
    Schema(String),
    /// Not of one plan.
    #[error("the measurements have different plans: {0} differs")]
    Plans(&'static str),
    /// One part twice, or of another number of parts.
    #[error(
        "shard {0}/{1} does not go with the others: each is needed once, all of the same number"
    )]
    Shards(u32, u32),
    /// Not all parts.
    #[error("{given} of {n} shards are there; a part alone says nothing of the whole rate")]
    Missing {
        /// How many there are.
        given: u32,
        /// How many there should be.
        n: u32,
    },
    /// Without its histograms, or with unreadable ones.
    #[error("the histograms of the class {0} cannot be read; write measurements with them")]
    Histogram(Class),
    /// A ledger that does not balance.
    #[error("the ledger of a measurement does not balance; it was changed by hand or is a defect")]
    Ledger,
}

impl MergeError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Nothing => "merge_nothing",
            Self::Schema(_) => "merge_schema",
            Self::Plans(_) => "merge_plans",
            Self::Shards(..) => "merge_shards",
            Self::Missing { .. } => "merge_missing",
            Self::Histogram(_) => "merge_histogram",
            Self::Ledger => "merge_ledger",
        }
    }
}

/// Adds up all shards of one plan: ledgers and histograms exactly, seconds line by line (their percentiles become the worst of the
/// shards'). Each shard has looked for its own events, so effects add up too. Expectations are left out: they are to be judged anew on the
/// whole.
///
/// # Errors
///
/// [`MergeError`], in the order of its variants.
pub fn merge(shards: &[Measurement]) -> Result<Measurement, MergeError> {
    let Some(first) = shards.first() else { return Err(MergeError::Nothing) };
    check(first, shards)?;
    let mut classes = BTreeMap::<Class, Counted>::new();
    for line in shards.iter().flat_map(|shard| &shard.classes) {
        let counted = Counted::read(line).ok_or(MergeError::Histogram(line.class))?;
        classes.entry(line.class).or_insert_with(Counted::new).add(&counted);
    }
    let mut ledger = Ledger::default();
    let mut times = AllTimes::new();
    for counted in classes.values() {
        add_ledger(&mut ledger, &counted.ledger);
        times.add(&counted.times);
    }
    if ledger.imbalance() != 0 || shards.iter().any(|shard| shard.ledger.imbalance() != 0) {
        return Err(MergeError::Ledger);
    }
    let problems = named(shards, |shard| &shard.validity.problems);
    let verdict = if problems.is_empty() { Verdict::Pass } else { Verdict::Invalid };
    let stood_still = shards.iter().map(|shard| shard.validity.stood_still).sum();
    let n = first.shard[1];
    Ok(Measurement {
        started_at: shards.iter().map(|it| it.started_at.clone()).min().unwrap_or_default(),
        shard: if n == 1 { [1, 1] } else { [0, n] },
        threads: shards.iter().map(|shard| shard.threads).sum(),
        connections: shards.iter().map(|shard| shard.connections).sum(),
        answered_over_us: answered_over_us(shards),
        interrupted: shards.iter().any(|shard| shard.interrupted),
        took_us: shards.iter().map(|shard| shard.took_us).max().unwrap_or_default(),
        classes: classes.iter().map(|(class, counted)| counted.line(*class)).collect(),
        ledger,
        latency: times.line(),
        own_lag: own_lag(shards),
        intervals: intervals(shards),
        generator: generator(shards),
        retries: retries::sum(shards)?,
        effects: effects::sum(shards),
        validity: crate::measurement::Validity { problems, stood_still },
        expectations: Vec::new(),
        failures: Vec::new(),
        hints: named(shards, |shard| &shard.hints),
        verdict,
        ..first.clone()
    })
}

fn check(first: &Measurement, shards: &[Measurement]) -> Result<(), MergeError> {
    if let Some(other) = shards.iter().find(|shard| shard.schema != SCHEMA) {
        return Err(MergeError::Schema(other.schema.clone()));
    }
    for shard in shards {
        let (a, b) = (&first.plan, &shard.plan);
        let differing = [
            ("the seed", a.seed != b.seed),
            ("the pacing", a.pacing != b.pacing),
            ("the arrivals", a.arrivals != b.arrivals),
            ("the length", a.duration_us != b.duration_us),
            ("the mix", a.mix != b.mix),
        ];
        if let Some((what, _)) = differing.into_iter().find(|(_, differs)| *differs) {
            return Err(MergeError::Plans(what));
        }
    }
    let n = first.shard[1];
    let mut seen = std::collections::BTreeSet::new();
    for [k, of] in shards.iter().map(|shard| shard.shard) {
        if of != n || !(1..=n).contains(&k) || !seen.insert(k) {
            return Err(MergeError::Shards(k, of));
        }
    }
    match u32::try_from(seen.len()) {
        Ok(given) if given < n => Err(MergeError::Missing { given, n }),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// As long as the slowest shard took; nothing where one does not say.
fn answered_over_us(shards: &[Measurement]) -> Option<u64> {
    let all: Option<Vec<u64>> = shards.iter().map(|shard| shard.answered_over_us).collect();
    all?.into_iter().max()
}

/// Sentences of all shards, each with the shard it is about where there are several.
fn named<'a>(
    shards: &'a [Measurement],
    of: impl Fn(&'a Measurement) -> &'a Vec<String>,
) -> Vec<String> {
    let name = |shard: &Measurement, text: &String| match shard.shard {
        [_, 1] => text.clone(),
        [k, n] => format!("shard {k}/{n}: {text}"),
    };
    shards.iter().flat_map(|shard| of(shard).iter().map(move |text| name(shard, text))).collect()
}

/// Nothing where a shard does not say it.
fn own_lag(shards: &[Measurement]) -> Option<Distribution> {
    let mut sum = Times::new();
    for shard in shards {
        sum.add(&Times::read(shard.own_lag.as_ref()?)?);
    }
    Some(sum.line())
}

fn generator(shards: &[Measurement]) -> Generator {
    let mut sum = Generator::default();
    for Measurement { generator, .. } in shards {
        sum.cpu_us += generator.cpu_us;
        sum.busiest_thread = sum.busiest_thread.max(generator.busiest_thread);
        sum.connects += generator.connects;
        for (cause, count) in &generator.failed_connects {
            *sum.failed_connects.entry(cause.clone()).or_default() += count;
        }
        sum.surplus += generator.surplus;
        sum.bytes[0] += generator.bytes[0];
        sum.bytes[1] += generator.bytes[1];
        sum.in_flight_mean += generator.in_flight_mean;
        sum.in_flight_little += generator.in_flight_little;
    }
    let again = |shard: &Measurement| shard.retries.as_ref().map_or(0, |it| it.ledger.sent);
    let sent: u64 = shards.iter().map(|shard| shard.ledger.sent + again(shard)).sum();
    sum.requests_per_cpu_second = rounded(sent as f64 / (sum.cpu_us.max(1) as f64 / 1e6));
    sum.in_flight_mean = rounded(sum.in_flight_mean);
    sum.in_flight_little = rounded(sum.in_flight_little);
    sum
}

fn intervals(shards: &[Measurement]) -> Vec<Interval> {
    let mut lines = BTreeMap::<u64, Interval>::new();
    for line in shards.iter().flat_map(|shard| &shard.intervals) {
        let sum = lines.entry(line.from_us).or_default();
        sum.from_us = line.from_us;
        sum.length_us = sum.length_us.max(line.length_us);
        sum.planned += line.planned;
        sum.sent += line.sent;
        sum.failed += line.failed;
        sum.no_connection += line.no_connection;
        sum.no_connection_us = union(sum.no_connection_us, line.no_connection_us);
        sum.sent_again += line.sent_again;
        sum.in_flight += line.in_flight;
        for (status, count) in &line.statuses {
            *sum.statuses.entry(*status).or_default() += count;
        }
        sum.p50_us = sum.p50_us.max(line.p50_us);
        sum.p99_us = sum.p99_us.max(line.p99_us);
        sum.lag_p99_us = sum.lag_p99_us.max(line.lag_p99_us);
    }
    lines.into_values().collect()
}
