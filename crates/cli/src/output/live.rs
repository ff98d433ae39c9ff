//! One line on a terminal that is written over while something is under way. A library for it brings four packages for what is
//! thirty lines here.

use std::{
    io::{self, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

use unicode_width::UnicodeWidthChar as _;

use super::width;
use crate::settings::Environment;

/// Oftener nobody can read.
const REDRAWN_AFTER: Duration = Duration::from_millis(100);

/// To the beginning of the line, and its rest wiped out.
const WIPE: &str = "\r\u{1b}[K";

/// A line on stderr, where that is a terminal that can wipe; elsewhere nothing.
pub(crate) struct LiveLine {
    is_drawn: bool,
    text: String,
    drawn_at: Option<Instant>,
}

impl LiveLine {
    /// Nothing is drawn yet.
    pub(crate) fn new(environment: &Environment) -> Self {
        let is_drawn = io::stderr().is_terminal() && !environment.is_dumb();
        Self { is_drawn, text: String::new(), drawn_at: None }
    }

    /// Says this from now on. It is cut to the terminal's width, since a line that wraps cannot be written over; `width` is for one that
    /// does not say how wide it is.
    pub(crate) fn say(&mut self, text: &str, width: usize) {
        self.text = cut(text, width::of_stderr().unwrap_or(width).saturating_sub(1)).to_owned();
        if self.drawn_at.is_none_or(|drawn_at| drawn_at.elapsed() >= REDRAWN_AFTER) {
            self.draw();
        }
    }

    /// Prints something else, with the line out of its way.
    pub(crate) fn aside<T>(&mut self, print: impl FnOnce() -> T) -> T {
        self.wipe();
        let printed = print();
        if self.drawn_at.is_some() {
            self.draw();
        }
        printed
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        self.wipe();
        self.drawn_at = None;
    }

    fn draw(&mut self) {
        if self.is_drawn {
            drop(write!(io::stderr().lock(), "{WIPE}{}", self.text));
        }
        self.drawn_at = Some(Instant::now());
    }

    fn wipe(&self) {
        if self.is_drawn && self.drawn_at.is_some() {
            drop(write!(io::stderr().lock(), "{WIPE}"));
        }
    }
}

/// As much of a text as takes so many cells.
fn cut(text: &str, cells: usize) -> &str {
    let mut taken = 0;
    let end = text.char_indices().find(|(_, char)| {
        taken += char.width().unwrap_or_default();
        taken > cells
    });
    end.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_line_is_cut_by_cells_and_not_by_characters() {
        assert_eq!(cut("12345", 5), "12345");
        assert_eq!(cut("123456", 5), "12345");
        assert_eq!(cut("高光切片", 5), "高光");
    }
}
