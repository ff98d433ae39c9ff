//! A chart: lines, stretches and marks over two axes, the names beside it, and its numbers as a table.

use std::borrow::Cow;

use super::scale::Tick;

/// A chart, ready to be shown.
pub(super) struct Chart {
    /// The start of its ids on the page.
    pub(super) id: Cow<'static, str>,
    pub(super) title: Cow<'static, str>,
    /// What is to be seen, in a sentence or two: the text for those who do not see it.
    pub(super) description: String,
    pub(super) y_name: &'static str,
    pub(super) x_name: &'static str,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    /// Behind everything else.
    pub(super) bands: Vec<Band>,
    pub(super) lines: Vec<Line>,
    /// In front of everything else.
    pub(super) marks: Vec<Mark>,
    /// Absent where the numbers stand in a table of the page's own.
    pub(super) table: Option<Table>,
}

impl Chart {
    /// The kinds of marks that it has, each once.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        Kind::ALL.into_iter().filter(|kind| self.marks.iter().any(|it| it.kind == *kind)).collect()
    }
}

/// A stretch of an axis, in picture units.
pub(super) struct Band {
    pub(super) name: &'static str,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
}

/// A point with a shape of its own, so that colour is not all that tells it from others.
pub(super) struct Mark {
    pub(super) kind: Kind,
    /// In percent of the room.
    pub(super) left: String,
    pub(super) top: String,
    /// What is said where it is pointed at.
    pub(super) title: String,
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Met,
    Missed,
    Unknown,
    Invalid,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Met, Self::Missed, Self::Unknown, Self::Invalid];

    /// Its CSS class, which has its colour.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Met => "good",
            Self::Missed => "bad",
            Self::Unknown => "caution",
            Self::Invalid => "none",
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Unknown => "cannot be told",
            Self::Invalid => "says nothing of the receiver",
        }
    }

    /// Its shape in a square from -5 to 5: a dot, a cross, a ring, a triangle.
    pub(super) const fn shape(self) -> &'static str {
        match self {
            Self::Met => "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0",
            Self::Missed => "M-3.2 -3.2L3.2 3.2M-3.2 3.2L3.2 -3.2",
            Self::Unknown => "M-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0",
            Self::Invalid => "M0 -3.8L3.8 3.2L-3.8 3.2Z",
        }
    }
}

/// One line.
pub(super) struct Line {
    /// Its CSS class, which has its colour and its dashes.
    pub(super) class: &'static str,
    pub(super) name: &'static str,
    pub(super) path: String,
}

/// The numbers.
pub(super) struct Table {
    pub(super) heads: Vec<Cow<'static, str>>,
    pub(super) rows: Vec<Vec<String>>,
    /// How many rows there are besides those shown.
    pub(super) left_out: usize,
}
