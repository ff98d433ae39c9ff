//! The receiver from outside: through its router, and over real sockets where bytes and time matter.
#![expect(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what unwrap is for here"
)]

/// Every situation of `fixtures/answers.tsv`, and the frozen numbers of the codes.
mod answers;
/// Receivers with temporary inboxes, signed callbacks, and two ways to send them.
mod harness;
