//! One line on a terminal that is written over while something is under way. A library for it brings four packages for what is
//! thirty lines here.

use std::{
    io::{self, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

/// Oftener nobody can read.
const REDRAWN_AFTER: Duration = Duration::from_millis(100);

/// To the beginning of the line, and its rest wiped out.
const WIPE: &str = "\r\u{1b}[K";

/// A line on stderr, where that is a terminal; elsewhere nothing.
pub(crate) struct LiveLine {
    is_terminal: bool,
    text: String,
    drawn_at: Option<Instant>,
}

impl LiveLine {
    /// Nothing is drawn yet.
    pub(crate) fn new() -> Self {
        Self { is_terminal: io::stderr().is_terminal(), text: String::new(), drawn_at: None }
    }

    /// Says this from now on. It is cut to the terminal's width, since a line that wraps cannot be written over.
    pub(crate) fn say(&mut self, text: &str, width: usize) {
        self.text = text.chars().take(width.saturating_sub(1)).collect();
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
        if self.is_terminal {
            drop(write!(io::stderr().lock(), "{WIPE}{}", self.text));
        }
        self.drawn_at = Some(Instant::now());
    }

    fn wipe(&self) {
        if self.is_terminal && self.drawn_at.is_some() {
            drop(write!(io::stderr().lock(), "{WIPE}"));
        }
    }
}
