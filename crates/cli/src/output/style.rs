//! Colour, where it helps and is wanted: on a terminal, and not with `NO_COLOR`.

use std::io::IsTerminal as _;

use livehook_display::{Line, Paint};

/// Whether to colour stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Coloured,
}

impl Style {
    /// The style of stdout. `no_color` is the value of that variable; set and not empty means plain (no-color.org).
    pub(crate) fn of_stdout(no_color: Option<&str>) -> Self {
        let refused = no_color.is_some_and(|value| !value.is_empty());
        if refused || !std::io::stdout().is_terminal() { Self::Plain } else { Self::Coloured }
    }

    pub(crate) fn paint(self, paint: Paint, text: &str) -> String {
        let code = match (self, paint) {
            (Self::Plain, _) | (_, Paint::Plain) => return text.to_owned(),
            (Self::Coloured, Paint::Good) => "32",
            (Self::Coloured, Paint::Bad) => "1;31",
            (Self::Coloured, Paint::Caution) => "33",
            (Self::Coloured, Paint::Faint) => "2",
            (Self::Coloured, Paint::Bold) => "1",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// A line of the library's, which is fit for a terminal.
    pub(crate) fn painted(self, line: &Line) -> String {
        line.spans.iter().map(|span| self.paint(span.paint, &span.text)).collect()
    }
}
