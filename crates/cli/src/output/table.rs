//! Columns for people. Widths are those of a terminal, where a Chinese character takes two cells.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Paint, Style, for_terminal};

/// Between two columns.
const GAP: &str = "  ";

/// What stands for the middle of a text that is longer than its room.
const LEFT_OUT: char = '…';

/// The fewest cells that a shortened column keeps: less says nothing.
const SHORTENED_MIN: usize = 8;

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
        let widths = self.widths();
        std::iter::once(&head).chain(&self.rows).map(|row| line(row, &widths, style)).collect()
    }

    /// As [`Self::lines`], in at most so many cells where that can be: the columns named lose the middle of their longest texts.
    pub(crate) fn lines_within(
        mut self,
        width: usize,
        shortened: &[usize],
        style: Style,
    ) -> Vec<String> {
        let mut excess = self.width().saturating_sub(width);
        // The widest gives first, a cell at a time: it is a matter of some dozens.
        let mut rooms = self.widths();
        while excess > 0 {
            let widest = shortened.iter().copied().max_by_key(|column| rooms[*column]);
            let Some(widest) = widest.filter(|column| rooms[*column] > SHORTENED_MIN) else {
                break;
            };
            rooms[widest] -= 1;
            excess -= 1;
        }
        for row in &mut self.rows {
            for column in shortened {
                if let Some((text, _)) = row.get_mut(*column) {
                    *text = without_middle(text, rooms[*column]);
                }
            }
        }
        self.lines(style)
    }

    /// How many cells the widest line takes.
    pub(crate) fn width(&self) -> usize {
        let widths = self.widths();
        widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)
    }

    fn widths(&self) -> Vec<usize> {
        let cells = |column: usize| self.rows.iter().filter_map(move |row| row.get(column));
        let width = |column: usize| cells(column).map(|(text, _)| text.width()).max();
        let heads = self.head.iter().enumerate();
        heads.map(|(column, name)| width(column).unwrap_or_default().max(name.width())).collect()
    }
}

/// A text in at most so many cells. Its end stays: ids that differ do so there as often as at their beginning.
fn without_middle(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let kept = room.saturating_sub(1);
    let end = fitting(text.chars().rev(), kept / 2);
    let beginning = fitting(text.chars(), kept - end.width());
    let end: String = end.chars().rev().collect();
    format!("{beginning}{LEFT_OUT}{end}")
}

/// As many characters as fit into the room.
fn fitting(chars: impl Iterator<Item = char>, room: usize) -> String {
    let mut used = 0;
    let fits = |char: &char| {
        used += char.width().unwrap_or_default();
        used <= room
    };
    chars.take_while(fits).collect()
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

    #[test]
    fn long_texts_lose_their_middle_so_that_a_line_fits() {
        let mut table = Table::new(["id", "stream", "clips"]);
        table.row([
            ("1".into(), None),
            ("shop_0123456789_0001".into(), None),
            ("三二一上链接！限时秒杀".into(), None),
        ]);
        table.row([("2".into(), None), ("room42".into(), None), ("Goal".into(), None)]);
        let lines = table.lines_within(36, &[1, 2], Style::Plain);
        assert_eq!(
            lines,
            [
                "id  stream           clips",
                "1   shop_01…89_0001  三二一上…时秒杀",
                "2   room42           Goal"
            ]
        );
        assert!(lines.iter().all(|line| line.width() <= 36), "{lines:?}");
    }
}
