//! `contract replay`: one case again, and whether it is fixed.

use livehook_contract::{
    Patience, is_unreachable,
    report::{
        Finding,
        compare::Outcome,
        json::FindingLine,
        terminal::{self, Detail},
    },
};
use serde::Serialize;

use super::{
    arguments::TargetArguments,
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
    let meant = target::meant(&completed, earlier_profile, Patience::USUAL, context)?;
    let again = meant.again.clone();
    // Only the end is told: one case needs no bar, and its lines come together.
    let width = reports::layout(Detail::Everything, context).width;
    let mut listener = Listener::new(Format::Human, width, &context.layers.environment);
    let ended = perform(&[case], meant, &mut listener);
    listener.finish();
    let Ended::Complete(report) = ended? else {
        output::note("interrupted");
        tell_again(again.as_deref());
        return Ok(Exit::Interrupted);
    };
    let before = last.and_then(|last| {
        let findings = last.report.findings.iter();
        findings.rev().find(|finding| finding.id == case.id).map(Outcome::of)
    });
    let unreachable = is_unreachable(&report);
    let became = report.findings.iter().map(|finding| {
        let became = Became::of(before, Outcome::of(finding));
        match context.format {
            Format::Json => tell_in_json(finding, before, became, report.seed)?,
            Format::Human => {
                let style = Style::of_stdout(context.layers.environment.no_color());
                let paint = if became.passes() { Paint::Good } else { Paint::Bad };
                output::line(&style.paint(paint, became.words()))?;
                let layout = reports::layout(Detail::Everything, context);
                context.print(&terminal::lines(&report, &layout))?;
            }
        }
        Ok(became)
    });
    let became = became.collect::<Result<Vec<_>, Failure>>()?;
    tell_again(again.as_deref());
    Ok(match became.as_slice() {
        _ if unreachable => Exit::Environment,
        [became] if became.passes() => Exit::Success,
        _ => Exit::Unmet,
    })
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
