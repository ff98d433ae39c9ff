//! The search from trial to trial.

use livehook_display::inline;

use super::{
    super::{
        chart::{Band, Chart, Kind, Line, Mark},
        scale::{Factors, Linear, UNITS, path, percent},
    },
    capacity,
};
use crate::{
    capacity::{Finding, Tried},
    measurement::Met,
    quantity::count,
    rate::as_f64,
    report::{answer::per_second, terminal::in_short, words},
};

/// How many trials are drawn at most: the last ones.
pub(super) const MARKS_MAX: usize = 300;

pub(super) fn chart(finding: &Finding, rates: &Factors) -> Option<Chart> {
    let trials = drawn(finding);
    let last = trials.last()?;
    let number = |tried: &Tried| as_f64(count(tried.nth));
    let x = Linear::around([number(last)].into_iter());
    let place = |tried: &Tried| (x.x(number(tried)), rates.y(tried.rate));
    let mut lines = vec![Line {
        class: "course",
        name: "from trial to trial",
        path: path(trials.iter().map(|tried| Some(place(tried)))),
    }];
    let mut bands = vec![];
    if let Some(found) = capacity(finding) {
        bands.push(Band::level(rates, found.low, found.high));
        let y = rates.y(found.rate);
        let path = path([Some((0.0, y)), Some((UNITS, y))].into_iter());
        lines.push(Line { class: "capacity", name: "the capacity", path });
    }
    let marks = trials.iter().map(|tried| {
        let (left, top) = place(tried);
        mark(tried, percent(left), percent(top))
    });
    let is_whole = |number: &f64| number.fract() == 0.0;
    let name = |number: f64| Some(number).filter(is_whole).map_or(String::new(), words::short);
    Some(Chart {
        id: "course".into(),
        title: "From trial to trial".into(),
        description: "At first the rate is doubled or halved until the capacity lies between two rates, then trials are made near where it most likely lies; the last ones are longer and count for more.".to_owned(),
        y_name: "callbacks a second",
        x_name: "trial",
        x_ticks: x.ticks_along(name),
        y_ticks: rates.ticks(),
        bands,
        lines,
        marks: marks.collect(),
        table: None,
    })
}

/// Those trials that are drawn.
pub(super) fn drawn(finding: &Finding) -> &[Tried] {
    &finding.trials[finding.trials.len().saturating_sub(MARKS_MAX)..]
}

/// A trial as a whole, at a place in percent.
pub(super) fn mark(tried: &Tried, left: String, top: String) -> Mark {
    let trial = &tried.trial;
    let has = |met: Met| trial.limits.iter().any(|judged| judged.met == met);
    let kind = match &trial.invalid {
        Some(_) => Kind::Invalid,
        None if has(Met::Missed) => Kind::Missed,
        None if has(Met::Unknown) => Kind::Unknown,
        None => Kind::Met,
    };
    let what = match &trial.invalid {
        Some(reason) => inline(in_short(reason)),
        None => kind.name().to_owned(),
    };
    let title = format!("trial {}: {}, {what}", tried.nth, per_second(tried.rate));
    Mark { kind, left, top, title }
}

impl Band {
    const NAME: &'static str = "where the capacity lies";

    /// Between two rates of an axis that runs along.
    pub(super) fn upright(rates: &Factors, low: f64, high: f64) -> Self {
        let (x, end) = (rates.x(low), rates.x(high));
        Self::of([x, 0.0, end - x, UNITS])
    }

    /// Between two rates of an upright axis.
    pub(super) fn level(rates: &Factors, low: f64, high: f64) -> Self {
        let (y, end) = (rates.y(high), rates.y(low));
        Self::of([0.0, y, UNITS, end - y])
    }

    fn of(edges: [f64; 4]) -> Self {
        let [x, y, width, height] = edges.map(|edge| format!("{edge:.1}"));
        Self { name: Self::NAME, x, y, width, height }
    }
}

impl Line {
    /// From top to bottom.
    pub(super) fn upright(class: &'static str, name: &'static str, x: f64) -> Self {
        Self { class, name, path: path([Some((x, 0.0)), Some((x, UNITS))].into_iter()) }
    }
}
