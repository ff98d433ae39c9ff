//! One line an attempt.

use livehook_simulator::{
    delivery::{Next, Outcome, Report},
    wire::AttemptLine,
};

use super::{
    arguments::Judging,
    words::{no_answer, refused_by_body_alone},
};
use crate::{
    commands::Context,
    exit::Failure,
    output::{self, Format, Paint, Style, for_terminal},
};

/// The longest answer shown in a line, in characters.
const ANSWER_CHARACTERS: usize = 100;

/// Prints attempts as they end. The first failure to print is kept for the end: sending goes on.
pub(super) struct AttemptPrinter {
    format: Format,
    style: Style,
    judging: Judging,
    program: &'static str,
    /// The case of the contract about the first refusal that only a body stated.
    refused_by_body: Option<&'static str>,
    stopped: Result<(), Failure>,
}

impl AttemptPrinter {
    pub(super) fn new(context: &Context, judging: Judging) -> Self {
        let style = Style::of_stdout(context.layers.environment.no_color());
        Self {
            format: context.format,
            style,
            judging,
            program: context.layers.environment.program_name(),
            refused_by_body: None,
            stopped: Ok(()),
        }
    }

    pub(super) fn report(&mut self, report: &Report) {
        if self.judging == Judging::AnswersTable && self.refused_by_body.is_none() {
            self.refused_by_body =
                refused_by_body_alone(&report.judgement, &report.attempt.outcome);
        }
        if self.stopped.is_ok() {
            self.stopped = match self.format {
                Format::Json => output::json(&AttemptLine::from(report)),
                Format::Human => output::line(&self.line(report)),
            };
        }
    }

    /// Whether all could be printed.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        std::mem::replace(&mut self.stopped, Ok(()))
    }

    /// Says, after all else, what a refusal comes to that only a body states.
    pub(super) fn hint(&self) {
        if let Some(case) = self.refused_by_body {
            output::note(&format!(
                "hint: Tencent counts any 200 as delivered and ignores the body; refuse by status: {} contract explain {case}",
                self.program
            ));
        }
    }

    fn line(&self, report: &Report) -> String {
        let name = report.flaw.map_or_else(|| "sound".to_owned(), |flaw| flaw.to_string());
        let number = match report.attempt.number {
            1 => String::new(),
            number => format!(" (attempt {number})"),
        };
        let answered = match &report.attempt.outcome {
            Outcome::Answered { status, excerpt } => {
                format!("{status} {}", cut(&for_terminal(excerpt)))
            }
            Outcome::Failed { kind, detail } => {
                format!("no answer: {}", no_answer(*kind, detail))
            }
        };
        let latency = report.attempt.latency.as_millis();
        let again =
            if report.attempt.next == Next::WillRetry { "; will be sent again" } else { "" };
        let line =
            format!("{}{number}  {name:<20} {answered}  {latency} ms{again}", report.index + 1);
        match self.judging {
            Judging::None => line,
            Judging::AnswersTable if report.judgement.is_as_expected() => {
                format!("{} {line}", self.style.paint(Paint::Good, "ok"))
            }
            Judging::AnswersTable => {
                let expected = report.judgement.expected();
                let code = expected.code.map_or_else(String::new, |code| format!(" {code}"));
                let expected = format!("expected {}{code}: {}", expected.status, expected.meaning);
                format!(
                    "{} {line}\n       {expected}",
                    self.style.paint(Paint::Bad, "not as expected")
                )
            }
        }
    }
}

fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(ANSWER_CHARACTERS).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}
