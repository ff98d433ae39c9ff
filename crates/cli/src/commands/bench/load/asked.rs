//! What was asked of the load generator, and what was found: one line each, whatever part it comes from.

use serde::Serialize;

use super::Print;
use crate::exit::Failure;

/// How what was found stands to what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// As asked.
    Met,
    /// Not on this machine, in this run.
    Missed,
    /// A count that is wrong, on whatever machine.
    Wrong,
    /// It could not be measured.
    Unknown,
}

/// One thing that was asked.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Asked {
    r#type: &'static str,
    part: &'static str,
    what: String,
    asked: String,
    found: String,
    pub(super) outcome: Outcome,
}

impl Asked {
    fn new(part: &'static str, what: &str, asked: &str, found: String, outcome: Outcome) -> Self {
        let (what, asked) = (what.to_owned(), asked.to_owned());
        Self { r#type: "asked", part, what, asked, found, outcome }
    }

    /// A figure, which depends on the machine.
    pub(super) fn figure(
        part: &'static str,
        what: &str,
        asked: &str,
        found: String,
        is_met: bool,
    ) -> Self {
        let outcome = if is_met { Outcome::Met } else { Outcome::Missed };
        Self::new(part, what, asked, found, outcome)
    }

    /// A count, which does not.
    pub(super) fn count(
        part: &'static str,
        what: &str,
        asked: &str,
        found: String,
        is_right: bool,
    ) -> Self {
        let outcome = if is_right { Outcome::Met } else { Outcome::Wrong };
        Self::new(part, what, asked, found, outcome)
    }

    /// Something that could not be measured, for this reason.
    pub(super) fn unknown(part: &'static str, what: &str, asked: &str, why: &str) -> Self {
        Self::new(part, what, asked, why.to_owned(), Outcome::Unknown)
    }
}

/// Tells what was asked and found.
pub(super) fn tell(asked: &[Asked], print: Print) -> Result<(), Failure> {
    print.table("Asked and found", ["part", "what", "asked", "found", ""], asked, |line| {
        let outcome = match line.outcome {
            Outcome::Met => "met",
            Outcome::Missed => "missed",
            Outcome::Wrong => "WRONG",
            Outcome::Unknown => "not measured",
        };
        [
            line.part.to_owned(),
            line.what.clone(),
            line.asked.clone(),
            line.found.clone(),
            outcome.to_owned(),
        ]
    })
}
