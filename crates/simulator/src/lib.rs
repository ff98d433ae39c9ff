//! Plays Tencent: realistic callbacks, sound and flawed, delivered by its rules.
//!
//! The way of a callback: [`world`] invents what happened, [`recipe`] makes a body of it, right or
//! wrong in a way that has a name, [`delivery`] sends it and again, [`judge`] holds the answer
//! against the table in [`situation`].
//!
//! This crate knows no receiver, ours neither: it may be pointed at anybody's. It reads no clock
//! and prints nothing.

pub mod delivery;
mod draws;
pub mod judge;
mod nearest;
pub mod recipe;
pub mod situation;
pub mod wire;
pub mod world;

pub use draws::Seed;
