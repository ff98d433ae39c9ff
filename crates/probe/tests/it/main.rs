//! The probes, tested from outside: real files, real processes, other people's servers.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

/// What the tests share.
mod harness;

/// A command that answers, fails, hangs, floods, or is asked about a hostile id.
mod commands;
/// All that a receiver has, by an address, a command and a log.
mod listings;
/// A log that grows, is rotated, and holds anything.
mod logs;
/// Listings that come page by page.
mod pages;
/// A server that is brought down and up, and lives on.
mod restarts;
/// An address that answers with numbers, lists, and worse.
mod urls;
