//! What a search finds of receivers whose capacity is known: one worker, so much time for each request.

use std::time::{Duration, Instant};

use livehook_load::{
    capacity::{CapacityOptions, Pattern, find},
    options::Control,
    referee::{QueueReferee, Service},
    search::Found,
};
use serde::Serialize;

use super::{
    Asked, Print, Scale,
    measure::{Signed, even, now, options},
};
use crate::{exit::Failure, text::with_causes};

const PART: &str = "capacity";
/// How far a capacity may be off.
const OFF_MAX: f64 = 0.05;
/// How long a search may take, in seconds.
const TOOK_S_MAX: f64 = 60.0;

/// The limit within which capacities are searched for.
const LIMIT: &str = "p99<50ms";
/// The time that it allows, in seconds.
const LIMIT_SECONDS: f64 = 0.05;

/// A receiver: how many requests a second its worker is through with, and how evenly.
struct Receiver {
    per_second: u32,
    pattern: Pattern,
}

const RECEIVERS: [Receiver; 4] = [
    Receiver { per_second: 4_000, pattern: Pattern::Even },
    Receiver { per_second: 400, pattern: Pattern::Even },
    Receiver { per_second: 10_000, pattern: Pattern::Even },
    Receiver { per_second: 4_000, pattern: Pattern::Poisson },
];

impl Receiver {
    fn service(&self) -> Service {
        let each = Duration::from_secs(1) / self.per_second;
        match self.pattern {
            Pattern::Even => Service::Fixed(each),
            Pattern::Poisson => Service::Exponential(each),
        }
    }

    /// Where each request takes as long, all that the worker can do. Where times are by chance, so is the wait: its 99th percentile is
    /// `ln 100 / (C - R)` at a rate R below what the worker can do.
    fn capacity(&self) -> f64 {
        let most = f64::from(self.per_second);
        match self.pattern {
            Pattern::Even => most,
            Pattern::Poisson => most - 100_f64.ln() / LIMIT_SECONDS,
        }
    }
}

#[derive(Serialize)]
struct CapacityLine {
    r#type: &'static str,
    service: &'static str,
    arrivals: &'static str,
    limit: &'static str,
    capacity: f64,
    found: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// Found less capacity, as a share of it.
    off: Option<f64>,
    took_s: f64,
    trials: usize,
    /// Where no capacity was found: why.
    reason: Option<String>,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let receivers = RECEIVERS.iter().take(scale.capacities);
    let lines = receivers.map(|it| measure(it, scale)).collect::<Result<Vec<_>, _>>()?;
    print.table(
        &format!("Capacity within {LIMIT} of a receiver with one worker"),
        ["service", "arrivals", "capacity", "found", "interval", "off", "trials", "took"],
        &lines,
        |line| {
            let rate = |rate: Option<f64>| {
                rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.0}/s"))
            };
            [
                line.service.to_owned(),
                line.arrivals.to_owned(),
                rate(Some(line.capacity)),
                rate(line.found),
                format!("{} to {}", rate(line.low), rate(line.high)),
                line.off.map_or_else(|| "-".to_owned(), |off| format!("{:+.1} %", off * 100.0)),
                line.trials.to_string(),
                format!("{:.1} s", line.took_s),
            ]
        },
    )?;
    Ok(lines.iter().map(asked).collect())
}

/// Only where each request takes as long is the capacity a number of the receiver's alone: where times are by chance, so are trials.
fn asked(line: &CapacityLine) -> Asked {
    let what = format!("capacity of {:.0}/s, service {}", line.capacity, line.service);
    let asked = "within 5 %, under 60 s";
    let Some(off) = line.off else {
        return Asked::unknown(PART, &what, asked, line.reason.as_deref().unwrap_or("no capacity"));
    };
    let found = format!("{:+.1} %, {:.0} s", off * 100.0, line.took_s);
    let is_met = off.abs() <= OFF_MAX && line.took_s < TOOK_S_MAX;
    Asked::figure(PART, &what, asked, found, is_met)
}

fn measure(receiver: &Receiver, scale: &Scale) -> Result<CapacityLine, Failure> {
    let [budget, trial] = scale.capacity;
    let referee = QueueReferee::start(receiver.service()).map_err(Failure::environment)?;
    let load = options(&referee.url(), even(1, budget)?, Signed::Freshly)?;
    let limit = LIMIT.parse().map_err(Failure::usage)?;
    let mut options = CapacityOptions::new(load, vec![limit]).map_err(Failure::usage)?;
    options.pattern = receiver.pattern;
    options.search.budget = budget;
    options.search.trial = trial;
    let began = Instant::now();
    let finding = find(&options, &Control::default(), now, |_| {})
        .map_err(|error| Failure::environment(with_causes(&error)))?;
    let capacity = receiver.capacity();
    let found = match &finding.found {
        Found::Capacity(found) => Some(found),
        _ => None,
    };
    Ok(CapacityLine {
        r#type: PART,
        service: match receiver.pattern {
            Pattern::Even => "the same each time",
            Pattern::Poisson => "by chance",
        },
        arrivals: receiver.pattern.as_str(),
        limit: LIMIT,
        capacity,
        found: found.map(|it| it.rate),
        low: found.map(|it| it.low),
        high: found.map(|it| it.high),
        off: found.map(|it| it.rate / capacity - 1.0),
        took_s: began.elapsed().as_secs_f64(),
        trials: finding.trials.len(),
        reason: if found.is_some() { None } else { finding.reason() },
    })
}
