//! Columns for people. Widths are those of a terminal, where a Chinese character takes two cells.

use unicode_width::UnicodeWidthStr as _;

use super::{Paint, Style, for_terminal};

/// Between two columns.
const GAP: &str = "  ";

/// Rows of cells, printed with aligned columns. Cells are escaped for the terminal here, so that no caller can forget to.
pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<(String, Option<Paint>)>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(head: [&str; N]) -> Self {
        Self { head: head.map(str::to_owned).to_vec(), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = (String, Option<Paint>)>) {
        self.rows
            .push(cells.into_iter().map(|(text, paint)| (for_terminal(&text), paint)).collect());
    }

    /// The lines, without trailing blanks.
    pub(crate) fn lines(&self, style: Style) -> Vec<String> {
        let head: Vec<_> =
            self.head.iter().map(|name| (name.clone(), Some(Paint::Faint))).collect();
        let all: Vec<&Vec<_>> = std::iter::once(&head).chain(&self.rows).collect();
        let width_of = |column: usize| {
            all.iter()
                .filter_map(|row| row.get(column))
                .map(|(text, _)| text.width())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width_of).collect();
        all.iter().map(|row| line(row, &widths, style)).collect()
    }
}

fn line(row: &[(String, Option<Paint>)], widths: &[usize], style: Style) -> String {
    let mut line = String::new();
    for (column, ((text, paint), width)) in row.iter().zip(widths).enumerate() {
        if column > 0 {
            line.push_str(GAP);
        }
        line.push_str(&paint.map_or_else(|| text.clone(), |paint| style.paint(paint, text)));
        if column + 1 < row.len() {
            line.push_str(&" ".repeat(width - text.width()));
        }
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_by_cells_and_hostile_text_is_escaped() {
        let mut table = Table::new(["id", "title", "state"]);
        table.row([("1".into(), None), ("限时秒杀".into(), None), ("received".into(), None)]);
        table.row([("12".into(), None), ("a\u{1b}[1m".into(), None), ("done".into(), None)]);
        assert_eq!(
            table.lines(Style::Plain),
            ["id  title       state", "1   限时秒杀    received", "12  a\\u{1b}[1m  done"]
        );
    }
}
