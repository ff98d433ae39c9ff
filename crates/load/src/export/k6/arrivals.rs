//! Arrivals as k6's executors.

use std::time::Duration;

use super::{K6Error, json};
use crate::{
    plan::{
        Pacing,
        arrivals::Arrivals,
        stages::{Stage, Stages},
    },
    quantity::Rate,
};

/// A scenario: lines of an object, and what k6 does otherwise than the plan, in sentences.
pub(super) struct Scenario {
    pub(super) lines: Vec<String>,
    pub(super) notes: Vec<&'static str>,
}

/// k6 takes whole numbers in a unit of time: the shortest in which rates are whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TimeUnit {
    Second,
    Minute,
    /// Rates are exact to a thousandth a minute.
    ThousandMinutes,
}

impl TimeUnit {
    const ALL: [Self; 3] = [Self::Second, Self::Minute, Self::ThousandMinutes];

    fn of(rates: &[Rate]) -> Self {
        let fits = |unit: &Self| rates.iter().all(|rate| unit.count(*rate).is_some());
        Self::ALL.into_iter().find(fits).unwrap_or(Self::ThousandMinutes)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Second => "1s",
            Self::Minute => "1m",
            Self::ThousandMinutes => "1000m",
        }
    }

    /// How many in this time, where that is a whole number.
    const fn count(self, rate: Rate) -> Option<u64> {
        let parts = match self {
            Self::Second => 60_000,
            Self::Minute => 1_000,
            Self::ThousandMinutes => 1,
        };
        let per_unit = rate.per_unit();
        if per_unit.is_multiple_of(parts) { Some(per_unit / parts) } else { None }
    }
}

pub(super) fn scenario(pacing: &Pacing, users: u32) -> Result<Scenario, K6Error> {
    let mut notes = vec![];
    let lines = match pacing {
        Pacing::Open { arrivals, length } => {
            let lines = match arrivals {
                Arrivals::Even(rate) => constant(*rate, *length),
                Arrivals::Poisson(rate) => {
                    notes.push("k6 has no random arrivals: these come evenly, which is kinder to the receiver.");
                    constant(*rate, *length)
                }
                Arrivals::Stages(stages) => ramping(stages, *length),
                Arrivals::Burst { .. } => return Err(K6Error::Arrivals("bursts")),
                Arrivals::Trace(_) => return Err(K6Error::Arrivals("traces")),
            };
            let pool = [format!("preAllocatedVUs: {users},"), format!("maxVUs: {users},")];
            lines.into_iter().chain(pool).collect()
        }
        Pacing::Closed { requests, length } => {
            notes.push("A closed loop waits for each answer: it slows down with the receiver and hides what that costs.");
            match requests {
                Some(requests) => vec![
                    "executor: 'shared-iterations',".to_owned(),
                    format!("vus: {},", u64::from(users).min((*requests).max(1))),
                    format!("iterations: {requests},"),
                    format!("maxDuration: {},", span(*length)),
                ],
                None => vec![
                    "executor: 'constant-vus',".to_owned(),
                    format!("vus: {users},"),
                    format!("duration: {},", span(*length)),
                ],
            }
        }
    };
    Ok(Scenario { lines, notes })
}

fn constant(rate: Rate, length: Duration) -> Vec<String> {
    let unit = TimeUnit::of(&[rate]);
    vec![
        "executor: 'constant-arrival-rate',".to_owned(),
        format!("rate: {},", unit.count(rate).unwrap_or_default()),
        format!("timeUnit: '{}',", unit.word()),
        format!("duration: {},", span(length)),
    ]
}

/// As many stages as begin within the length. Where one does not begin as the one before ended, k6 is brought there in no time.
fn ramping(stages: &Stages, length: Duration) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = length;
    for stage in stages.iter() {
        if rest.is_zero() {
            break;
        }
        all.push(stage.cut(rest));
        rest = rest.saturating_sub(stage.span);
    }
    let rates: Vec<_> = all.iter().flat_map(|stage: &Stage| [stage.from, stage.to]).collect();
    let unit = TimeUnit::of(&rates);
    let count = |rate: Rate| unit.count(rate).unwrap_or_default();
    let mut lines = Vec::new();
    let mut now = all.first().map_or(Rate::per_second(0), |stage| stage.from);
    let start = count(now);
    for stage in &all {
        if stage.from != now {
            lines.push(format!("  {{ target: {}, duration: '0s' }},", count(stage.from)));
        }
        lines.push(format!("  {{ target: {}, duration: {} }},", count(stage.to), span(stage.span)));
        now = stage.to;
    }
    let head = [
        "executor: 'ramping-arrival-rate',".to_owned(),
        format!("startRate: {start},"),
        format!("timeUnit: '{}',", unit.word()),
        "stages: [".to_owned(),
    ];
    head.into_iter().chain(lines).chain(["],".to_owned()]).collect()
}

fn span(span: Duration) -> String {
    json(&format!("{}ms", span.as_micros().div_ceil(1_000)))
}
