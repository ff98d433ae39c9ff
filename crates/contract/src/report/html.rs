//! The report as one page that needs nothing else: no script, no font, no picture, no network. It works from a file, in the dark,
//! on a phone and on paper.
//!
//! Its own policy forbids scripts, so that text from a hostile receiver could not run even if it were not escaped; the filters are
//! style alone. Colour is never the only carrier. The templates are in `templates/`.

mod anchors;
mod head;
mod part;
mod table;

use askama::Template;

use self::{
    anchors::Anchors,
    head::Head,
    part::{Bytes, Group},
    table::Table,
};
use super::{Report, compare::Outcome, matrix::Matrix};
use crate::case::Area;

/// How many reports one page holds.
pub const PAGE_REPORTS_MAX: usize = 32;
/// How many bytes of requests and answers one page holds, in all: browsers are slow beyond.
pub const PAGE_EXCHANGE_BYTES_MAX: usize = 16 << 20;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum HtmlError {
    /// There is nothing to show.
    #[error("a page needs a report")]
    NoReport,
    /// There are more than [`PAGE_REPORTS_MAX`].
    #[error("a page holds {PAGE_REPORTS_MAX} reports, and there are {given}")]
    TooManyReports {
        /// How many were given.
        given: usize,
    },
    /// The template failed.
    #[error("the page cannot be rendered")]
    Template(#[source] askama::Error),
}

impl HtmlError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoReport => "no_report",
            Self::TooManyReports { .. } => "too_many_reports",
            Self::Template(_) => "template",
        }
    }
}

/// The page of one report, or of several side by side.
///
/// # Errors
/// [`HtmlError::NoReport`] and [`HtmlError::TooManyReports`] by the number of reports; [`HtmlError::Template`] when rendering fails.
pub fn page(reports: &[Report]) -> Result<String, HtmlError> {
    if reports.is_empty() {
        return Err(HtmlError::NoReport);
    }
    if reports.len() > PAGE_REPORTS_MAX {
        return Err(HtmlError::TooManyReports { given: reports.len() });
    }
    Page::of(reports).render().map_err(HtmlError::Template)
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    title: String,
    heads: Vec<Head>,
    table: Option<Table>,
    filters: Vec<Filter>,
    areas: Vec<&'static str>,
    groups: Vec<Group>,
}

/// A box to tick: cases of an outcome.
struct Filter {
    badge: Badge,
    count: usize,
}

/// How an outcome is shown.
#[derive(Clone, Copy)]
struct Badge {
    /// The CSS class.
    class: &'static str,
    mark: char,
    letter: char,
    words: &'static str,
}

impl Badge {
    const fn of(outcome: Outcome) -> Self {
        Self {
            class: outcome.as_str(),
            mark: outcome.mark(),
            letter: outcome.letter(),
            words: outcome.words(),
        }
    }
}

impl Page {
    fn of(reports: &[Report]) -> Self {
        let matrix = Matrix::of(reports);
        let anchors = Anchors::of(matrix.rows.iter().map(|row| row.id.as_str()));
        let heads = reports
            .iter()
            .zip(&matrix.targets)
            .map(|(report, column)| Head::of(report, column, &anchors));
        let groups =
            Group::all(reports, &matrix, &anchors, &mut Bytes::up_to(PAGE_EXCHANGE_BYTES_MAX));
        let filters =
            groups.iter().map(|group| Filter { badge: group.badge, count: group.parts.len() });
        let areas =
            Area::ALL.iter().filter(|area| matrix.rows.iter().any(|row| row.area == **area));
        let heads: Vec<_> = heads.collect();
        Self {
            title: match &heads[..] {
                [head] => format!("{}: {}", head.name, head.verdict_word),
                heads => format!("{} receivers", heads.len()),
            },
            table: (reports.len() > 1).then(|| Table::of(&matrix, &anchors)),
            filters: filters.collect(),
            areas: areas.map(|area| area.as_str()).collect(),
            heads,
            groups,
        }
    }
}
