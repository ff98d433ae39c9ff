//! A matrix for people: for a terminal, and as a Markdown table.

use livehook_display::{Indent, Line, Paint, inline, wrapped};
use unicode_width::UnicodeWidthStr as _;

use super::{Column, Matrix, Row};
use crate::report::{
    compare::Outcome,
    markdown::{cell, code},
    terminal::{TerminalOptions, paint_of},
};

/// In which order cases are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RowOrder {
    /// As the catalogue has them.
    #[default]
    Catalogue,
    /// Those that most targets get most wrong first.
    WorstFirst,
}

/// What stands where a target was not asked.
const ABSENT: char = '·';

impl Matrix {
    /// For a terminal: the targets by number, then a row for each case with one letter a target, then what the letters mean.
    pub fn lines(&self, order: RowOrder, options: &TerminalOptions) -> Vec<Line> {
        let mut lines = self.legend_of_targets(options);
        lines.push(Line::default());
        let rows = self.rows_by(order);
        let id_width = rows.iter().map(|row| inline(&row.id).width()).max().unwrap_or_default();
        let cell_width = self.targets.len().to_string().len() + 1;
        let mut head = Line::default().and(Paint::Faint, &" ".repeat(id_width + 1));
        for number in 1..=self.targets.len() {
            head = head.and(Paint::Faint, &format!("{number:>cell_width$}"));
        }
        lines.push(head);
        lines.extend(rows.iter().map(|row| terminal_row(row, id_width, cell_width)));
        lines.push(Line::default());
        lines.extend(wrapped(&legend(), options.width, Indent { first: 0, others: 2 }));
        lines
    }

    fn legend_of_targets(&self, options: &TerminalOptions) -> Vec<Line> {
        let number_width = self.targets.len().to_string().len();
        let line = |(number, column): (usize, &Column)| {
            let paint = match column.verdict {
                "conforms" => Paint::Good,
                "fails" => Paint::Bad,
                _ => Paint::Caution,
            };
            let line = Line::default()
                .and(Paint::Faint, &format!("{number:>number_width$}  "))
                .and(Paint::Bold, &column.name)
                .and(Paint::Plain, "  ")
                .and(paint, column.verdict)
                .and(Paint::Faint, &format!(" ({} fail, {} open)", column.fail, column.open));
            wrapped(&line, options.width, Indent { first: 0, others: number_width + 2 })
        };
        (1..).zip(&self.targets).flat_map(line).collect()
    }

    /// As a Markdown table, with a legend below it.
    pub fn to_markdown(&self, order: RowOrder) -> String {
        let names: Vec<_> = self.targets.iter().map(|column| cell(&column.name)).collect();
        let rule = " :-: |".repeat(names.len());
        let mut lines = vec![
            format!("| case | level | {} |", names.join(" | ")),
            format!("| --- | --- |{rule}"),
        ];
        for row in self.rows_by(order) {
            let cells: Vec<_> =
                row.outcomes.iter().map(|outcome| markdown_cell(*outcome)).collect();
            let level = row.level.as_str().to_uppercase();
            lines.push(format!("| {} | {level} | {} |", code(&row.id), cells.join(" | ")));
        }
        lines.extend([String::new(), format!("{}\n", legend())]);
        lines.join("\n")
    }
}

fn terminal_row(row: &Row, id_width: usize, cell_width: usize) -> Line {
    let id = inline(&row.id);
    let gap = " ".repeat(id_width + 1 - id.width());
    let mut line = Line::default().and(Paint::Plain, &id).and(Paint::Plain, &gap);
    for outcome in &row.outcomes {
        let letter = outcome.map_or(ABSENT, Outcome::letter);
        let paint = outcome.map_or(Paint::Faint, paint_of);
        line = line.and(paint, &format!("{letter:>cell_width$}"));
    }
    line
}

/// What is wrong stands out, and what is fine does not.
fn markdown_cell(outcome: Option<Outcome>) -> String {
    match outcome {
        None => ABSENT.to_string(),
        Some(outcome) if outcome <= Outcome::Warn => format!("**{}**", outcome.letter()),
        Some(outcome) => outcome.letter().to_string(),
    }
}

fn legend() -> Line {
    let letters: Vec<_> =
        Outcome::ALL.iter().map(|outcome| format!("{} {outcome}", outcome.letter())).collect();
    Line::default()
        .and(Paint::Faint, &format!("{} · {ABSENT} not in that run", letters.join(" · ")))
}
