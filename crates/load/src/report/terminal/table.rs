//! Columns: the first to the left, numbers to the right, a last one of text as long as it likes.

use livehook_display::{Line, Paint};
use unicode_width::UnicodeWidthStr as _;

/// A cell.
pub(crate) struct Cell {
    pub(crate) paint: Paint,
    pub(crate) text: String,
}

impl Cell {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { paint: Paint::Plain, text: text.into() }
    }

    pub(crate) fn faint(text: impl Into<String>) -> Self {
        Self { paint: Paint::Faint, text: text.into() }
    }
}

/// Lines of a table, two blanks from the edge. `texts` is how many columns at the end are text.
pub(crate) fn table(rows: Vec<Vec<Cell>>, texts: usize) -> Vec<Line> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.text.width()).max())
        .map(Option::unwrap_or_default)
        .collect();
    let line = |row: Vec<Cell>| {
        let mut line = Line::default();
        for (at, cell) in row.into_iter().enumerate() {
            let blanks = " ".repeat(widths[at].saturating_sub(cell.text.width()));
            let gap = if at == 0 { "  " } else { "   " };
            let text = if at + 1 == columns {
                let before = if texts == 0 { blanks } else { String::new() };
                format!("{gap}{before}{}", cell.text)
            } else if at == 0 || at + texts >= columns {
                format!("{gap}{}{blanks}", cell.text)
            } else {
                format!("{gap}{blanks}{}", cell.text)
            };
            if !cell.text.is_empty() || at + 1 < columns {
                line = line.and(cell.paint, &text);
            }
        }
        line
    };
    rows.into_iter().map(line).collect()
}
