//! Measures two receivers in turns and holds one against the other.

use std::time::Duration;

use livehook_load::{
    compare::{self, Comparison, RunLine, Turn, run_line, turns},
    identity::RunName,
    measurement::Measurement,
    options::LoadOptions,
    plan::{Pacing, Plan},
    run::plan_line,
};

use super::super::{
    arguments::{PlanArguments, ReceiverArguments, SendingArguments, TrafficArguments},
    perform::{Ended, perform},
    progress::Listener,
    reports::Stdout,
    retries::LoadRetryArguments,
    target,
};
use crate::{
    commands::Context,
    exit::Failure,
    output::{self, Format},
};

/// How long each receiver is warmed up at most, before anything counts.
const WARM_UP_MAX: Duration = Duration::from_secs(3);

/// What may be typed.
#[derive(Debug, Clone, clap::Args)]
pub(in crate::commands::load) struct BothArguments {
    #[command(flatten)]
    receiver: ReceiverArguments,
    /// Measure --url and this receiver in turns, and hold --url against it; both have the same key
    #[arg(long, value_name = "URL", requires = "url", help_heading = "The receiver")]
    pub(super) against: Option<String>,
    /// How often: each round has two runs of each, A B B A; from 2 to 100
    #[arg(long, value_name = "N", default_value = "3", requires = "against", help_heading = "The receiver",
          value_parser = clap::value_parser!(u32).range(2..=i64::from(compare::ROUNDS_MAX)))]
    rounds: u32,
    #[command(flatten)]
    traffic: TrafficArguments,
    #[command(flatten)]
    sending: SendingArguments,
    #[command(flatten)]
    retries: LoadRetryArguments,
}

/// How the turns ended.
pub(super) enum Held {
    /// All were taken.
    Whole(Comparison),
    /// By a signal; nothing is compared.
    Interrupted,
}

/// Takes the turns.
pub(super) fn hold(
    arguments: &BothArguments,
    against: &str,
    context: &Context,
) -> Result<Result<Held, compare::CompareError>, Failure> {
    let receiver = options(arguments, context)?;
    let mut baseline = receiver.clone();
    let typed = ReceiverArguments { url: Some(against.to_owned()), ..arguments.receiver.clone() };
    baseline.destination = target::destination(&typed)?;
    let sides = [receiver, baseline];
    let of = |turn: Turn| match turn {
        Turn::Receiver => &sides[0],
        Turn::Baseline => &sides[1],
    };
    let all: Vec<Turn> = turns(arguments.rounds).collect();
    output::note(&announced(all.len(), &sides[0].plan));
    for turn in [Turn::Receiver, Turn::Baseline] {
        if measured(warm_up(of(turn).clone()), context)?.is_none() {
            return Ok(Ok(Held::Interrupted));
        }
    }
    let (mut receiver, mut baseline) = (Vec::new(), Vec::new());
    for (nth, turn) in all.iter().enumerate() {
        let Some(run) = measured(of(*turn).clone(), context)? else {
            return Ok(Ok(Held::Interrupted));
        };
        match context.format {
            Format::Json => output::json(&RunLine::new(*turn, &run))?,
            Format::Human => {
                output::note(&run_line(*turn, nth + 1, all.len(), &run).to_string());
            }
        }
        match turn {
            Turn::Receiver => receiver.push(run),
            Turn::Baseline => baseline.push(run),
        }
    }
    Ok(compare::compare_receivers(&baseline, &receiver).map(Held::Whole))
}

/// What is about to be done.
fn announced(runs: usize, plan: &Plan) -> String {
    let line = plan_line(plan);
    let length = match line.duration_us {
        Some(micros) => format!(" for {} s", Duration::from_micros(micros).as_secs_f64()),
        None => String::new(),
    };
    let (pacing, arrivals, seed) = (line.pacing, line.arrivals, line.seed);
    format!(
        "note: {runs} runs in turns after a warm-up: {pacing} loop, {arrivals}{length}; seed {seed}"
    )
}

/// What a run needs. But for the address it is the same for both, seed and plan too.
fn options(arguments: &BothArguments, context: &Context) -> Result<LoadOptions, Failure> {
    let BothArguments { receiver, traffic, sending, retries, .. } = arguments.clone();
    let plan = PlanArguments { receiver, traffic, sending, expect: Vec::new() };
    let mut options = target::options(&plan, context)?;
    retries.apply_to(&mut options);
    Ok(options)
}

/// The same for a moment. What fails then does not come back: that would take as long as its plan.
fn warm_up(mut options: LoadOptions) -> LoadOptions {
    let (Pacing::Open { length, .. } | Pacing::Closed { length, .. }) = &mut options.plan.pacing;
    *length = (*length).min(WARM_UP_MAX);
    options.retrying = None;
    options
}

/// Carries a run out; nothing where a signal ended it.
fn measured(mut options: LoadOptions, context: &Context) -> Result<Option<Measurement>, Failure> {
    // Each has events of its own, or a receiver would know those of the run before.
    options.run =
        RunName::of(u64::try_from(target::now().since_epoch.as_millis()).unwrap_or_default());
    let mut listener = Listener::new(context, &options.plan, Stdout::HasTheMeasurement);
    let ended = perform(options, None, None, &mut listener);
    listener.finish()?;
    Ok(match ended? {
        Ended::Complete(run) => Some(*run),
        Ended::Interrupted(_) | Ended::AtOnce => None,
    })
}
