//! Holding a run against a threshold. Where the run cannot tell, that is what is said: a percentile with too few values beyond it, or
//! with so many requests that never got an answer that it may lie anywhere above.

use std::cmp::Ordering;

use super::{Comparison, Count, Figure, Origin, Statistic, Threshold, Unit};
use crate::{
    measurement::{ClassLine, Distribution, Expectation, Measurement, Met},
    report::words,
    sums,
};

/// A figure as a fraction of its unit.
struct Found {
    numerator: u128,
    denominator: u128,
    /// How it is shown.
    text: String,
    /// What speaks against its being as small as it looks.
    doubt: Option<String>,
}

pub(super) fn evaluate(threshold: &Threshold, measurement: &Measurement) -> Expectation {
    let outcome = match find(threshold, measurement) {
        Err(reason) => (reason, Met::Unknown),
        Ok(found) => {
            let holds = holds(threshold, &found);
            match found.doubt {
                Some(doubt) if holds && is_upper(threshold.comparison) => {
                    (format!("{} or more: {doubt}", found.text), Met::Unknown)
                }
                _ if holds => (found.text, Met::Met),
                _ => (found.text, Met::Missed),
            }
        }
    };
    Expectation { text: threshold.text.clone(), found: outcome.0, outcome: outcome.1 }
}

/// The figure alone, in the unit of the bound.
pub(super) fn value(threshold: &Threshold, measurement: &Measurement) -> Option<f64> {
    let found = find(threshold, measurement).ok()?;
    Some(found.numerator as f64 / found.denominator as f64)
}

/// Whether what is larger than it looks would be missed.
const fn is_upper(comparison: Comparison) -> bool {
    matches!(comparison, Comparison::Below | Comparison::AtMost | Comparison::Exactly)
}

/// A number of so many requests against the bound of a threshold.
pub(super) fn against(threshold: &Threshold, number: u64, whole: u64) -> Ordering {
    let (times, denominator) = match threshold.unit {
        Unit::Percent => (100, whole),
        Unit::Microseconds | Unit::PerSecond | Unit::Count => (1, 1),
    };
    order(threshold, u128::from(number) * times, denominator.into())
}

fn order(threshold: &Threshold, numerator: u128, denominator: u128) -> Ordering {
    let figure = numerator.saturating_mul(1_000_000);
    figure.cmp(&u128::from(threshold.bound).saturating_mul(denominator))
}

fn holds(threshold: &Threshold, found: &Found) -> bool {
    let order = order(threshold, found.numerator, found.denominator);
    match threshold.comparison {
        Comparison::Below => order == Ordering::Less,
        Comparison::AtMost => order != Ordering::Greater,
        Comparison::Exactly => order == Ordering::Equal,
        Comparison::AtLeast => order != Ordering::Less,
        Comparison::Above => order == Ordering::Greater,
    }
}

/// The figure, or why there is none.
fn find(threshold: &Threshold, measurement: &Measurement) -> Result<Found, String> {
    let class = threshold.figure.class();
    let line = match class {
        None => None,
        Some(class) => {
            let line = measurement.classes.iter().find(|line| line.class == class);
            Some(line.ok_or_else(|| format!("the plan has no class {class}"))?)
        }
    };
    match threshold.figure {
        Figure::Time { origin, statistic, .. } => {
            let latency = line.map_or(&measurement.latency, |line| &line.latency);
            time(
                match origin {
                    Origin::Planned => &latency.planned,
                    Origin::Sent => &latency.sent,
                    Origin::Lag => &latency.lag,
                },
                statistic,
            )
        }
        Figure::Rate => rate(measurement),
        Figure::Requests { count, .. } => {
            let lines: Vec<_> =
                line.map_or_else(|| measurement.classes.iter().collect(), |line| vec![line]);
            requests(measurement, &lines, count, threshold.unit)
        }
        Figure::Amplification => amplification(measurement),
        Figure::Lost => effects(measurement, 0),
        Figure::Doubled => effects(measurement, 1),
        Figure::Invented => effects(measurement, 2),
    }
}

fn time(distribution: &Distribution, statistic: Statistic) -> Result<Found, String> {
    if distribution.count == 0 {
        return Err("nothing was measured".to_owned());
    }
    let micros = match statistic {
        Statistic::Min => u128::from(distribution.min) * 1_000,
        Statistic::Max => u128::from(distribution.max) * 1_000,
        Statistic::Mean => nanos(distribution.mean),
        Statistic::Percentile(name) => {
            let found = distribution.percentiles.get(name);
            let few = || {
                format!("{} values: fewer than 10 beyond {name}", words::count(distribution.count))
            };
            u128::from(*found.ok_or_else(few)?) * 1_000
        }
    };
    let beyond = u128::from(distribution.count) * u128::from(statistic.beyond());
    let open = u128::from(distribution.at_least) * 1_000_000 > beyond;
    let doubt = open.then(|| {
        let of = (words::count(distribution.at_least), words::count(distribution.count));
        format!("{} of {} had no answer yet", of.0, of.1)
    });
    let text = words::nanos(micros);
    Ok(Found { numerator: micros, denominator: 1_000, text, doubt })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, and a mean of times is not negative"
)]
fn nanos(micros: f64) -> u128 {
    (micros * 1_000.0).round() as u128
}

/// Answers over the time in which the receiver kept up with them: one time-out behind the end does not halve a rate.
fn rate(measurement: &Measurement) -> Result<Found, String> {
    let (answers, micros) = crate::rate::answers(measurement).ok_or("the run has no length")?;
    let numerator = u128::from(answers) * 1_000_000;
    let text = format!("{}/s", words::decimal(crate::rate::per_second(answers, micros)));
    Ok(Found { numerator, denominator: u128::from(micros), text, doubt: None })
}

/// What still waits to come back may come to more.
fn amplification(measurement: &Measurement) -> Result<Found, String> {
    let retries = measurement.retries.as_ref();
    let retries = retries.ok_or("nothing was to come back: there was no retry plan")?;
    if retries.events == 0 {
        return Err("nothing was delivered".to_owned());
    }
    let doubt = (retries.waiting > 0)
        .then(|| format!("{} still to come back", words::plural(retries.waiting, "event")));
    let (numerator, denominator) = (retries.deliveries.into(), retries.events.into());
    Ok(Found { numerator, denominator, text: words::short(retries.amplification), doubt })
}

fn requests(
    measurement: &Measurement,
    lines: &[&ClassLine],
    count: Count,
    unit: Unit,
) -> Result<Found, String> {
    let sum = |of: &dyn Fn(&ClassLine) -> u64| {
        lines.iter().fold(0, |sum: u64, line| sum.saturating_add(of(line)))
    };
    let whole = sum(&|line| sums::due(measurement, &line.ledger));
    let found = sum(&|line| counted_of(measurement, line, count));
    // What was not waited for to its end may yet time out, or be reset.
    let unfinished = sum(&|line| line.ledger.unfinished);
    let is_open = unfinished > 0 && matches!(count, Count::Timeouts | Count::Resets);
    let doubt = is_open.then(|| format!("{} unfinished", words::count(unfinished)));
    match unit {
        Unit::Percent if whole == 0 => Err("nothing was due".to_owned()),
        Unit::Percent => Ok(Found {
            numerator: u128::from(found) * 100,
            denominator: u128::from(whole),
            text: words::percent(found, whole),
            doubt,
        }),
        Unit::Microseconds | Unit::PerSecond | Unit::Count => Ok(Found { doubt, ..counted(found) }),
    }
}

/// How many of a class are counted.
pub(super) fn counted_of(measurement: &Measurement, line: &ClassLine, count: Count) -> u64 {
    let ClassLine { ledger, as_expected, .. } = line;
    match count {
        Count::Ok => *as_expected,
        Count::Errors => sums::due(measurement, ledger).saturating_sub(*as_expected),
        Count::Refused => sums::with_status(ledger, |status| (400..500).contains(&status)),
        Count::Timeouts => ledger.timeout,
        Count::Resets => ledger.reset,
        Count::Unsent => sums::unsent(ledger),
    }
}

fn effects(measurement: &Measurement, which: usize) -> Result<Found, String> {
    let effects = measurement.effects.as_ref().ok_or("no probe looked into the receiver")?;
    if let Some(problem) = &effects.problem {
        return Err(format!("cannot be told: {problem}"));
    }
    Ok(counted(effects.counts[which]))
}

fn counted(found: u64) -> Found {
    Found { numerator: found.into(), denominator: 1, text: words::count(found), doubt: None }
}
