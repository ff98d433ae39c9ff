//! The binary as a user runs it: a process, its output, its exit code.
#![expect(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what unwrap is for here"
)]

/// Runs the binary in a directory of its own and shows everything when a check fails.
mod harness;

/// `bench`, with small numbers.
mod benching;
/// `contract`: judging receivers, ours and others.
mod contracting;
/// `kill -9` at any instant: what was answered 200 is there afterwards, once.
mod durability;
/// Which exit code means what, and that usage errors name the way out.
mod exit_codes;
/// `serve --forward-to`: events reach somebody's application, whatever becomes of it and of us.
mod forwarding;
/// Every help, its example included.
mod help;
/// `inbox`: looking into what was received, and moving it by hand.
mod inbox;
/// `load`: loading receivers at a planned rate, and what becomes of the measurements.
mod loading;
/// `demo` and `simulate`: playing Tencent.
mod playing;
/// The README's commands and its generated parts.
mod readme;
/// `serve` as a process: answers, lines, signals.
mod serving;
/// Settings: layers, `config show`, `config init`, unknown names.
mod settings;
/// `sign`, `verify` and `key`.
mod signing;
