//! Measurements as they are told, written and read. What they say is the library's.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

use livehook_load::{
    capacity::{CapacityOptions, Finding},
    measurement::{Measurement, Verdict},
    report::{
        hlog::hlog,
        html,
        json::{MEASUREMENT_BYTES_MAX, SummaryLine, capacity_ndjson, from_json, to_json},
        prometheus::prometheus,
        terminal::{self, TerminalOptions},
    },
};

use crate::{
    commands::Context,
    exit::{Exit, Failure},
    files,
    output::{self, Format},
    text::with_causes,
};

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Html,
    Hlog,
    Prometheus,
}

/// `--report FORM=FILE`.
#[derive(Debug, Clone)]
pub(super) struct ReportAsked {
    form: Form,
    /// None for stdout.
    file: Option<PathBuf>,
}

/// What stdout is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stdout {
    /// For the result, by `--format`.
    HasTheResult,
    /// For the whole measurement as JSON: a pod's log is all that is left of it.
    HasTheMeasurement,
}

impl FromStr for ReportAsked {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let written =
            "write `json=load.json`, `html=load.html`, `hlog=load.hlog` or `prom=load.prom`";
        let (form, file) = files::form_and_file(typed, written)?;
        let form = match form {
            "json" => Form::Json,
            "html" => Form::Html,
            "hlog" => Form::Hlog,
            "prom" => Form::Prometheus,
            _ => return Err(format!("there is no form of report `{form}`; {written}")),
        };
        if form == Form::Json && file == Path::new("-") {
            return Ok(Self { form, file: None });
        }
        files::check_is_file(&file)?;
        Ok(Self { form, file: Some(file) })
    }
}

/// Finds out before anything is sent what would keep reports from being written after it. What is left for stdout.
pub(super) fn check(asked: &[ReportAsked]) -> Result<Stdout, Failure> {
    files::check(asked.iter().filter_map(|report| report.file.as_deref()))?;
    let is_taken = asked.iter().any(|report| report.file.is_none());
    Ok(if is_taken { Stdout::HasTheMeasurement } else { Stdout::HasTheResult })
}

/// Writes every report that was asked for a file; the first failure ends it.
pub(super) fn write_all(asked: &[ReportAsked], measurement: &Measurement) -> Result<(), Failure> {
    for ReportAsked { form, file } in asked {
        let Some(file) = file else { continue };
        let text = match form {
            Form::Json => to_json(measurement),
            Form::Html => html::page(measurement)
                .map_err(|error| Failure::environment(with_causes(&error)))?,
            Form::Hlog => {
                hlog(measurement).map_err(|error| Failure::environment(with_causes(&error)))?
            }
            Form::Prometheus => prometheus(measurement),
        };
        files::write(file, &text)?;
    }
    Ok(())
}

/// As [`check`] of a search, which has no numbers of one rate for histograms and metrics.
pub(super) fn check_of_search(asked: &[ReportAsked]) -> Result<Stdout, Failure> {
    for report in asked {
        let form = match report.form {
            Form::Json | Form::Html => continue,
            Form::Hlog => "hlog",
            Form::Prometheus => "prom",
        };
        return Err(Failure::usage(format_args!(
            "a search has no report `{form}`: its trials are runs at many rates, and that form is of one"
        ))
        .hint("keep it with --report json=FILE or --report html=FILE")
        .hint("or measure the rate that was found by itself: --rate RATE --report hlog=FILE"));
    }
    check(asked)
}

/// As [`write_all`] of a search. What [`check_of_search`] refuses is not written.
pub(super) fn write_search(
    asked: &[ReportAsked],
    finding: &Finding,
    options: &CapacityOptions,
) -> Result<(), Failure> {
    for ReportAsked { form, file } in asked {
        let Some(file) = file else { continue };
        let text = match form {
            Form::Json => capacity_ndjson(finding, options),
            Form::Html => html::capacity_page(finding, options)
                .map_err(|error| Failure::environment(with_causes(&error)))?,
            Form::Hlog | Form::Prometheus => continue,
        };
        files::write(file, &text)?;
    }
    Ok(())
}

/// Tells what a run came to.
pub(super) fn tell(
    measurement: &Measurement,
    stdout: Stdout,
    context: &Context,
) -> Result<(), Failure> {
    match (stdout, context.format) {
        (Stdout::HasTheMeasurement, _) => output::bytes(to_json(measurement).as_bytes()),
        (Stdout::HasTheResult, Format::Json) => output::json(&SummaryLine::from(measurement)),
        (Stdout::HasTheResult, Format::Human) => {
            context.print(&terminal::lines(measurement, &layout(context)))
        }
    }
}

/// What a verdict means to a script. Of a run that is not valid and failed by what does not depend on time, that it failed: to be told that
/// events were lost is more than to be told to measure again.
pub(super) const fn exit(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Pass => Exit::Success,
        Verdict::Fail => Exit::Unmet,
        Verdict::Invalid => Exit::InvalidRun,
    }
}

/// Reads a measurement that was written as JSON.
pub(super) fn read(file: &Path) -> Result<Measurement, Failure> {
    let text = files::read(file, MEASUREMENT_BYTES_MAX)?;
    from_json(&text).map_err(|error| {
        Failure::usage(format_args!("{}: {}", file.display(), with_causes(&error)))
            .hint("`load … --report json=FILE` writes one")
    })
}

/// How lines are laid out: as wide as the terminal says, if it says so.
pub(super) fn layout(context: &Context) -> TerminalOptions {
    let usual = TerminalOptions::default();
    TerminalOptions { width: context.layers.environment.columns().unwrap_or(usual.width) }
}
