//! The receiver from outside: through its router, and over real sockets where bytes and time matter.
#![expect(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what unwrap is for here"
)]

/// Every situation of `fixtures/answers.tsv`, and the frozen numbers of the codes.
mod answers;
/// The second listener: records as JSON, waiting, health, metrics, and who may ask.
mod api;
/// What cannot be configured.
mod config;
/// Events handed on to an application: each at least once, failures again, in order.
mod dispatch;
/// Nothing is answered 200 before it is on disk, nothing begun is dropped, and nothing is stored twice.
mod durability;
/// Events handed on by HTTP, to an application that answers, fails, hangs, redirects, and is not there.
mod forward;
/// Receivers with temporary inboxes, signed callbacks, and two ways to send them.
mod harness;
/// Slow, large, many and hostile connections, over real sockets with small limits.
mod limits;
/// What the log says: enough to find a callback, and nothing that must not be there.
mod logs;
/// Mock answers: made up as configured, storing nothing.
mod mock;
/// What each situation of `fixtures/answers.tsv` is made of.
mod scenes;
/// The end of a listener: what was accepted is finished, within the drain time.
mod shutdown;
