//! The comparison for people at a terminal.

use livehook_display::{Indent, Line, Paint, wrapped};

use super::{Change, Comparison, Figure, FigureChange, Side, Sides, Turn};
use crate::{
    measurement::Measurement,
    report::{
        terminal::{Cell, TerminalOptions, table},
        words,
    },
};

/// The verdict, the figures, the notes.
pub fn lines(comparison: &Comparison, options: &TerminalOptions) -> Vec<Line> {
    let [before, after] = comparison.runs;
    let [one, other] = comparison.sides.words();
    let (paint, mark, word) = words_of(comparison.verdict());
    let of = |number: usize| words::plural(u64::try_from(number).unwrap_or(u64::MAX), "run");
    let runs = match comparison.sides {
        Sides::InTime => format!(": {} {one}, {} {other}", of(before), of(after)),
        Sides::Receivers => {
            format!(": {} of the {other} held against {} of the {one}", of(after), of(before))
        }
    };
    let title = Line::default().and(paint, &format!("{mark} {word}")).plain(&runs);
    let mut lines = wrapped(&title, options.width, Indent { first: 0, others: 2 });
    if comparison.sides == Sides::Receivers {
        for (side, target) in [other, one].iter().zip(comparison.targets.iter().rev()) {
            let line = Line::default().faint(&format!("{side}  ")).plain(target);
            lines.extend(wrapped(&line, options.width, Indent { first: 2, others: 4 }));
        }
    }
    let heads = ["", one, other, "change", "95% of resamplings", "spread of runs", ""];
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

/// One run of several, in a line: how far it is, and what it came to.
pub fn run_line(turn: Turn, nth: usize, of: usize, run: &Measurement) -> Line {
    let shown = |figure: Figure| figure.of(run).map_or("—".to_owned(), |it| figure.shown(it));
    let (paint, word) =
        if run.is_valid() { (Paint::Plain, "") } else { (Paint::Caution, "  invalid, left out") };
    let mut figures = vec![Figure::P50, Figure::P99, Figure::Rate, Figure::Errors];
    figures.extend(run.retries.as_ref().map(|_| Figure::Amplification));
    let figures = figures.iter().map(|figure| format!("{} {}", figure.words(), shown(*figure)));
    let figures: Vec<_> = figures.collect();
    Line::default()
        .faint(&format!("{nth} of {of}  "))
        .and(Paint::Bold, turn.words())
        .plain("  ")
        .plain(&figures.join(" · "))
        .and(paint, word)
}

fn row(held: &FigureChange) -> Vec<Cell> {
    let side = |side: &Option<Side>| {
        side.as_ref().map_or("—".to_owned(), |side| held.figure.shown(side.median))
    };
    let share = |share: Option<f64>| share.map_or("—".to_owned(), signed);
    let interval = held.interval.map(|[low, high]| format!("{} to {}", signed(low), signed(high)));
    let noise = held.noise.map(|noise| format!("{:.1}%", noise * 100.0));
    let (paint, mark, word) = words_of(held.verdict);
    let [worse, better] = held.figure.changes();
    let word = match held.verdict {
        Change::Worse => worse,
        Change::Better => better,
        Change::SameWithinNoise | Change::Unknown => word,
    };
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
