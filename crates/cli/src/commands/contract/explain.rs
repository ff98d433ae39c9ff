//! `contract explain`: all that is known of a case, without running it.

use livehook_contract::case::{Area, Case, Level, Tag};
use serde::Serialize;

use super::{
    arguments::SelectionArguments,
    last::{Last, REPORT},
    list::{decided_by, needs},
    select,
};
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    output::{self, Format, Paint, Style, for_terminal},
};

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArguments {
    /// Cases: ids, beginnings of ids such as css/bind, or areas
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

/// A case with all its words.
#[derive(Serialize)]
struct Explained {
    r#type: &'static str,
    id: &'static str,
    area: Area,
    level: Level,
    title: &'static str,
    sends: &'static str,
    sound: &'static str,
    matters: &'static str,
    mend: &'static str,
    source: String,
    tags: &'static [Tag],
    decided_by: &'static str,
    needs: Vec<&'static str>,
}

pub(super) fn run(arguments: &ExplainArguments, context: &Context) -> Result<Exit, Failure> {
    let selection = SelectionArguments { ids: arguments.ids.clone(), ..Default::default() };
    let cases = select::cases(&selection)?;
    if cases.is_empty() {
        return Ok(select::nothing("there is no case of that yet"));
    }
    // Whether the last run can be read or not, what a case is about can be said.
    let last = Last::read().ok().flatten();
    for (place, case) in cases.iter().enumerate() {
        match context.format {
            Format::Json => output::json(&explained(case))?,
            Format::Human => {
                if place > 0 {
                    output::line("")?;
                }
                print(case, context)?;
                print_last(case, last.as_ref(), context)?;
            }
        }
    }
    Ok(Exit::Success)
}

fn explained(case: &Case) -> Explained {
    Explained {
        r#type: "case",
        id: case.id,
        area: case.area(),
        level: case.level,
        title: case.title,
        sends: case.sends,
        sound: case.sound,
        matters: case.lesson.matters,
        mend: case.lesson.mend,
        source: case.source.to_string(),
        tags: case.tags,
        decided_by: decided_by(case),
        needs: needs(case),
    }
}

fn print(case: &Case, context: &Context) -> Result<(), Failure> {
    let environment = &context.layers.environment;
    let style = Style::of_stdout(environment.no_color());
    let explained = explained(case);
    let level = case.level.as_str().to_uppercase();
    output::line(&format!("{}  {level}", style.paint(Paint::Bold, case.id)))?;
    output::line(case.title)?;
    let tags: Vec<_> = case.tags.iter().map(|tag| tag.as_str()).collect();
    for (what, text) in [
        ("is sent", explained.sends),
        ("a sound receiver", explained.sound),
        ("it matters", explained.matters),
        ("to mend it", explained.mend),
        ("source", &explained.source),
        ("decided by", explained.decided_by),
        ("needs", &explained.needs.join(", ")),
        ("tags", &tags.join(", ")),
        (
            "to run it",
            &format!("{} contract run {} --url URL", environment.program_name(), case.id),
        ),
    ] {
        if !text.is_empty() {
            output::line(&format!(
                "  {}  {text}",
                style.paint(Paint::Faint, &format!("{what:<16}"))
            ))?;
        }
    }
    Ok(())
}

/// What the last run made here found of the case, with the commands that show it again.
fn print_last(case: &Case, last: Option<&Last>, context: &Context) -> Result<(), Failure> {
    let found = |last: &'_ Last| last.report.findings.iter().find(|it| it.id == case.id).cloned();
    let Some(finding) = last.and_then(found) else { return Ok(()) };
    let style = Style::of_stdout(context.layers.environment.no_color());
    // Lines for a shell are to be copied: from where they come is said.
    let found = format!("{}: {} ({REPORT})", finding.result, finding.why);
    let curl = finding.curl.as_deref().unwrap_or_default();
    for (what, text) in
        [("the last run", found.as_str()), ("again", &finding.reproduce), ("by curl", curl)]
    {
        if !text.is_empty() {
            let what = style.paint(Paint::Faint, &format!("{what:<16}"));
            output::line(&format!("  {what}  {}", for_terminal(text)))?;
        }
    }
    Ok(())
}
