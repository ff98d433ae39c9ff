//! Everything a caller of livehook-inbox can see, from outside, on real files.
#![expect(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what unwrap is for here"
)]

/// Callbacks for the tests below, and the inbox in its own directory.
mod harness;

/// What append answers, and what is in the inbox afterwards.
mod append;
