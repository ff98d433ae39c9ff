//! How wide the terminal is. Shells keep `COLUMNS` to themselves, so the terminal is asked.

use std::io;

use terminal_size::{Width, terminal_size_of};

/// Prose beyond this is hard to read, however wide the window.
const WIDEST: usize = 120;

/// How wide results are laid out: as `COLUMNS` says, else as the terminal that shows them is; nothing where there is none.
pub(crate) fn columns(said: Option<usize>) -> Option<usize> {
    said.or_else(|| of_stdout().map(|width| width.min(WIDEST)))
}

/// As [`columns`], for tables, which are easily read however wide they are.
pub(crate) fn table_columns(said: Option<usize>) -> Option<usize> {
    said.or_else(of_stdout)
}

fn of_stdout() -> Option<usize> {
    terminal_size_of(io::stdout()).map(|(Width(width), _)| usize::from(width))
}

/// How wide stderr is, if it is a terminal.
pub(super) fn of_stderr() -> Option<usize> {
    terminal_size_of(io::stderr()).map(|(Width(width), _)| usize::from(width))
}
