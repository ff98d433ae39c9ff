//! Several receivers side by side, as a table whose cells lead to the cases.

use livehook_display::inline;

use super::{Badge, anchors::Anchors};
use crate::report::{
    compare::Outcome,
    matrix::{Matrix, Row, RowOrder},
};

/// So many receivers have room for a word in each cell.
const WORDY_TARGETS_MAX: usize = 5;

/// The table.
pub(super) struct Table {
    /// Whether there are too many receivers for words: the letters stand alone.
    pub(super) is_dense: bool,
    pub(super) legend: Vec<Badge>,
    pub(super) rows: Vec<TableRow>,
}

/// A case.
pub(super) struct TableRow {
    /// The id up to its last slash, where a narrow column may break it.
    pub(super) folder: String,
    /// The rest of the id.
    pub(super) name: String,
    pub(super) anchor: String,
    pub(super) area: &'static str,
    pub(super) level: &'static str,
    /// The class of its worst outcome, by which it is filtered.
    pub(super) class: &'static str,
    pub(super) cells: Vec<Option<Badge>>,
}

impl Table {
    pub(super) fn of(matrix: &Matrix, anchors: &Anchors<'_>) -> Self {
        let rows = matrix.rows_by(RowOrder::WorstFirst);
        Self {
            is_dense: matrix.targets.len() > WORDY_TARGETS_MAX,
            legend: Outcome::ALL.iter().map(|outcome| Badge::of(*outcome)).collect(),
            rows: rows.into_iter().map(|row| table_row(row, anchors)).collect(),
        }
    }
}

fn table_row(row: &Row, anchors: &Anchors<'_>) -> TableRow {
    let (folder, name) = row.id.split_at(row.id.rfind('/').map_or(0, |at| at + 1));
    TableRow {
        folder: inline(folder),
        name: inline(name),
        anchor: anchors.get(&row.id).unwrap_or_default().to_owned(),
        area: row.area.as_str(),
        level: row.level.as_str(),
        class: row.worst().unwrap_or(Outcome::Skip).as_str(),
        cells: row.outcomes.iter().map(|outcome| outcome.map(Badge::of)).collect(),
    }
}
