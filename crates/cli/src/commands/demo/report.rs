//! The demo's page: a row a callback, the clips that arrived, and what to try next.

use std::path::Path;

use livehook_inbox::{Query, Reader, StateFilter};
use serde::Serialize;

use super::{Played, observed::Observed};
use crate::{
    commands::{Context, inbox},
    exit::Failure,
    output::{self, Format, Paint, Style, Table, for_terminal},
};

/// A row for scripts. Fields are added, never changed.
#[derive(Serialize)]
struct Row<'a> {
    r#type: &'static str,
    situation: &'static str,
    sent: &'a str,
    expected: String,
    answered: String,
    expected_kept: &'static str,
    kept: &'static str,
    ok: bool,
}

/// Collects rows; prints them at once in JSON, and as a table at the end for people.
pub(super) struct Report {
    format: Format,
    style: Style,
    program: &'static str,
    table: Table,
    rows: usize,
    good: usize,
}

impl Report {
    pub(super) fn new(context: &Context) -> Self {
        let environment = &context.layers.environment;
        Self {
            format: context.format,
            style: Style::of_stdout(environment.no_color()),
            program: environment.program_name(),
            table: Table::new(["", "Tencent sends", "expected", "answered", "in the inbox"]),
            rows: 0,
            good: 0,
        }
    }

    pub(super) const fn is_good(&self) -> bool {
        self.rows == self.good && self.rows > 0
    }

    pub(super) fn row(&mut self, played: Played) -> Result<(), Failure> {
        let ok = played.is_as_expected();
        self.rows += 1;
        self.good += usize::from(ok);
        let Played { step, judgement, observed } = played;
        let answer = step.expected.answer();
        let expected = answer_words(Some(answer.status), answer.code);
        let answered = answer_words(judgement.status, judgement.code.as_deref());
        if self.format == Format::Json {
            return output::json(&Row {
                r#type: "row",
                situation: step.expected.as_str(),
                sent: step.what,
                expected,
                answered,
                expected_kept: answer.kept.as_str(),
                kept: observed.name(),
                ok,
            });
        }
        let (sign, paint) = if ok { ("✓", Paint::Good) } else { ("✗", Paint::Bad) };
        let kept = match observed {
            observed if observed.is(answer.kept) => observed.words().to_owned(),
            observed => {
                format!("{} instead of {}", observed.words(), Observed::Known(answer.kept).words())
            }
        };
        self.table.row([
            (sign.to_owned(), Some(paint)),
            (step.what.to_owned(), None),
            (expected, Some(Paint::Faint)),
            (answered, (!ok).then_some(Paint::Bad)),
            (kept, None),
        ]);
        Ok(())
    }

    pub(super) fn end(&self, reader: &Reader, path: &Path) -> Result<(), Failure> {
        if self.format == Format::Json {
            let summary = serde_json::json!({ "type": "summary", "ok": self.is_good(), "rows": self.rows, "as_expected": self.good });
            return output::json(&summary);
        }
        self.table.lines(self.style).iter().try_for_each(|line| output::line(line))?;
        let events = Query { state: Some(StateFilter::Event), ..Query::default() };
        let events = reader.list(&events).map_err(|error| inbox::failure(path, &error))?;
        output::line("")?;
        output::line(&self.style.paint(Paint::Bold, "Clips that arrived, each once"))?;
        for (record, clip) in
            events.iter().flat_map(|record| record.clips.iter().map(move |clip| (record, clip)))
        {
            output::line(&format!("  {:<3} {}", record.id, for_terminal(&clip.title)))?;
        }
        output::line("")?;
        self.verdict_and_next_steps()
    }

    fn verdict_and_next_steps(&self) -> Result<(), Failure> {
        let (good, rows, program) = (self.good, self.rows, self.program);
        if self.is_good() {
            output::line(&format!(
                "All {rows} as expected. The last one is the lesson: the signature does not cover the body."
            ))?;
        } else {
            output::line(
                &self.style.paint(Paint::Bad, &format!("Only {good} of {rows} as expected.")),
            )?;
        }
        output::line("")?;
        output::line(&self.style.paint(Paint::Bold, "Try next"))?;
        for (command, use_of_it) in [
            ("key new --out callback.key", "a key for Tencent's console and for you"),
            ("serve --key-file callback.key", "a receiver that stays"),
            ("simulate --list-flaws", "all that can be wrong with a callback"),
        ] {
            output::line(&format!("  {:<46} {use_of_it}", format!("{program} {command}")))?;
        }
        Ok(())
    }
}

fn answer_words(status: Option<u16>, code: Option<&str>) -> String {
    match (status, code) {
        (None, _) => "no answer".to_owned(),
        (Some(status), None) => status.to_string(),
        (Some(status), Some(code)) => format!("{status} {}", for_terminal(code)),
    }
}
