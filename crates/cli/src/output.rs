//! All printing. Results go to stdout in every format; progress, logs and hints go to stderr.

mod live;
mod style;
mod table;
mod width;

use std::io::{self, Write as _};

use livehook_display::Line;
pub(crate) use livehook_display::{Paint, inline as for_terminal};
use serde::Serialize;

pub(crate) use live::LiveLine;
pub(crate) use style::Style;
pub(crate) use table::Table;
pub(crate) use width::{columns, table_columns};

use crate::exit::Failure;

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Format {
    // For people.
    #[default]
    Human,
    // One JSON object a line.
    Json,
}

/// Prints lines of the library's in our colours. `no_color` is the value of that variable.
pub(crate) fn lines(lines: &[Line], no_color: Option<&str>) -> Result<(), Failure> {
    let style = Style::of_stdout(no_color);
    lines.iter().try_for_each(|each| line(&style.painted(each)))
}

/// Prints a line of the result.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    settle(
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.write_all(b"\n"))
            .and_then(|()| stdout.flush()),
    )
}

/// Prints bytes of the result as they are.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    settle(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

/// Prints an object of the result as one line of JSON. What steers a terminal is escaped in it, too: people look at it all the same.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    line(&livehook_display::json(&serde_json::to_string(value).expect("our own results serialise")))
}

/// Tells a person something beside the result.
pub(crate) fn note(text: &str) {
    // Not `eprintln!`, which panics when stderr is closed.
    drop(writeln!(io::stderr().lock(), "{text}"));
}

fn settle(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::reader_gone()),
        Err(error) => Err(Failure::environment(format_args!("cannot write to stdout: {error}"))),
    }
}
