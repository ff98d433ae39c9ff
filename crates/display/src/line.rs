//! Lines painted by meaning; the caller maps that to colours or to none.

use std::fmt;

use crate::inline;

/// What a colour says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// As it should be.
    Good,
    /// Wrong.
    Bad,
    /// Open, or not wanted.
    Caution,
    /// To be read last.
    Faint,
    /// To be read first.
    Bold,
    /// Text.
    Plain,
}

/// A piece of a line, fit for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// How it is painted.
    pub paint: Paint,
    /// The text: no control characters, none that change the direction.
    pub text: String,
}

/// A line without its end. `Display` shows it without paint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// From left to right.
    pub spans: Vec<Span>,
}

impl Line {
    /// The line with more text behind it, which is escaped here.
    #[must_use]
    pub fn and(mut self, paint: Paint, text: &str) -> Self {
        self.spans.push(Span { paint, text: inline(text) });
        self
    }

    /// The line with more text behind it, unpainted.
    #[must_use]
    pub fn plain(self, text: &str) -> Self {
        self.and(Paint::Plain, text)
    }

    /// The line with more text behind it, to be read last.
    #[must_use]
    pub fn faint(self, text: &str) -> Self {
        self.and(Paint::Faint, text)
    }

    /// The line without blanks at its end.
    pub(crate) fn trimmed(mut self) -> Self {
        while let Some(last) = self.spans.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                break;
            }
            self.spans.pop();
        }
        self
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spans.iter().try_for_each(|span| f.write_str(&span.text))
    }
}
