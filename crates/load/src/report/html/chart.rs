//! A chart: lines over two axes, the names beside it, and its numbers as a table.

use super::scale::Tick;

/// A chart, ready to be shown.
pub(super) struct Chart {
    /// The start of its ids on the page.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What is to be seen, in a sentence or two: the text for those who do not see it.
    pub(super) description: String,
    pub(super) y_name: &'static str,
    pub(super) x_name: &'static str,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    pub(super) lines: Vec<Line>,
    pub(super) table: Table,
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
    pub(super) heads: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
    /// How many rows there are besides those shown.
    pub(super) left_out: usize,
}
