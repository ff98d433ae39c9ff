//! The data in `fixtures/`, as types. Reads files, knows nothing of what they are for.

mod answers;
mod callbacks;
mod vectors;

use std::fs;
use std::path::{Path, PathBuf};

pub use answers::{Answer, Kept, answers};
pub use callbacks::{Callback, callbacks};
pub use vectors::{Expected, NamedVerdict, Vector, VectorKey, vectors};

/// Where a file or folder below `fixtures/` is, such as `"answers.tsv"`.
#[must_use]
pub fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(relative)
}

/// The bytes of a file below `fixtures/`.
///
/// # Panics
/// When it cannot be read.
#[must_use]
pub fn bytes(relative: &str) -> Vec<u8> {
    fs::read(path(relative)).unwrap_or_else(|error| panic!("fixtures/{relative}: {error}"))
}

/// The text of a file below `fixtures/`.
fn text(relative: &str) -> String {
    String::from_utf8(bytes(relative))
        .unwrap_or_else(|error| panic!("fixtures/{relative}: {error}"))
}
