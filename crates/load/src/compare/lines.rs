//! The comparison for programs: each figure, and the sum, as one object a line.

use serde::Serialize;

use super::{Change, Comparison, Figure, FigureChange, Side, Sides, Turn};
use crate::measurement::{Measurement, Verdict};

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub struct FigureLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    figure: Figure,
    before: Option<&'a Side>,
    after: Option<&'a Side>,
    change: Option<f64>,
    interval_95: Option<[f64; 2]>,
    noise: Option<f64>,
    verdict: Change,
}

impl<'a> From<&'a FigureChange> for FigureLine<'a> {
    fn from(change: &'a FigureChange) -> Self {
        Self {
            kind: "figure",
            figure: change.figure,
            before: change.before.as_ref(),
            after: change.after.as_ref(),
            change: change.change,
            interval_95: change.interval,
            noise: change.noise,
            verdict: change.verdict,
        }
    }
}

/// One run of several that are made to be compared, when it is over.
#[derive(Debug, Clone, Serialize)]
pub struct RunLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    side: Turn,
    url: &'a str,
    verdict: Verdict,
    p50: Option<f64>,
    p99: Option<f64>,
    rate: Option<f64>,
    errors: Option<f64>,
    amplification: Option<f64>,
}

impl<'a> RunLine<'a> {
    /// Of whose turn it was.
    pub fn new(turn: Turn, run: &'a Measurement) -> Self {
        Self {
            kind: "run",
            side: turn,
            url: &run.url,
            verdict: run.verdict,
            p50: Figure::P50.of(run),
            p99: Figure::P99.of(run),
            rate: Figure::Rate.of(run),
            errors: Figure::Errors.of(run),
            amplification: Figure::Amplification.of(run),
        }
    }
}

/// The sum, last.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    sides: Sides,
    targets: &'a [String; 2],
    verdict: Change,
    runs: [usize; 2],
    notes: &'a [String],
}

impl<'a> From<&'a Comparison> for ComparisonLine<'a> {
    fn from(comparison: &'a Comparison) -> Self {
        Self {
            kind: "comparison",
            sides: comparison.sides,
            targets: &comparison.targets,
            verdict: comparison.verdict(),
            runs: comparison.runs,
            notes: &comparison.notes,
        }
    }
}

/// The whole comparison, one object a line.
pub fn ndjson(comparison: &Comparison) -> String {
    let mut text = String::new();
    for figure in &comparison.figures {
        push(&mut text, &FigureLine::from(figure));
    }
    push(&mut text, &ComparisonLine::from(comparison));
    text
}

fn push(text: &mut String, line: &impl Serialize) {
    text.push_str(&serde_json::to_string(line).expect("a line has text for keys"));
    text.push('\n');
}
