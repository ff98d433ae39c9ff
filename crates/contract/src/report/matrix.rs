//! Several receivers side by side: cases down, targets across, one outcome a cell.

mod lines;

use std::collections::HashMap;

use serde::Serialize;

pub use self::lines::RowOrder;
use super::{Report, compare::Outcome};
use crate::case::{Area, Level};

/// The outcomes of several reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// The columns, in the order of the reports.
    pub targets: Vec<Column>,
    /// The rows, in the order in which the reports first name a case.
    pub rows: Vec<Row>,
}

/// One target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name; a number is added where two have the same.
    pub name: String,
    /// What its run says: `conforms`, `fails`, `undetermined`.
    pub verdict: &'static str,
    /// How many cases fail, expected failures apart.
    pub fail: u32,
    /// How many cases are undetermined, or could not be carried out.
    pub open: u32,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its area.
    pub area: Area,
    /// How much it weighs.
    pub level: Level,
    /// What it asks.
    pub title: String,
    /// For each column what it came to; absent where that run did not have the case.
    pub outcomes: Vec<Option<Outcome>>,
}

impl Row {
    /// The worst outcome of the row.
    pub fn worst(&self) -> Option<Outcome> {
        self.outcomes.iter().copied().flatten().min()
    }

    /// For ordering: worst outcome first, and among equals the one that more targets share.
    fn badness(&self) -> (Outcome, usize) {
        let worst = self.worst().unwrap_or(Outcome::Skip);
        let others = self.outcomes.iter().filter(|outcome| **outcome != Some(worst)).count();
        (worst, others)
    }
}

impl Matrix {
    /// Puts reports side by side. A case that a report names twice has its last outcome.
    pub fn of(reports: &[Report]) -> Self {
        let mut rows: Vec<Row> = vec![];
        let mut row_of: HashMap<&str, usize> = HashMap::new();
        for (column, report) in reports.iter().enumerate() {
            for finding in &report.findings {
                let row = *row_of.entry(&finding.id).or_insert_with(|| {
                    rows.push(Row {
                        id: finding.id.clone(),
                        area: finding.area,
                        level: finding.level,
                        title: finding.title.clone(),
                        outcomes: vec![None; reports.len()],
                    });
                    rows.len() - 1
                });
                rows[row].outcomes[column] = Some(Outcome::of(finding));
            }
        }
        Self { targets: columns(reports), rows }
    }

    /// The rows in another order than the catalogue's.
    pub fn rows_by(&self, order: RowOrder) -> Vec<&Row> {
        let mut rows: Vec<_> = self.rows.iter().collect();
        if order == RowOrder::WorstFirst {
            rows.sort_by_key(|row| row.badness());
        }
        rows
    }
}

fn columns(reports: &[Report]) -> Vec<Column> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let column = |report: &Report| {
        let Report { target, summary, .. } = report;
        let count = seen.entry(target.name.clone()).or_default();
        *count += 1;
        Column {
            name: if *count == 1 {
                target.name.clone()
            } else {
                format!("{} ({count})", target.name)
            },
            verdict: summary.verdict.as_str(),
            fail: summary.fail,
            open: summary.undetermined + summary.error,
        }
    };
    reports.iter().map(column).collect()
}
