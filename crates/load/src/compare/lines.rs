//! The comparison for programs: each figure, and the sum, as one object a line.

use serde::Serialize;

use super::{Change, Comparison, Figure, FigureChange, Side};

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

/// The sum, last.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    verdict: Change,
    runs: [usize; 2],
    notes: &'a [String],
}

impl<'a> From<&'a Comparison> for ComparisonLine<'a> {
    fn from(comparison: &'a Comparison) -> Self {
        Self {
            kind: "comparison",
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
