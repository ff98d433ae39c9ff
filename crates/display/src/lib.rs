//! How text is shown to people: foreign text made harmless, painted by meaning, laid out within a width.
//!
//! What callbacks, receivers and files say may hold what steers a terminal or turns the direction of reading. A [`Line`] escapes what it is
//! given, so that nobody can forget to; HTML and Markdown escape their own marks on top of [`inline`] and [`block`].
//!
//! This crate prints nothing and knows no callback.

mod escape;
mod line;
mod wrap;

pub use self::{
    escape::{block, inline, json},
    line::{Line, Paint, Span},
    wrap::{Indent, wrapped},
};
