//! What is believed of the capacity: how likely it lies where, and where trials were met and missed there.

use super::{
    super::{
        chart::{Band, Chart, Line, Table},
        scale::{Factors, UNITS, path, percent},
    },
    capacity,
    course::mark,
};
use crate::{
    capacity::Finding,
    report::{
        answer::{number, per_second},
        words,
    },
    search::Likelihood,
};

/// Below these probabilities the table says where the capacity lies.
const NAMED: [f64; 7] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

/// Above this height nothing is drawn, so that the highest point does not touch the frame.
const TOP: f64 = 60.0;

/// Nothing where nothing is known, and where the capacity most likely lies outside of what was to be tried.
pub(super) fn chart(finding: &Finding) -> Option<Chart> {
    let pieces = &finding.likelihoods;
    let all: f64 = pieces.iter().map(|piece| piece.probability).sum();
    if all < 0.5 || pieces.len() < 2 {
        return None;
    }
    let rates = Factors::around(pieces.iter().flat_map(|piece| [piece.low, piece.high]))?;
    let densest = pieces.iter().map(density).fold(f64::MIN_POSITIVE, f64::max);
    let y = |density: f64| UNITS - density / densest * (UNITS - TOP);
    let (first, last) = (pieces.first()?, pieces.last()?);
    let middle = |piece: &Likelihood| (piece.low * piece.high).sqrt();
    let curve = pieces.iter().map(|piece| Some((rates.x(middle(piece)), y(density(piece)))));
    let ends = [Some((rates.x(first.low), UNITS)), Some((rates.x(last.high), UNITS))];
    let curve = [ends[0]].into_iter().chain(curve).chain([ends[1]]);
    let mut lines =
        vec![Line { class: "belief", name: "how likely it lies there", path: path(curve) }];
    let mut bands = vec![];
    if let Some(found) = capacity(finding) {
        bands.push(Band::upright(&rates, found.low, found.high));
        lines.push(Line::upright("capacity", "the capacity", rates.x(found.rate)));
    }
    let near = finding.trials.iter().filter(|tried| (first.low..=last.high).contains(&tried.rate));
    let marks = near.map(|tried| mark(tried, percent(rates.x(tried.rate)), "94".to_owned()));
    Some(Chart {
        id: "belief".into(),
        title: "Where the capacity lies".into(),
        description: description(finding),
        y_name: "how likely",
        x_name: "callbacks a second",
        x_ticks: rates.ticks_along(),
        y_ticks: vec![],
        bands,
        lines,
        marks: marks.collect(),
        table: Some(table(pieces, all)),
    })
}

/// As much of it as lies within the same factor.
fn density(piece: &Likelihood) -> f64 {
    piece.probability / (piece.high / piece.low).ln().max(f64::MIN_POSITIVE)
}

fn description(finding: &Finding) -> String {
    let marks = "The marks at the foot are the trials made there.";
    match capacity(finding) {
        Some(found) => format!(
            "With a probability of {} between {} and {}; {} is as likely too low as too high. {marks}",
            words::share(found.confidence),
            per_second(found.low),
            per_second(found.high),
            per_second(found.rate)
        ),
        None => {
            format!("What the trials so far speak for, which is not enough for an answer. {marks}")
        }
    }
}

/// Where it lies below with some probabilities, of what lies within the range.
fn table(pieces: &[Likelihood], all: f64) -> Table {
    let row = |probability: &f64| {
        let mut left = probability * all;
        let piece = pieces.iter().find(|piece| {
            left -= piece.probability;
            left <= 0.0
        });
        let rate = piece.or(pieces.last()).map_or(0.0, |piece| {
            let part = 1.0 + left.min(0.0) / piece.probability.max(f64::MIN_POSITIVE);
            piece.low * (piece.high / piece.low).powf(part.clamp(0.0, 1.0))
        });
        vec![words::share(*probability), format!("{}/s", number(rate))]
    };
    let heads = ["probability", "the capacity is at most"].map(Into::into).into();
    Table { heads, rows: NAMED.iter().map(row).collect(), left_out: 0 }
}
