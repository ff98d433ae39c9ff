//! `load` itself: from a plan to a measurement, reports and an exit code.

use std::time::Duration;

use livehook_load::{
    conclusion::conclude,
    expect::{Effects, Figure, Threshold, foresee},
};

use super::{
    arguments::PlanArguments,
    find::{self, FindArguments},
    observe::{self, ObserveArguments},
    perform::{Ended, perform},
    progress::Listener,
    reports::{self, ReportAsked},
    retries::LoadRetryArguments,
    target,
};
use crate::{
    clock,
    commands::Context,
    exit::{Exit, Failure},
    output, text,
};

/// What is said where a closed loop is held against a latency.
const CLOSED_HIDES_WAITS: &str = "hint: a closed loop hides how long callbacks would wait (coordinated omission), so a threshold of latency says little; use --rate";

/// What may be typed.
#[derive(Debug, clap::Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    plan: PlanArguments,
    #[command(flatten)]
    retries: LoadRetryArguments,
    #[command(flatten)]
    observe: ObserveArguments,
    #[command(flatten)]
    find: FindArguments,
    /// Begin at this time (2026-01-31T08:00:00Z), so that shards on several machines begin together
    #[arg(long, value_name = "TIME", value_parser = text::point_in_time, help_heading = "What is sent, and when")]
    start_at: Option<jiff::Timestamp>,
    /// Write a report: json=FILE, html=FILE, hlog=FILE or prom=FILE (can be repeated); json=- prints the measurement
    /// instead of the result. Of a search: json=FILE (an object a line) or html=FILE
    #[arg(long, value_name = "FORM=FILE", help_heading = "What is told")]
    report: Vec<ReportAsked>,
}

pub(super) fn run(arguments: RunArguments, context: &Context) -> Result<Exit, Failure> {
    let RunArguments { plan, retries, observe, find, start_at, report: asked } = arguments;
    retries.check()?;
    if find.is_asked()? {
        return find::run(find, plan, &asked, context);
    }
    let mut options = target::options(&plan, context)?;
    retries.apply_to(&mut options);
    let observing = observe::observing(observe, &options)?;
    let effects = if observing.is_some() { Effects::Seen } else { Effects::Unseen };
    foresee(&plan.expect, &options, effects).map_err(|error| target::untellable(&error))?;
    if plan.traffic.closed && plan.expect.iter().any(is_of_time) {
        output::note(CLOSED_HIDES_WAITS);
    }
    let start_at = start_at.map(beginning).transpose()?;
    let stdout = reports::check(&asked)?;
    let mut listener = Listener::new(context, &options.plan, stdout);
    let ended = perform(options, start_at, observing.as_ref(), &mut listener);
    let listened = listener.finish();
    let (mut measurement, is_interrupted) = match ended? {
        Ended::Complete(measurement) => (measurement, false),
        Ended::Interrupted(measurement) => (measurement, true),
        Ended::AtOnce => {
            output::note("interrupted; nothing was measured");
            return Ok(Exit::Interrupted);
        }
    };
    if is_interrupted {
        measurement.interrupted = true;
        let hint = "the run was interrupted, and says nothing of the rest of its plan";
        measurement.hints.push(hint.to_owned());
    }
    conclude(&mut measurement, &plan.expect);
    let told = listened.and_then(|()| reports::tell(&measurement, stdout, context));
    // Reports are written although nobody may have read what was printed.
    reports::write_all(&asked, &measurement)?;
    match told {
        Err(failure) if failure.exit() != Exit::Success => Err(failure),
        _ if is_interrupted => Ok(Exit::Interrupted),
        _ => Ok(reports::exit(measurement.verdict)),
    }
}

/// Whether a threshold is about a latency.
const fn is_of_time(threshold: &Threshold) -> bool {
    matches!(threshold.figure(), Figure::Time { .. })
}

/// A time that is still to come: a shard that begins after the others measures another thing.
fn beginning(time: jiff::Timestamp) -> Result<Duration, Failure> {
    let since_epoch = Duration::try_from(time.as_duration()).unwrap_or_default();
    if since_epoch < clock::since_epoch() {
        return Err(Failure::usage(format_args!("{time} is past, and the run was to begin then"))
            .hint("all shards begin at one time, which each of them must see come"));
    }
    Ok(since_epoch)
}
