//! Tests of the contract suite.
#![expect(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what unwrap is for here"
)]

/// What every case must have.
mod catalogue;
/// Receivers with one fault each, and whether the suite finds it.
mod faults;
/// Every view of a report: terminal, JSON, JUnit, Markdown, annotations, page, comparison, matrix.
mod reports;
