//! Each limit: how far it was met, and what was found over the rate.

use livehook_display::inline;

use super::{
    super::{
        chart::{Band, Chart, Kind, Line, Mark},
        scale::{Decades, Factors, Linear, Tick, UNITS, path, percent},
    },
    capacity,
    course::drawn,
};
use crate::{
    capacity::{CapacityOptions, Finding, Tried},
    expect::{Threshold, Unit},
    measurement::Met,
    report::{
        answer::{IMPLIED, per_second},
        words,
    },
    search::{Found, Judged, Undecided},
};

/// A limit in the list.
pub(super) struct LimitLine {
    pub(super) class: &'static str,
    pub(super) mark: char,
    pub(super) word: &'static str,
    pub(super) text: String,
    pub(super) found: String,
    /// What is to be known of one that nobody asked for.
    pub(super) implied: Option<&'static str>,
}

impl LimitLine {
    pub(super) fn all(finding: &Finding, options: &CapacityOptions) -> Vec<Self> {
        let first = missed_first(finding);
        let line = |(nth, limit): (usize, &Threshold)| {
            let text = limit.to_string();
            let is_implied = options.search.implied().any(|implied| implied == text);
            let has = |met| judged(finding, nth).any(|(_, judged)| judged.met == met);
            let (class, mark, word) = if first == Some(text.as_str()) {
                ("bad", '✗', "missed first")
            } else if has(Met::Missed) {
                ("caution", '✗', "missed too")
            } else if has(Met::Met) {
                ("good", '✓', "never missed")
            } else {
                ("caution", '?', "never told")
            };
            let implied = is_implied.then_some(IMPLIED);
            Self { class, mark, word, found: extent(finding, nth), text: inline(&text), implied }
        };
        options.limits.iter().enumerate().map(line).collect()
    }
}

/// The limit that keeps the capacity from being higher, as typed.
fn missed_first(finding: &Finding) -> Option<&str> {
    match &finding.found {
        Found::Capacity(found) => Some(&found.limit),
        Found::BelowRange { limit, .. } => Some(limit),
        Found::Undecided(Undecided::NothingMet { limit, .. }) => Some(limit),
        Found::AboveRange { .. } | Found::GeneratorWasTheLimit { .. } | Found::Undecided(_) => None,
    }
}

/// What trials say of a limit, by its place, those apart that say nothing of the receiver.
fn judged(finding: &Finding, nth: usize) -> impl Iterator<Item = (&Tried, &Judged)> {
    let believed = finding.trials.iter().filter(|tried| tried.trial.invalid.is_none());
    believed.filter_map(move |tried| Some((tried, tried.trial.limits.get(nth)?)))
}

/// How far it was met, in words.
fn extent(finding: &Finding, nth: usize) -> String {
    let rates = |met| {
        let with = judged(finding, nth).filter(move |(_, judged)| judged.met == met);
        with.map(|(tried, _)| tried.rate)
    };
    let met = rates(Met::Met).reduce(f64::max).map(|it| format!("met up to {}", per_second(it)));
    let missed = rates(Met::Missed).reduce(f64::min);
    let missed = missed.map(|it| format!("missed from {} on", per_second(it)));
    let both: Vec<_> = [met, missed].into_iter().flatten().collect();
    if both.is_empty() { "too few requests in every trial".to_owned() } else { both.join(", ") }
}

/// One chart for each limit of which two trials found something.
pub(super) fn charts(finding: &Finding, options: &CapacityOptions, rates: &Factors) -> Vec<Chart> {
    let all = options.limits.iter().enumerate();
    all.filter_map(|(nth, limit)| chart(finding, nth, limit, rates)).collect()
}

fn chart(finding: &Finding, nth: usize, limit: &Threshold, rates: &Factors) -> Option<Chart> {
    let from = drawn(finding).first()?.nth;
    let values: Vec<_> = judged(finding, nth)
        .filter(|(tried, _)| tried.nth >= from)
        .filter_map(|(tried, judged)| Some((tried, judged, judged.value?)))
        .collect();
    if values.len() < 2 {
        return None;
    }
    let bound = limit.bound_millionths() as f64 / 1e6;
    let y = Rise::around(limit.unit(), values.iter().map(|(.., value)| *value).chain([bound]));
    let level = y.y(bound);
    let line = path([Some((0.0, level)), Some((UNITS, level))].into_iter());
    let mut lines = vec![Line { class: "limit", name: "the limit", path: line }];
    let mut bands = vec![];
    if let Some(found) = capacity(finding) {
        bands.push(Band::upright(rates, found.low, found.high));
        lines.push(Line::upright("capacity", "the capacity", rates.x(found.rate)));
    }
    let marks = values.iter().map(|(tried, judged, value)| Mark {
        kind: match judged.met {
            Met::Met => Kind::Met,
            Met::Missed => Kind::Missed,
            Met::Unknown => Kind::Unknown,
        },
        left: percent(rates.x(tried.rate)),
        top: percent(y.y(*value)),
        title: inline(&format!(
            "trial {}: {}, {}",
            tried.nth,
            per_second(tried.rate),
            judged.figure
        )),
    });
    Some(Chart {
        id: format!("limit-{}", nth + 1).into(),
        title: inline(&format!("{limit}, by rate")).into(),
        description: format!("{}.", capitalised(&extent(finding, nth))),
        y_name: "what a trial found",
        x_name: "callbacks a second",
        x_ticks: rates.ticks_along(),
        y_ticks: y.ticks(),
        bands,
        lines,
        marks: marks.collect(),
        table: None,
    })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// The upright axis of what is found.
enum Rise {
    Times(Decades),
    Shares(Linear),
    Numbers(Linear),
}

impl Rise {
    fn around(unit: Unit, values: impl Iterator<Item = f64>) -> Self {
        match unit {
            Unit::Microseconds => Self::Times(Decades::around(values)),
            Unit::Percent => Self::Shares(Linear::around(values)),
            Unit::PerSecond | Unit::Count => Self::Numbers(Linear::around(values)),
        }
    }

    fn y(&self, value: f64) -> f64 {
        match self {
            Self::Times(axis) => axis.y(value),
            Self::Shares(axis) | Self::Numbers(axis) => axis.y(value),
        }
    }

    fn ticks(&self) -> Vec<Tick> {
        match self {
            Self::Times(axis) => axis.ticks(),
            Self::Shares(axis) => axis.ticks(|share| format!("{}%", words::short(share))),
            Self::Numbers(axis) => axis.ticks(words::short),
        }
    }
}
