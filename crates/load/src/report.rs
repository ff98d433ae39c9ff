//! Views of a measurement: for terminals, programs, histogram tools, a metrics collector, a browser.
//!
//! Every view is a pure function of [`Measurement`](crate::measurement::Measurement). Text that came from elsewhere, a file's included,
//! is escaped for where it is shown.

mod answer;
mod bounds;
mod columns;
pub(crate) mod histogram;
pub mod hlog;
pub mod html;
pub mod json;
pub mod prometheus;
pub mod terminal;
pub(crate) mod words;

pub use self::histogram::{HISTOGRAM_BYTES_MAX, HistogramError, histogram_counts};
