//! Every view of a measurement, on one sample.

/// A headless browser, where one is installed.
mod browser;
/// The histogram log, read back.
mod hlog;
/// What programs read: the whole, lines, the schema.
mod json;
/// The page.
mod page;
/// The metrics.
mod prometheus;
/// A search for a capacity: its page.
mod search;
/// The summary and the live line.
mod terminal;
