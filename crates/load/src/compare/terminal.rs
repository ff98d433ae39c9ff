//! The comparison for people at a terminal.

use livehook_display::{Indent, Line, Paint, wrapped};

use super::{Change, Comparison, FigureChange, Side};
use crate::report::{
    terminal::{Cell, TerminalOptions, table},
    words,
};

/// The verdict, the figures, the notes.
pub fn lines(comparison: &Comparison, options: &TerminalOptions) -> Vec<Line> {
    let [before, after] = comparison.runs;
    let (paint, mark, word) = words_of(comparison.verdict());
    let of = |number: usize| words::plural(u64::try_from(number).unwrap_or(u64::MAX), "run");
    let title = Line::default().and(paint, &format!("{mark} {word}")).plain(&format!(
        ": {} before, {} after",
        of(before),
        of(after)
    ));
    let mut lines = wrapped(&title, options.width, Indent { first: 0, others: 2 });
    let heads = ["", "before", "after", "change", "95% of resamplings", "spread of runs", ""];
    let mut rows = vec![heads.map(Cell::faint).into()];
    rows.extend(comparison.figures.iter().map(row));
    lines.extend(table(rows, 1));
    for note in &comparison.notes {
        let line = Line::default().and(Paint::Caution, "note: ").plain(note);
        lines.extend(wrapped(&line, options.width, Indent { first: 0, others: 6 }));
    }
    lines
}

const fn words_of(change: Change) -> (Paint, char, &'static str) {
    match change {
        Change::Worse => (Paint::Bad, '✗', "worse"),
        Change::Better => (Paint::Good, '✓', "better"),
        Change::SameWithinNoise => (Paint::Faint, '=', "the same within noise"),
        Change::Unknown => (Paint::Caution, '?', "cannot be told"),
    }
}

fn row(held: &FigureChange) -> Vec<Cell> {
    let side = |side: &Option<Side>| {
        side.as_ref().map_or("—".to_owned(), |side| held.figure.shown(side.median))
    };
    let share = |share: Option<f64>| share.map_or("—".to_owned(), signed);
    let interval = held.interval.map(|[low, high]| format!("{} to {}", signed(low), signed(high)));
    let noise = held.noise.map(|noise| format!("{:.1}%", noise * 100.0));
    let (paint, mark, word) = words_of(held.verdict);
    vec![
        Cell::plain(held.figure.words()),
        Cell::plain(side(&held.before)),
        Cell::plain(side(&held.after)),
        Cell::plain(share(held.change)),
        Cell::faint(interval.unwrap_or("—".to_owned())),
        Cell::faint(noise.unwrap_or("—".to_owned())),
        Cell { paint, text: format!("{mark} {word}") },
    ]
}

fn signed(share: f64) -> String {
    match format!("{:+.1}%", share * 100.0).as_str() {
        "+0.0%" | "-0.0%" => "0%".to_owned(),
        text => text.to_owned(),
    }
}
