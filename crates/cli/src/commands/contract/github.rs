//! Within GitHub Actions: annotations beside the run, and a page for its summary.

use std::{fs::OpenOptions, io::Write as _};

use livehook_contract::report::{Report, github::annotations, markdown::to_markdown};

use crate::{output, settings::Environment};

/// Set to `true` by every runner.
const ACTIONS: &str = "GITHUB_ACTIONS";

/// The file whose text the runner shows as the step's summary.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Tells GitHub, if this runs there. Nothing that goes wrong here changes what was found.
pub(super) fn tell(report: &Report, environment: &Environment) {
    if environment.get(ACTIONS) != Some("true") {
        return;
    }
    // To stderr, where the runner looks as well: stdout is the result's.
    annotations(report).iter().for_each(|line| output::note(line));
    let Some(file) = environment.get(STEP_SUMMARY) else { return };
    let page = to_markdown(report);
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(file)
        .and_then(|mut summary| summary.write_all(page.as_bytes()));
    if let Err(error) = written {
        output::note(&format!("note: the step's summary is not written: {file}: {error}"));
    }
}
