//! Everything a caller of livehook-inbox can see, from outside, on real files.
#![expect(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what unwrap is for here"
)]

/// Callbacks for the tests below, and the inbox in its own directory.
mod harness;

/// What append answers, and what is in the inbox afterwards.
mod append;
/// Files that are moved, deleted or replaced while they are open.
mod astray;
/// A log that cannot be written costs nothing but its words.
mod broken_log;
/// A damaged file, and what can still be read of it.
mod damage;
/// What fails, by which code, and that the inbox goes on afterwards.
mod failures;
/// The files: who may read them, and which are left when all is closed.
mod files;
/// What a query finds, and how a record is printed.
mod listing;
/// The write-ahead log beside the file can be cut, whoever reads.
mod log;
/// Random histories against a plain list.
mod model;
/// What is kept apart, within which caps, and how it comes out.
mod quarantine;
/// Opening again, beside others, and after somebody tampered with the file.
mod restart;
/// What is done and what becomes of it.
mod retention;
