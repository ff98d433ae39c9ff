//! `explain`: why a callback was judged as it was, for the person at whose desk it failed.

use livehook_core::explain::{Language, Outcome, Role, StepKind, explain};
use serde::Serialize;

use super::{
    Context,
    judging::{JudgingArguments, sources_of_file},
};
use crate::{
    exit::{Exit, Failure},
    output::{self, Format, Paint, Style},
    settings::Environment,
};

/// The variables that name a language, strongest first.
const LANGUAGE_VARIABLES: &[&str] = &["LIVEHOOK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];

/// What may be typed.
#[derive(Debug, clap::Args)]
#[command(
    before_help = "Example: livehook explain --key callbackKey0123456789 --file callback.json --now 1761129000"
)]
pub(crate) struct ExplainArguments {
    #[command(flatten)]
    judging: JudgingArguments,
    /// The language of the explanation [env: LIVEHOOK_LANG] [default: the locale's]
    #[arg(long, value_enum, value_name = "LANG")]
    lang: Option<LanguageName>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum LanguageName {
    En,
    Zh,
}

/// The explanation as one object.
#[derive(Serialize)]
struct Explained {
    verdict: &'static str,
    code: Option<&'static str>,
    steps: Vec<ExplainedStep>,
}

#[derive(Serialize)]
struct ExplainedStep {
    kind: &'static str,
    text: String,
}

pub(crate) fn run(arguments: &ExplainArguments, context: &Context) -> Result<Exit, Failure> {
    let case = arguments.judging.case(context)?;
    let others = sources_of_file(&context.layers)?;
    let language = language(arguments.lang, &context.layers.environment);
    let explanation = explain(&case.body, &case.source, &others, case.now, &case.policy, language);
    match context.format {
        Format::Json => output::json(&Explained {
            verdict: explanation.outcome.as_str(),
            code: explanation.code.map(livehook_core::Code::as_str),
            steps: explanation
                .steps
                .into_iter()
                .map(|step| ExplainedStep { kind: step.kind.as_str(), text: step.text })
                .collect(),
        })?,
        Format::Human => {
            let style = Style::of_stdout(context.layers.environment.no_color());
            for step in &explanation.steps {
                output::line(&line(step.kind, &step.text, explanation.outcome, style))?;
            }
        }
    }
    Ok(if explanation.outcome == Outcome::Accepted { Exit::Success } else { Exit::Unmet })
}

fn line(kind: StepKind, text: &str, outcome: Outcome, style: Style) -> String {
    match kind.role() {
        Role::Seen => format!("  {text}"),
        Role::Verdict => {
            let paint = if outcome == Outcome::Accepted { Paint::Good } else { Paint::Bad };
            format!("{} {}", style.paint(paint, "=>"), style.paint(Paint::Bold, text))
        }
        Role::Advice => format!("{} {text}", style.paint(Paint::Good, "->")),
    }
}

/// The language asked for, else the locale's where we have it, else English.
fn language(asked: Option<LanguageName>, environment: &Environment) -> Language {
    let of_locale = || {
        let locale = LANGUAGE_VARIABLES.iter().find_map(|name| environment.get(name))?;
        Some(if locale.to_ascii_lowercase().starts_with("zh") {
            Language::Chinese
        } else {
            Language::English
        })
    };
    match asked {
        Some(LanguageName::Zh) => Language::Chinese,
        Some(LanguageName::En) => Language::English,
        None => of_locale().unwrap_or(Language::English),
    }
}
