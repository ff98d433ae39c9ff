//! All that a receiver has, as it gives it out: for those who look for many streams at once and count by themselves.

mod by_command;
mod by_log;
mod by_pages;
mod by_url;

use std::{pin::Pin, time::Duration};

use crate::ProbeError;

pub use self::{
    by_command::CommandListing,
    by_log::LogListing,
    by_pages::{PAGES_MAX, PagesListing},
    by_url::UrlListing,
};

/// How much is listed, in bytes: some millions of events.
pub const LISTING_BYTES_MAX: u64 = 1 << 30;

/// How long an address or a command may take to list it.
pub const LISTING_TIME_MAX: Duration = Duration::from_secs(120);

/// A listing that is on its way; at its end, how many bytes there were.
pub type Listed<'a> = Pin<Box<dyn Future<Output = Result<u64, ProbeError>> + Send + 'a>>;

/// Gives out all that a receiver has, without its help.
pub trait Listing: Send + Sync {
    /// Hands on all that there is, in pieces of some kilobytes that end anywhere, so that memory stays flat. It is handed on as it
    /// comes: after an error, what was handed on is not all.
    ///
    /// # Errors
    ///
    /// Whatever [`ProbeError`] the kind of listing can have; each says which.
    fn list<'a>(&'a self, sink: &'a mut (dyn FnMut(&[u8]) + Send)) -> Listed<'a>;

    /// In words, for a report (`GET http://…`, ``command `…` ``, `log FILE`); no secret in it.
    fn describe(&self) -> String;
}

/// Counts what goes through.
fn counting<'a>(
    bytes: &'a mut u64,
    sink: &'a mut (dyn FnMut(&[u8]) + Send),
) -> impl FnMut(&[u8]) + Send {
    move |piece| {
        *bytes += piece.len() as u64;
        sink(piece);
    }
}
