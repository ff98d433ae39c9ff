//! Painted text within a width, counted in cells: a Chinese character takes two.

use unicode_width::UnicodeWidthStr as _;

use crate::line::{Line, Span};

/// How far a paragraph stands from the edge.
#[derive(Debug, Clone, Copy)]
pub struct Indent {
    /// Blanks before the first line.
    pub first: usize,
    /// Blanks before the others.
    pub others: usize,
}

/// The fewest cells that are left to text, however far it is indented.
const ROOM_MIN: usize = 20;

/// A line as lines of at most so many cells. Breaks between words, between Chinese characters, and within a word only when it is longer than a line.
pub fn wrapped(line: &Line, width: usize, indent: Indent) -> Vec<Line> {
    let mut filling = Filling {
        lines: vec![],
        line: blanks(indent.first),
        used: 0,
        room: width.saturating_sub(indent.others.max(indent.first)).max(ROOM_MIN),
        others: indent.others,
    };
    for span in &line.spans {
        for piece in pieces(&span.text) {
            filling.put(span, piece);
        }
    }
    filling.finish()
}

struct Filling {
    lines: Vec<Line>,
    line: Line,
    used: usize,
    room: usize,
    others: usize,
}

impl Filling {
    fn put(&mut self, span: &Span, piece: &str) {
        let seen = piece.trim_end().width();
        if seen > self.room && piece.chars().nth(1).is_some() {
            let chars = piece.char_indices().map(|(at, char)| &piece[at..at + char.len_utf8()]);
            chars.for_each(|char| self.put(span, char));
            return;
        }
        if self.used > 0 && self.used + seen > self.room {
            self.break_line();
        }
        if self.used == 0 && piece.trim_end().is_empty() && !self.lines.is_empty() {
            return;
        }
        self.used += piece.width();
        match self.line.spans.last_mut().filter(|last| last.paint == span.paint) {
            Some(last) => last.text.push_str(piece),
            None => self.line.spans.push(Span { paint: span.paint, text: piece.to_owned() }),
        }
    }

    fn break_line(&mut self) {
        let full = std::mem::replace(&mut self.line, blanks(self.others));
        self.lines.push(full.trimmed());
        self.used = 0;
    }

    fn finish(mut self) -> Vec<Line> {
        self.lines.push(self.line.trimmed());
        self.lines
    }
}

fn blanks(cells: usize) -> Line {
    if cells == 0 { Line::default() } else { Line::default().plain(&" ".repeat(cells)) }
}

/// Words with the blanks behind them; each wide character is a piece of its own.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ').flat_map(|word| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let len = if is_wide(first) {
                first.len_utf8()
                    + rest[first.len_utf8()..]
                        .find(|char| char != ' ')
                        .unwrap_or(rest.len() - first.len_utf8())
            } else {
                rest.find(is_wide).unwrap_or(rest.len())
            };
            let (piece, left) = rest.split_at(len);
            rest = left;
            Some(piece)
        })
    })
}

fn is_wide(char: char) -> bool {
    unicode_width::UnicodeWidthChar::width(char) == Some(2)
}

#[cfg(test)]
mod tests {
    use super::{Indent, wrapped};
    use crate::Line;

    #[track_caller]
    fn check(text: &str, width: usize, expected: &[&str]) {
        let lines = wrapped(&Line::default().plain(text), width, Indent { first: 0, others: 2 });
        assert_eq!(lines.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn text_breaks_between_words() {
        check(
            "it was answered 200, and the event was kept twice",
            26,
            &["it was answered 200, and", "  the event was kept twice"],
        );
        check("short", 30, &["short"]);
        check("", 30, &[""]);
    }

    #[test]
    fn a_chinese_character_takes_two_cells_and_lines_break_between_them() {
        check("标题限时秒杀限时秒杀限时秒杀", 22, &["标题限时秒杀限时秒杀", "  限时秒杀"]);
    }

    #[test]
    fn a_word_that_is_longer_than_a_line_is_broken() {
        check(
            "see 0123456789012345678901234 there",
            22,
            &["see 0123456789012345", "  678901234 there"],
        );
    }
}
