//! All trials as a table.

use livehook_display::inline;

use super::super::chart::Kind;
use crate::{
    capacity::{CapacityOptions, Finding, Tried},
    measurement::Met,
    report::{
        answer::{number, per_second, span},
        terminal::in_short,
        words,
    },
    search::Judged,
};

/// How many trials the table has.
const ROWS_MAX: usize = 300;

/// The table.
pub(super) struct Trials {
    pub(super) limits: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// How many there are besides those shown.
    pub(super) left_out: usize,
}

/// A trial.
pub(super) struct Row {
    pub(super) nth: usize,
    pub(super) rate: String,
    pub(super) length: String,
    pub(super) answered: String,
    pub(super) cells: Vec<Cell>,
    /// Why it says nothing of the receiver; the cells are empty then.
    pub(super) invalid: Option<String>,
    pub(super) took: String,
}

/// A limit in a trial.
pub(super) struct Cell {
    pub(super) class: &'static str,
    pub(super) mark: char,
    pub(super) word: &'static str,
    pub(super) found: String,
}

impl Trials {
    pub(super) fn of(finding: &Finding, options: &CapacityOptions) -> Self {
        let limits = options.search.limits.iter().map(|limit| inline(&limit.name)).collect();
        Self {
            limits,
            rows: finding.trials.iter().take(ROWS_MAX).map(Row::of).collect(),
            left_out: finding.trials.len().saturating_sub(ROWS_MAX),
        }
    }
}

impl Row {
    fn of(tried: &Tried) -> Self {
        let trial = &tried.trial;
        let invalid = trial.invalid.as_deref().map(|reason| inline(in_short(reason)));
        let cells = match invalid {
            Some(_) => vec![],
            None => trial.limits.iter().map(Cell::of).collect(),
        };
        Self {
            nth: tried.nth,
            rate: per_second(tried.rate),
            length: span(tried.length),
            answered: format!("{}/s", answered(trial.achieved)),
            cells,
            invalid,
            took: span(trial.took),
        }
    }
}

fn answered(achieved: f64) -> String {
    if achieved == 0.0 { words::count(0) } else { number(achieved) }
}

impl Cell {
    fn of(judged: &Judged) -> Self {
        let (mark, kind) = match judged.met {
            Met::Met => ('✓', Kind::Met),
            Met::Missed => ('✗', Kind::Missed),
            Met::Unknown => ('?', Kind::Unknown),
        };
        Self { class: kind.class(), mark, word: kind.name(), found: inline(&judged.figure) }
    }
}
