//! The measurement as one page that needs nothing else: no script, no font, no picture, no network. It works from a file, in the dark,
//! on a phone and on paper.
//!
//! Its own policy forbids scripts, so that foreign text could not run even if it were not escaped. Curves are inline SVG without text:
//! what is to be read stands beside them as text, and each has its numbers in a table. Colour is never the only carrier.

mod capacity;
mod chart;
mod curve;
mod ledger;
mod over_time;
mod parts;
mod scale;

use askama::Template;
use livehook_display::inline;

pub use self::capacity::capacity_page;
use self::{
    chart::Chart,
    ledger::Bar,
    parts::{Class, Effect, Head, Retries, Threshold},
};
use super::terminal;
use crate::measurement::Measurement;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum HtmlError {
    /// The template failed.
    #[error("the page cannot be rendered")]
    Template(#[source] askama::Error),
}

impl HtmlError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Template(_) => "template",
        }
    }
}

/// The page.
///
/// # Errors
/// [`HtmlError::Template`] when rendering fails.
pub fn page(measurement: &Measurement) -> Result<String, HtmlError> {
    Page::of(measurement).render().map_err(HtmlError::Template)
}

#[derive(Template)]
#[template(path = "load.html")]
struct Page {
    head: Head,
    thresholds: Vec<Threshold>,
    retries: Option<Retries>,
    effects: Vec<Effect>,
    effects_summary: Option<String>,
    effects_problem: Option<String>,
    bars: Vec<Bar>,
    ledger_notes: Vec<String>,
    charts: Vec<Chart>,
    explanations: Vec<String>,
    over_time: Vec<Chart>,
    classes: Vec<Class>,
    generator: Vec<String>,
    hints: Vec<String>,
}

impl Page {
    fn of(measurement: &Measurement) -> Self {
        let inlined = |texts: Vec<String>| texts.iter().map(|text| inline(text)).collect();
        Self {
            head: Head::of(measurement),
            thresholds: Threshold::all(measurement),
            retries: Retries::of(measurement),
            effects: Effect::all(measurement),
            effects_summary: parts::effects_summary(measurement),
            effects_problem: parts::effects_problem(measurement),
            bars: Bar::all(measurement),
            ledger_notes: ledger::notes(&measurement.ledger),
            charts: curve::charts(measurement),
            explanations: terminal::explanations(measurement),
            over_time: over_time::charts(measurement),
            classes: Class::all(measurement),
            generator: inlined(terminal::generator_facts(measurement)),
            hints: measurement.hints.iter().map(|hint| inline(hint)).collect(),
        }
    }
}
