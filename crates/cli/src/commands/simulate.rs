//! `simulate`: plays Tencent against any receiver. What is sent and how is the simulator's; here it is asked for and told.

mod arguments;
mod print;
mod values;
mod words;

use std::sync::Arc;

use livehook_core::UnixSeconds;
use livehook_simulator::{
    delivery::{self, Campaign, Http, MayTest, Summary, Target},
    recipe::{EditError, Flaw, RecipeError},
    wire::{RequestLine, SummaryLine},
};

pub(crate) use arguments::SimulateArguments;

use super::{Context, runtime, signals::Signals};
use crate::{
    clock,
    exit::{Exit, Failure},
    output::{self, Format, Style, Table},
    text::counted,
};
use arguments::{Ask, Judging};
use print::AttemptPrinter;

pub(crate) fn run(arguments: SimulateArguments, context: &Context) -> Result<Exit, Failure> {
    if arguments.list_flaws {
        return list_flaws(context);
    }
    let Ask { campaign, to, may_test, timeout, judging, dry_run, again } =
        arguments.ask(context, clock::now())?;
    let target = target(&to, &may_test)?;
    if dry_run {
        preview(&campaign, &target, clock::now(), context.format)?;
        tell_again(again.as_deref());
        return Ok(Exit::Success);
    }
    let http = Http::new(target, timeout).map_err(Failure::environment)?;
    let mut printer = AttemptPrinter::new(context, judging);
    let clock: delivery::Clock = Arc::new(clock::now);
    let ended = runtime()?.block_on(async {
        let mut signals = Signals::listen()?;
        Ok(tokio::select! {
            ended = delivery::run(campaign, http, clock, |report| printer.report(report)) => Some(ended),
            () = signals.next() => None,
        })
    })?;
    let Some(ended) = ended else {
        output::note("interrupted");
        tell_again(again.as_deref());
        return Ok(Exit::Interrupted);
    };
    let summary = ended.map_err(|error| recipe_failure(&error))?;
    printer.finish()?;
    tell(&summary, judging, context.format)?;
    printer.hint();
    if !summary.statuses.is_empty() {
        tell_again(again.as_deref());
    }
    Ok(exit(&summary, judging))
}

fn target(to: &str, may_test: &MayTest) -> Result<Target, Failure> {
    Target::parse(to, may_test).map_err(Failure::usage)
}

fn recipe_failure(error: &RecipeError) -> Failure {
    let failure = Failure::usage(error);
    match error {
        RecipeError::FlawDoesNotFit { .. } => {
            failure.hint("leave out --type and --from, or take another --flaw (`--list-flaws`)")
        }
        RecipeError::Edit(EditError::Unknown { .. }) => failure
            .hint("with --allow-unknown-paths, --set and --unset may name what the callback does not have"),
        _ => failure,
    }
}

/// Says how to get the same events again: after all else, since it matters only when there were some.
fn tell_again(flags: Option<&str>) {
    if let Some(flags) = flags {
        output::note(&format!("note: {flags} sends the same events again"));
    }
}

/// Prints what would be sent.
fn preview(
    campaign: &Campaign,
    target: &Target,
    now: UnixSeconds,
    format: Format,
) -> Result<(), Failure> {
    for index in 0..campaign.count.get() {
        let recipe = campaign.recipe(index);
        let prepared = recipe
            .prepare(index, &campaign.signing, now)
            .map_err(|error| recipe_failure(&error))?;
        if format == Format::Json {
            output::json(&RequestLine::new(index, recipe.flaw, &prepared, target))?;
            continue;
        }
        let answer = prepared.situation.answer();
        let code = answer.code.map_or_else(String::new, |code| format!(" {code}"));
        output::line(&format!(
            "# {}: {}; a sound receiver answers {}{code}",
            prepared.situation, answer.meaning, answer.status
        ))?;
        output::line(&delivery::request_text(&prepared, target))?;
        output::line(&delivery::curl_line(&prepared, target))?;
    }
    Ok(())
}

fn tell(summary: &Summary, judging: Judging, format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        return output::json(&SummaryLine::from(summary));
    }
    let statuses: Vec<_> =
        summary.statuses.iter().map(|(status, count)| format!("{status} × {count}")).collect();
    let failures: Vec<_> =
        summary.failures.iter().map(|(kind, count)| format!("{kind} × {count}")).collect();
    let answers = [statuses, failures].concat().join(", ");
    let Summary { callbacks, attempts, delivered, as_expected, .. } = summary;
    let judged = match judging {
        Judging::AnswersTable => format!(", {as_expected} answered as expected"),
        Judging::None => String::new(),
    };
    output::line(&format!(
        "{} in {}: {delivered} delivered{judged} ({answers})",
        counted(*callbacks, "callback"),
        counted(*attempts, "request"),
    ))
}

/// Exit 0 when everything was delivered; with `--check`, when everything was answered as the table has it.
fn exit(summary: &Summary, judging: Judging) -> Exit {
    let good = match judging {
        Judging::AnswersTable => summary.as_expected,
        Judging::None => summary.delivered,
    };
    if good == summary.callbacks {
        Exit::Success
    } else if summary.statuses.is_empty() {
        output::note("hint: nothing answered; is the receiver running, and is this its address?");
        Exit::Environment
    } else {
        Exit::Unmet
    }
}

fn list_flaws(context: &Context) -> Result<Exit, Failure> {
    let mut table = Table::new(["flaw", "a sound receiver answers", "what is wrong"]);
    for flaw in Flaw::ALL {
        let answer = flaw.situation().answer();
        let expected = format!("{} {}", answer.status, answer.code.unwrap_or_default());
        match context.format {
            Format::Json => output::json(&serde_json::json!({
                "flaw": flaw.as_str(),
                "situation": flaw.situation().as_str(),
                "status": answer.status,
                "code": answer.code,
                "description": flaw.description(),
            }))?,
            Format::Human => table.row([
                (flaw.as_str().to_owned(), None),
                (expected, None),
                (flaw.description().to_owned(), None),
            ]),
        }
    }
    if context.format == Format::Human {
        let style = Style::of_stdout(context.layers.environment.no_color());
        table.lines(style).iter().try_for_each(|line| output::line(line))?;
    }
    Ok(Exit::Success)
}
