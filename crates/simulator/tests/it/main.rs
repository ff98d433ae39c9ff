//! The simulator, tested from outside.

#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod world; // what is generated agrees with itself, repeats from its seed, and names no real host
mod world_choices; // the names by which things are asked for, and the bytes that a seed keeps
