//! What livehook's own tests share: the data in `fixtures/` as types, and proptest strategies for callbacks.
//!
//! A dev-dependency only. It depends on `livehook-core`, so core's own tests cannot use it: they would see its types twice.
//! Everything here panics on failure, with a text that names the file and the line, since it runs within tests.

pub mod fixtures;
pub mod strategies;

pub use fixtures::{
    Answer, Callback, Expected, Kept, NamedVerdict, Vector, VectorKey, answers, callbacks, vectors,
};
