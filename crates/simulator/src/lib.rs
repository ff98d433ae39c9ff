//! Plays Tencent: realistic callbacks, sound and flawed, delivered by its rules.
//!
//! Start reading at [`world`], which invents live sessions and the Smart Highlight callbacks that
//! follow from them. This crate knows no receiver: it may be pointed at anybody's.

mod draws;
mod nearest;
pub mod recipe;
pub mod situation;
pub mod world;

pub use draws::Seed;
