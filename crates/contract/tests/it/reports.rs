//! Every view of one report, held against what it should look like.

/// A headless browser, where one is installed.
mod browser;
/// A report with all that can be in one.
mod sample;

/// Two reports, and what changed.
mod comparing;
/// What people see in a workflow: annotations and Markdown.
mod github;
/// What programs read: JSON, streams, the schema.
mod json;
/// JUnit XML, and the form that readers agree on.
mod junit;
/// Several receivers side by side.
mod matrix;
/// The page: what it loads, where it links, how wide it is.
mod page;
/// Lines for people.
mod terminal;
