//! `contract matrix`: the reports of several receivers side by side.

use std::path::PathBuf;

use livehook_contract::report::{
    Report,
    matrix::{Matrix, RowOrder},
    terminal::Detail,
};
use serde::Serialize;

use super::reports;
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    files,
    output::{self, Format},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct MatrixArguments {
    /// Reports in JSON, one a receiver
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write a page with all of them
    #[arg(long, value_name = "FILE", value_parser = files::file)]
    html: Option<PathBuf>,
    /// Write a Markdown table
    #[arg(long, value_name = "FILE", value_parser = files::file)]
    md: Option<PathBuf>,
    /// Show the cases first that most receivers get most wrong
    #[arg(long)]
    worst_first: bool,
}

/// The whole matrix as one object.
#[derive(Serialize)]
struct MatrixLine<'a> {
    r#type: &'static str,
    matrix: &'a Matrix,
}

pub(super) fn run(arguments: &MatrixArguments, context: &Context) -> Result<Exit, Failure> {
    for file in arguments.html.iter().chain(&arguments.md) {
        files::check_can_be_written(file)?;
    }
    let read: Vec<Report> =
        arguments.files.iter().map(|file| reports::read(file)).collect::<Result<_, _>>()?;
    let matrix = Matrix::of(&read);
    let order = if arguments.worst_first { RowOrder::WorstFirst } else { RowOrder::Catalogue };
    if let Some(file) = &arguments.html {
        files::write(file, &reports::page(&read)?)?;
    }
    if let Some(file) = &arguments.md {
        files::write(file, &matrix.to_markdown(order))?;
    }
    match context.format {
        Format::Json => output::json(&MatrixLine { r#type: "matrix", matrix: &matrix })?,
        Format::Human => {
            let layout = reports::layout(Detail::Brief, context);
            context.print(&matrix.lines(order, &layout))?;
        }
    }
    Ok(Exit::Success)
}
