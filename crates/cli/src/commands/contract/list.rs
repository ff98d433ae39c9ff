//! `contract list`: the cases, one a line.

use livehook_contract::case::{Area, Case, DecidedBy, Level, Tag};
use serde::Serialize;

use super::{arguments::SelectionArguments, select};
use crate::{
    commands::Context,
    exit::{Exit, Failure},
    output::{self, Format, Paint, Style, Table},
};

/// A case as one object.
#[derive(Serialize)]
struct CaseLine {
    r#type: &'static str,
    id: &'static str,
    area: Area,
    level: Level,
    title: &'static str,
    source: String,
    tags: &'static [Tag],
    decided_by: &'static str,
    needs: Vec<&'static str>,
}

pub(super) fn run(arguments: &SelectionArguments, context: &Context) -> Result<Exit, Failure> {
    let cases = select::cases(arguments)?;
    if cases.is_empty() {
        return Ok(select::nothing("no case is all of that"));
    }
    if context.format == Format::Json {
        cases.iter().try_for_each(|case| output::json(&line(case)))?;
        return Ok(Exit::Success);
    }
    let style = Style::of_stdout(context.layers.environment.no_color());
    let mut table = Table::new(["case", "level", "what a sound receiver does"]);
    for case in &cases {
        let level = (case.level == Level::Must).then_some(Paint::Bold);
        table.row([
            (case.id.to_owned(), None),
            (case.level.as_str().to_uppercase(), level),
            (case.title.to_owned(), None),
        ]);
    }
    table.lines(style).iter().try_for_each(|line| output::line(line))?;
    output::note(&format!(
        "note: {}; `contract explain ID` says more of one",
        crate::text::counted(u64::try_from(cases.len()).unwrap_or(u64::MAX), "case")
    ));
    Ok(Exit::Success)
}

fn line(case: &Case) -> CaseLine {
    CaseLine {
        r#type: "case",
        id: case.id,
        area: case.area(),
        level: case.level,
        title: case.title,
        source: case.source.to_string(),
        tags: case.tags,
        decided_by: decided_by(case),
        needs: needs(case),
    }
}

/// What decides a case, in a stable word.
pub(super) const fn decided_by(case: &Case) -> &'static str {
    match case.decided_by {
        DecidedBy::Answers => "answers",
        DecidedBy::Effects => "effects",
    }
}

/// What a case needs to be decided, beside a receiver.
pub(super) fn needs(case: &Case) -> Vec<&'static str> {
    [
        (case.needs_key(), "key"),
        (case.decided_by == DecidedBy::Effects, "probe"),
        (case.needs_restart(), "restart"),
        (case.needs_plain_http(), "plain-http"),
    ]
    .into_iter()
    .filter_map(|(needed, word)| needed.then_some(word))
    .collect()
}
