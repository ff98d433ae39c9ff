//! Painted text within a width, counted in cells.

use unicode_width::UnicodeWidthStr as _;

use super::line::{Line, Span};

/// The fewest cells that are left to text, however far it is indented.
const ROOM_MIN: usize = 20;

/// Breaks between words, and within one only when it is longer than a line. The first line stands `first` cells from the edge, others
/// `others`.
pub(crate) fn wrapped(line: &Line, width: usize, first: usize, others: usize) -> Vec<Line> {
    let room = width.saturating_sub(first.max(others)).max(ROOM_MIN);
    let mut lines = vec![blanks(first)];
    let mut used = 0;
    for span in &line.spans {
        for word in span.text.split_inclusive(' ').flat_map(|word| parts(word, room)) {
            let seen = word.trim_end().width();
            if used > 0 && used + seen > room {
                lines.push(blanks(others));
                used = 0;
            }
            // A blank that a break left over; the indent is blanks enough.
            if used == 0 && seen == 0 && lines.len() > 1 {
                continue;
            }
            used += word.width();
            if let Some(line) = lines.last_mut() {
                put(line, span, word);
            }
        }
    }
    lines.into_iter().map(trimmed).collect()
}

fn put(line: &mut Line, span: &Span, word: &str) {
    match line.spans.last_mut().filter(|last| last.paint == span.paint) {
        Some(last) => last.text.push_str(word),
        None => line.spans.push(Span { paint: span.paint, text: word.to_owned() }),
    }
}

/// A word, or the pieces of one that no line holds.
fn parts(word: &str, room: usize) -> Vec<&str> {
    if word.trim_end().width() <= room {
        return vec![word];
    }
    let mut pieces = vec![];
    let mut rest = word;
    while !rest.is_empty() {
        let mut cells = 0;
        let fits = |char: char| {
            cells += unicode_width::UnicodeWidthChar::width(char).unwrap_or(0);
            cells <= room
        };
        let end: usize = rest
            .chars()
            .map_while({
                let mut fits = fits;
                move |char| fits(char).then_some(char.len_utf8())
            })
            .sum();
        let (piece, left) = rest.split_at(end.max(1).min(rest.len()));
        pieces.push(piece);
        rest = left;
    }
    pieces
}

fn blanks(cells: usize) -> Line {
    if cells == 0 { Line::default() } else { Line::default().plain(&" ".repeat(cells)) }
}

fn trimmed(mut line: Line) -> Line {
    while let Some(last) = line.spans.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        line.spans.pop();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{Line, wrapped};

    #[track_caller]
    fn check(text: &str, width: usize, expected: &[&str]) {
        let lines = wrapped(&Line::default().plain(text), width, 0, 2);
        assert_eq!(lines.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn text_breaks_between_words_and_within_a_word_that_no_line_holds() {
        check(
            "it was answered 200, and the event was kept twice",
            26,
            &["it was answered 200, and", "  the event was kept twice"],
        );
        check("", 30, &[""]);
        check(
            "see 0123456789012345678901234 there",
            22,
            &["see", "  01234567890123456789", "  01234 there"],
        );
    }
}
