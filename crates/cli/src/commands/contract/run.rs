//! `contract run`: from a selection to findings, reports and an exit code.

use livehook_contract::{
    Patience,
    case::{Case, Level},
    is_refused, is_unreachable,
    report::{
        Class, Report, Summary,
        json::SummaryLine,
        junit::UndeterminedAs,
        terminal::{self, Detail},
    },
};

use super::{
    anyway::AnywayArguments,
    arguments::{SelectionArguments, TargetArguments},
    github,
    last::{self, Call, Last},
    perform::{Ended, perform},
    progress::Listener,
    reports::{self, ReportAsked},
    select, target,
};
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    output::{self, Format},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    selection: SelectionArguments,
    /// Only cases that failed, were undetermined or could not be tried in the last run made here
    #[arg(long, help_heading = "Which cases")]
    last_failed: bool,
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    anyway: AnywayArguments,
    /// Write a report: json=FILE, junit=FILE, html=FILE or md=FILE (can be repeated)
    #[arg(long, value_name = "FORM=FILE", help_heading = "What is told")]
    report: Vec<ReportAsked>,
    /// Exit 0 although cases are undetermined, as they are where nothing shows effects
    #[arg(long, help_heading = "What is told")]
    allow_undetermined: bool,
    /// Print every finding, with the commands that show it again
    #[arg(long, help_heading = "What is told")]
    verbose: bool,
}

pub(super) fn run(arguments: RunArguments, context: &Context) -> Result<Exit, Failure> {
    let cases = match selected(&arguments)? {
        Ok(cases) => cases,
        Err(why) => return Ok(select::nothing(&why)),
    };
    reports::check(&arguments.report)?;
    let RunArguments { selection, last_failed, target, report: asked, .. } = arguments;
    let RunArguments { allow_undetermined, verbose, anyway, .. } = arguments;
    // Judged again by what it was judged by.
    let last = if last_failed { Last::read()? } else { None };
    let environment = &context.layers.environment;
    let (target, profile) = match &last {
        None => (target, None),
        Some(last) => (last.complete(target, environment), last.report.target.profile.as_deref()),
    };
    let undetermined =
        if allow_undetermined { UndeterminedAs::Skipped } else { UndeterminedAs::Failure };
    let patience =
        if selection.level == Some(Level::Must) { Patience::SHORT } else { Patience::USUAL };
    let mut meant = target::meant(&target, profile, patience, context)?;
    meant.options.when_refused = anyway.when_refused();
    let call = Call::of(&target, meant.options.key.as_ref());
    let (again, transcripts) = (meant.again.clone(), meant.options.transcripts);

    let width = reports::layout(Detail::Brief, context).width;
    let mut listener = Listener::new(context.format, width, &context.layers.environment);
    let ended = perform(&cases, meant, &mut listener);
    let found = listener.finish();
    let Ended::Complete(report) = ended? else {
        if context.format == Format::Human {
            context.print(&found)?;
        }
        let unwritten = reports::named(&asked);
        let unwritten =
            if unwritten.is_empty() { unwritten } else { format!("; not written: {unwritten}") };
        output::note(&format!(
            "interrupted after {} of {} cases{unwritten}",
            found.len(),
            cases.len()
        ));
        tell_again(again.as_deref());
        return Ok(Exit::Interrupted);
    };
    let told = listener.printed().and_then(|()| {
        let detail = if verbose { Detail::Everything } else { Detail::Brief };
        tell(&report, detail, context)
    });
    // Reports are written although nobody may have read what was printed.
    reports::write_all(&asked, &report, undetermined)?;
    last::keep(&report, &call, transcripts);
    github::tell(&report, &context.layers.environment);
    if !is_unreachable(&report) {
        tell_again(again.as_deref());
    }
    match told {
        Err(failure) if failure.exit() != Exit::Success => Err(failure),
        _ if report.findings.iter().all(|finding| finding.result == Class::Skip) => {
            Ok(select::nothing("every case that was asked for was skipped"))
        }
        _ => Ok(exit(&report, undetermined)),
    }
}

/// The cases, or why there are none.
fn selected(arguments: &RunArguments) -> Result<Result<Vec<&'static Case>, String>, Failure> {
    let mut cases = select::cases(&arguments.selection)?;
    if cases.is_empty() {
        return Ok(Err("no case is all of that; `contract list` takes the same words".to_owned()));
    }
    if arguments.last_failed {
        let Some(last) = Last::read()? else {
            return Ok(Err("no run was made in this directory yet".to_owned()));
        };
        let failed = last.failed();
        cases.retain(|case| failed.contains(&case.id));
        if cases.is_empty() {
            return Ok(Err("none of these cases failed in the last run".to_owned()));
        }
    }
    Ok(Ok(cases))
}

fn tell(report: &Report, detail: Detail, context: &Context) -> Result<(), Failure> {
    match context.format {
        Format::Json => output::json(&SummaryLine::from(report)),
        Format::Human => context.print(&terminal::lines(report, &reports::layout(detail, context))),
    }
}

/// Says how to get the same events again.
pub(super) fn tell_again(flag: Option<&str>) {
    if let Some(flag) = flag {
        output::note(&format!(
            "note: {flag} makes the same events again (a receiver that remembers them will not take them twice)"
        ));
    }
}

/// What a run means to a script.
fn exit(report: &Report, undetermined: UndeterminedAs) -> Exit {
    if is_unreachable(report) {
        return Exit::Environment;
    }
    // Whatever the reason, it does not take what is right.
    if is_refused(report) {
        return Exit::Unmet;
    }
    exit_of(&report.summary, undetermined)
}

fn exit_of(summary: &Summary, undetermined: UndeterminedAs) -> Exit {
    let is_open = undetermined == UndeterminedAs::Failure;
    match summary {
        Summary { fail: 1.., .. } => Exit::Unmet,
        Summary { error: 1.., .. } => Exit::Environment,
        Summary { undetermined: 1.., .. } if is_open => Exit::Unmet,
        _ => Exit::Success,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(summary: &Summary, undetermined: UndeterminedAs, expected: Exit) {
        assert_eq!(exit_of(summary, undetermined), expected, "{summary:?}");
    }

    #[test]
    fn only_a_run_that_leaves_nothing_open_is_green() {
        let usual = UndeterminedAs::Failure;
        let passes = || Summary { pass: 1, warn: 1, expected_failures: 1, ..Summary::default() };
        check(&passes(), usual, Exit::Success);
        check(&Summary { fail: 1, error: 1, ..passes() }, usual, Exit::Unmet);
        check(&Summary { error: 1, undetermined: 1, ..passes() }, usual, Exit::Environment);
        check(&Summary { undetermined: 1, ..passes() }, usual, Exit::Unmet);
        check(&Summary { undetermined: 1, ..passes() }, UndeterminedAs::Skipped, Exit::Success);
        check(
            &Summary { undetermined: 1, fail: 1, ..passes() },
            UndeterminedAs::Skipped,
            Exit::Unmet,
        );
    }
}
