//! The simulator, tested from outside.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

/// What the tests share: a world, a key, a time.
mod harness;

/// What comes out of a recipe is what its situation says, by the core's own judgement.
mod emission;
/// What is generated agrees with itself, repeats from its seed, and names no real host.
mod world;
/// The names by which things are asked for, and the bytes that a seed keeps.
mod world_choices;
