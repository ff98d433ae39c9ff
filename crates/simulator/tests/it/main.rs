//! The simulator, tested from outside.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

/// What the tests share: a world, a key, a time, and a receiver that does as it is told.
mod harness;

/// Changes by hand: what they change, what they refuse, and that they are signed like anything else.
mod edits;
/// What comes out of a recipe is what its situation says, by the core's own judgement.
mod emission;
/// What counts as delivered, over real sockets: status 200 and nothing else.
mod http;
/// A request shown instead of sent: the text and the line for the shell.
mod preview;
/// When a callback is sent again, and with what.
mod retries;
/// Where callbacks may be sent.
mod target;
/// What is generated agrees with itself, repeats from its seed, and names no real host.
mod world;
/// The names by which things are asked for, and the bytes that a seed keeps.
mod world_choices;
/// Events of every documented kind, plain and odd.
mod world_events;
