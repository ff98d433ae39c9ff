//! Colour, where it helps and is wanted: on a terminal, and not with `NO_COLOR`.

use std::io::IsTerminal as _;

/// Whether to colour stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Coloured,
}

/// What a colour says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Good,
    Bad,
    Caution,
    Faint,
    Bold,
}

impl Style {
    /// The style of stdout. `no_color` is the value of that variable; set and not empty means plain (no-color.org).
    pub(crate) fn of_stdout(no_color: Option<&str>) -> Self {
        let refused = no_color.is_some_and(|value| !value.is_empty());
        if refused || !std::io::stdout().is_terminal() { Self::Plain } else { Self::Coloured }
    }

    pub(crate) fn paint(self, paint: Paint, text: &str) -> String {
        let code = match (self, paint) {
            (Self::Plain, _) => return text.to_owned(),
            (Self::Coloured, Paint::Good) => "32",
            (Self::Coloured, Paint::Bad) => "1;31",
            (Self::Coloured, Paint::Caution) => "33",
            (Self::Coloured, Paint::Faint) => "2",
            (Self::Coloured, Paint::Bold) => "1",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Pieces of a line, each painted by itself.
    pub(crate) fn painted<'a>(
        self,
        pieces: impl IntoIterator<Item = (Option<Paint>, &'a str)>,
    ) -> String {
        let piece = |(paint, text): (Option<Paint>, &str)| {
            paint.map_or_else(|| text.to_owned(), |paint| self.paint(paint, text))
        };
        pieces.into_iter().map(piece).collect()
    }
}
