//! Reports as they are asked for, written, read and shown. What they say is the library's.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

use livehook_contract::report::{
    Report, html,
    json::{REPORT_BYTES_MAX, from_json, to_json},
    junit::{UndeterminedAs, to_junit},
    markdown::to_markdown,
    terminal::{Detail, TerminalOptions},
};

use crate::{commands::Context, exit::Failure, files, output::for_terminal, text::with_causes};

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Junit,
    Html,
    Markdown,
}

/// `--report FORM=FILE`.
#[derive(Debug, Clone)]
pub(super) struct ReportAsked {
    form: Form,
    file: PathBuf,
}

impl FromStr for ReportAsked {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let written =
            "write `json=report.json`, `junit=report.xml`, `html=report.html` or `md=report.md`";
        let (form, file) = files::form_and_file(typed, written)?;
        let form = match form {
            "json" => Form::Json,
            "junit" => Form::Junit,
            "html" => Form::Html,
            "md" => Form::Markdown,
            _ => return Err(format!("there is no form of report `{form}`; {written}")),
        };
        files::check_is_file(&file)?;
        Ok(Self { form, file })
    }
}

/// Finds out before anything is sent what would keep reports from being written after it.
pub(super) fn check(asked: &[ReportAsked]) -> Result<(), Failure> {
    files::check(asked.iter().map(|report| report.file.as_path()))
}

/// The files of the reports that were asked for, in a line.
pub(super) fn named(asked: &[ReportAsked]) -> String {
    let names: Vec<_> = asked.iter().map(|report| report.file.display().to_string()).collect();
    for_terminal(&names.join(", "))
}

/// Writes every report that was asked for; the first failure ends it.
pub(super) fn write_all(
    asked: &[ReportAsked],
    report: &Report,
    undetermined: UndeterminedAs,
) -> Result<(), Failure> {
    for ReportAsked { form, file } in asked {
        let text = match form {
            Form::Json => to_json(report),
            Form::Junit => to_junit(report, undetermined),
            Form::Markdown => to_markdown(report),
            Form::Html => page(std::slice::from_ref(report))?,
        };
        files::write(file, &text)?;
    }
    Ok(())
}

/// One page of one or several reports.
pub(super) fn page(reports: &[Report]) -> Result<String, Failure> {
    html::page(reports).map_err(|error| Failure::environment(with_causes(&error)))
}

/// Reads a report that was written as JSON.
pub(super) fn read(file: &Path) -> Result<Report, Failure> {
    let shown = file.display();
    let text = files::read(file, REPORT_BYTES_MAX)?;
    from_json(&text).map_err(|error| {
        Failure::usage(format_args!("{shown}: {}", with_causes(&error)))
            .hint("`contract run --report json=FILE` writes one")
    })
}

/// How lines are laid out: as wide as the terminal says, if it says so.
pub(super) fn layout(detail: Detail, context: &Context) -> TerminalOptions {
    let columns = context.layers.environment.columns();
    let usual = TerminalOptions::default();
    TerminalOptions { width: columns.unwrap_or(usual.width), detail }
}
