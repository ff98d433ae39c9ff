//! `contract replay`: one case again, and whether it is fixed. One that failed among others is tried by itself and then among others.

use livehook_contract::{
    Patience,
    case::Case,
    catalogue, is_unreachable,
    report::{
        Finding, Report, Summary,
        compare::Outcome,
        json::FindingLine,
        terminal::{self, Detail},
    },
};
use serde::Serialize;

use super::{
    arguments::{SendingArguments, TargetArguments},
    last::Last,
    perform::{Ended, perform},
    progress::Listener,
    reports,
    run::tell_again,
    select, target,
};
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    output::{self, Format, Paint, Style},
};

/// As many cases as are under way at once in a run: the one, and others around it.
const AMONG_MAX: usize = 36;

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct ReplayArguments {
    /// The case
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    target: TargetArguments,
}

/// What became of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Became {
    Fixed,
    StillPasses,
    Passes,
    StillFails,
    NowFails,
    Fails,
    Undetermined,
    /// It failed among others, and does so still.
    PassesAlone,
}

impl Became {
    fn of(before: Option<Outcome>, now: Outcome) -> Self {
        let is_sound = |outcome: Outcome| outcome.is_sound();
        match (before, now) {
            (_, Outcome::Undetermined | Outcome::Error | Outcome::Skip) => Self::Undetermined,
            (None | Some(Outcome::Skip), now) if is_sound(now) => Self::Passes,
            (None | Some(Outcome::Skip), _) => Self::Fails,
            (Some(before), now) if is_sound(now) && is_sound(before) => Self::StillPasses,
            (Some(_), now) if is_sound(now) => Self::Fixed,
            (Some(before), _) if before.is_failure() => Self::StillFails,
            (Some(_), _) => Self::NowFails,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Fixed => "FIXED",
            Self::StillPasses => "STILL PASSES",
            Self::Passes => "PASSES",
            Self::StillFails => "STILL FAILS",
            Self::NowFails => "NOW FAILS",
            Self::Fails => "FAILS",
            Self::Undetermined => "UNDETERMINED",
            Self::PassesAlone => "PASSES ALONE",
        }
    }

    const fn passes(self) -> bool {
        matches!(self, Self::Fixed | Self::StillPasses | Self::Passes)
    }
}

#[derive(Serialize)]
struct ReplayLine<'a> {
    r#type: &'static str,
    id: &'a str,
    became: Became,
    before: Option<Outcome>,
    now: Outcome,
    seed: u64,
}

pub(super) fn run(arguments: ReplayArguments, context: &Context) -> Result<Exit, Failure> {
    let case = select::one(&arguments.id)?;
    let last = Last::read()?;
    let typed = arguments.target;
    let (completed, earlier_profile) = match &last {
        None => (typed, None),
        Some(last) => (
            last.complete(typed, &context.layers.environment),
            last.report.target.profile.as_deref(),
        ),
    };
    let perform = |cases: &[&'static Case], target: &TargetArguments| {
        let meant = target::meant(target, earlier_profile, Patience::USUAL, context)?;
        let again = meant.again.clone();
        // Only the end is told: one case needs no bar, and its lines come together.
        let width = reports::layout(Detail::Everything, context).width;
        let mut listener = Listener::new(Format::Human, width, &context.layers.environment);
        let ended = perform(cases, meant, &mut listener);
        listener.finish();
        Ok::<_, Failure>((ended?, again))
    };
    let (ended, mut again) = perform(&[case], &completed)?;
    let Ended::Complete(mut report) = ended else { return Ok(interrupted(again.as_deref())) };
    let before = last.as_ref().and_then(|last| {
        let findings = last.report.findings.iter();
        findings.rev().find(|finding| finding.id == case.id).map(Outcome::of)
    });
    let mut became = became(before, &report);
    let others = last.as_ref().map(|last| others(case, &last.report)).unwrap_or_default();
    if became == Some(Became::Fixed) && !others.is_empty() {
        output::note(&format!(
            "note: it passes by itself; it failed among others, so it is tried among {} of them",
            others.len()
        ));
        let seed = completed.sending.seed.map(|seed| seed.wrapping_add(1));
        let sending = SendingArguments { seed, ..completed.sending.clone() };
        let cases: Vec<_> = others.into_iter().chain([case]).collect();
        let (ended, again_now) = perform(&cases, &TargetArguments { sending, ..completed })?;
        again = again_now;
        let Ended::Complete(among) = ended else { return Ok(interrupted(again.as_deref())) };
        report = only(case, among);
        became = match self::became(before, &report) {
            Some(Became::StillFails | Became::NowFails) => Some(Became::PassesAlone),
            became => became,
        };
    }
    if let (Some(finding), Some(became)) = (report.findings.first(), became) {
        tell(&report, finding, before, became, context)?;
    }
    tell_again(again.as_deref());
    Ok(match became {
        _ if is_unreachable(&report) => Exit::Environment,
        Some(became) if became.passes() => Exit::Success,
        _ => Exit::Unmet,
    })
}

fn interrupted(again: Option<&str>) -> Exit {
    output::note("interrupted");
    tell_again(again);
    Exit::Interrupted
}

fn became(before: Option<Outcome>, report: &Report) -> Option<Became> {
    report.findings.first().map(|finding| Became::of(before, Outcome::of(finding)))
}

/// The cases beside which it was tried in the last run, those around it; none where it had the receiver for itself.
fn others(case: &Case, last: &Report) -> Vec<&'static Case> {
    if !case.runs_among_others() {
        return Vec::new();
    }
    let was_tried = |it: &Case| {
        let mut findings = last.findings.iter();
        findings.any(|finding| finding.id == it.id && Outcome::of(finding) != Outcome::Skip)
    };
    let (before, after): (Vec<_>, Vec<_>) = catalogue::all()
        .filter(|it| it.id != case.id && it.runs_among_others() && was_tried(it))
        .partition(|it| place(it) < place(case));
    let half = AMONG_MAX / 2;
    let skipped = before.len().saturating_sub(half);
    let before = before.into_iter().skip(skipped);
    before.chain(after).take(AMONG_MAX - 1).collect()
}

/// Where a case stands in the catalogue.
fn place(case: &Case) -> usize {
    catalogue::all().take_while(|each| each.id != case.id).count()
}

/// The report of this case alone.
fn only(case: &Case, mut report: Box<Report>) -> Box<Report> {
    report.findings.retain(|finding| finding.id == case.id);
    let Summary { requests, refusal_style, .. } = report.summary;
    report.summary = Summary::of(&report.findings, requests, refusal_style);
    report
}

fn tell(
    report: &Report,
    finding: &Finding,
    before: Option<Outcome>,
    became: Became,
    context: &Context,
) -> Result<(), Failure> {
    match context.format {
        Format::Json => tell_in_json(finding, before, became, report.seed),
        Format::Human => {
            let style = Style::of_stdout(context.layers.environment.no_color());
            let paint = if became.passes() { Paint::Good } else { Paint::Bad };
            output::line(&style.paint(paint, became.words()))?;
            let layout = reports::layout(Detail::Everything, context);
            context.print(&terminal::lines(report, &layout))
        }
    }
}

fn tell_in_json(
    finding: &Finding,
    before: Option<Outcome>,
    became: Became,
    seed: u64,
) -> Result<(), Failure> {
    output::json(&FindingLine::from(finding))?;
    let now = Outcome::of(finding);
    output::json(&ReplayLine { r#type: "replay", id: &finding.id, became, before, now, seed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: Option<Outcome>, now: Outcome, expected: &str) {
        assert_eq!(Became::of(before, now).words(), expected);
    }

    #[test]
    fn a_case_is_fixed_when_it_was_not_sound_and_is() {
        check(Some(Outcome::Fail), Outcome::Pass, "FIXED");
        check(Some(Outcome::ExpectedFailure), Outcome::Pass, "FIXED");
        check(Some(Outcome::Undetermined), Outcome::Warn, "FIXED");
        check(Some(Outcome::Pass), Outcome::Pass, "STILL PASSES");
        check(Some(Outcome::Fail), Outcome::Fail, "STILL FAILS");
        check(Some(Outcome::Fail), Outcome::ExpectedFailure, "STILL FAILS");
        check(Some(Outcome::Pass), Outcome::Fail, "NOW FAILS");
        check(Some(Outcome::Undetermined), Outcome::Fail, "NOW FAILS");
        check(Some(Outcome::Fail), Outcome::Error, "UNDETERMINED");
        check(None, Outcome::Pass, "PASSES");
        check(None, Outcome::Fail, "FAILS");
    }
}
