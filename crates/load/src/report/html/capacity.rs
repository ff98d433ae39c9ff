//! A search for a capacity as one page, in the manner of a run's: the answer in words, what is believed of the capacity, each trial over
//! its rate, and all of it in tables.

mod belief;
mod course;
mod head;
mod limits;
mod trials;

use askama::Template;

use self::{head::Head, limits::LimitLine, trials::Trials};
use super::{HtmlError, chart::Chart, scale::Factors};
use crate::{
    capacity::{CapacityOptions, Finding},
    search::{Capacity, Found},
};

/// A search as a page.
///
/// # Errors
/// [`HtmlError::Template`] when rendering fails.
pub fn capacity_page(finding: &Finding, options: &CapacityOptions) -> Result<String, HtmlError> {
    Page::of(finding, options).render().map_err(HtmlError::Template)
}

#[derive(Template)]
#[template(path = "capacity.html")]
struct Page {
    head: Head,
    limits: Vec<LimitLine>,
    belief: Option<Chart>,
    charts: Vec<Chart>,
    trials: Trials,
}

impl Page {
    fn of(finding: &Finding, options: &CapacityOptions) -> Self {
        let mut charts = vec![];
        if let Some(rates) = rates(finding) {
            charts.extend(limits::charts(finding, options, &rates));
            charts.extend(course::chart(finding, &rates));
        }
        Self {
            head: Head::of(finding, options),
            limits: LimitLine::all(finding, options),
            belief: belief::chart(finding),
            charts,
            trials: Trials::of(finding, options),
        }
    }
}

/// The axis of all rates that were tried, and of the capacity.
fn rates(finding: &Finding) -> Option<Factors> {
    let tried = finding.trials.iter().map(|tried| tried.rate);
    let found = capacity(finding).map(|capacity| [capacity.low, capacity.high]);
    Factors::around(tried.chain(found.into_iter().flatten()))
}

/// The capacity, if it was found.
const fn capacity(finding: &Finding) -> Option<&Capacity> {
    match &finding.found {
        Found::Capacity(capacity) => Some(capacity),
        _ => None,
    }
}
