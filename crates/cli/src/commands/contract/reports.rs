//! Reports as they are asked for, written, read and shown. What they say is the library's.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    str::FromStr,
};

use livehook_contract::report::{
    Report, html,
    json::{REPORT_BYTES_MAX, from_json, to_json},
    junit::{UndeterminedAs, to_junit},
    markdown::to_markdown,
    terminal::{Detail, Line, Paint as LinePaint, TerminalOptions},
};

use super::observe::with_causes;
use crate::{
    commands::Context,
    exit::Failure,
    output::{self, Paint, Style},
};

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
        let (form, file) =
            typed.split_once('=').ok_or_else(|| format!("`{typed}` is no report; {written}"))?;
        let form = match form {
            "json" => Form::Json,
            "junit" => Form::Junit,
            "html" => Form::Html,
            "md" => Form::Markdown,
            _ => return Err(format!("there is no form of report `{form}`; {written}")),
        };
        check_is_file(file)?;
        Ok(Self { form, file: file.into() })
    }
}

/// `--html FILE` and the like.
pub(super) fn file(typed: &str) -> Result<PathBuf, String> {
    check_is_file(typed).map(|()| typed.into())
}

fn check_is_file(file: &str) -> Result<(), String> {
    match file {
        "" => Err("a report needs a file".to_owned()),
        "-" => Err("a report goes to a file; stdout has the result (--format json)".to_owned()),
        _ => Ok(()),
    }
}

/// Finds out before anything is sent what would keep reports from being written after it.
pub(super) fn check(asked: &[ReportAsked]) -> Result<(), Failure> {
    for (place, report) in asked.iter().enumerate() {
        let shown = report.file.display();
        check_can_be_written(&report.file)?;
        if asked[..place].iter().any(|other| other.file == report.file) {
            return Err(Failure::usage(format_args!("two reports would be written to {shown}")));
        }
    }
    Ok(())
}

/// A file whose directory is there and takes files, and that is no directory itself.
pub(super) fn check_can_be_written(file: &Path) -> Result<(), Failure> {
    let folder = folder(file);
    if !folder.is_dir() {
        return Err(Failure::usage(format_args!(
            "cannot write {}: there is no directory {}",
            file.display(),
            folder.display()
        )));
    }
    if file.is_dir() {
        return Err(Failure::usage(format_args!(
            "{} is a directory; name a file in it",
            file.display()
        )));
    }
    tempfile::tempfile_in(folder).map(drop).map_err(|error| cannot_write(file, &error))
}

fn cannot_write(file: &Path, error: &io::Error) -> Failure {
    Failure::environment(format_args!("cannot write {}: {error}", file.display()))
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
        write(file, &text)?;
    }
    Ok(())
}

/// One page of one or several reports.
pub(super) fn page(reports: &[Report]) -> Result<String, Failure> {
    html::page(reports).map_err(|error| Failure::environment(with_causes(&error)))
}

/// Writes a file as a whole: who reads it meanwhile sees the old one or the new one.
pub(super) fn write(file: &Path, text: &str) -> Result<(), Failure> {
    write_whole(file, text).map_err(|error| cannot_write(file, &error))
}

pub(super) fn write_whole(file: &Path, text: &str) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        // As a file that is simply created: others may read it if the umask lets them.
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    let mut temporary = builder.prefix(".livehook-").tempfile_in(folder(file))?;
    temporary.write_all(text.as_bytes())?;
    temporary.persist(file).map_err(|error| error.error)?;
    Ok(())
}

fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Reads a report that was written as JSON.
pub(super) fn read(file: &Path) -> Result<Report, Failure> {
    let shown = file.display();
    let cannot = |error: io::Error| Failure::usage(format_args!("cannot read {shown}: {error}"));
    let most = u64::try_from(REPORT_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut text = String::new();
    fs::File::open(file).map_err(cannot)?.take(most).read_to_string(&mut text).map_err(cannot)?;
    from_json(&text).map_err(|error| {
        Failure::usage(format_args!("{shown}: {}", with_causes(&error)))
            .hint("`contract run --report json=FILE` writes one")
    })
}

/// How lines are laid out: as wide as the terminal says, if it says so.
pub(super) fn layout(detail: Detail, context: &Context) -> TerminalOptions {
    let columns = context.layers.environment.get("COLUMNS").and_then(|text| text.parse().ok());
    let usual = TerminalOptions::default();
    TerminalOptions { width: columns.unwrap_or(usual.width), detail }
}

/// Prints lines of the library's, which are fit for a terminal, in our colours.
pub(super) fn print(lines: &[Line], context: &Context) -> Result<(), Failure> {
    let style = Style::of_stdout(context.layers.environment.get("NO_COLOR"));
    lines.iter().try_for_each(|line| output::line(&painted(line, style)))
}

fn painted(line: &Line, style: Style) -> String {
    let span = |paint: LinePaint, text: &str| match paint {
        LinePaint::Good => style.paint(Paint::Good, text),
        LinePaint::Bad => style.paint(Paint::Bad, text),
        LinePaint::Caution => style.paint(Paint::Caution, text),
        LinePaint::Faint => style.paint(Paint::Faint, text),
        LinePaint::Bold => style.paint(Paint::Bold, text),
        LinePaint::Plain => text.to_owned(),
    };
    line.spans.iter().map(|each| span(each.paint, &each.text)).collect()
}
