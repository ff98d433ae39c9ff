//! `load --find-max`: how much a receiver takes within limits. How it is searched for is the library's.

mod listener;

use std::{sync::atomic::Ordering, thread, time::Duration};

use livehook_load::{
    capacity::{self, CapacityError, CapacityOptions, Finding, Heard, Pattern, Tried},
    expect::Threshold,
    options::Control,
    quantity::Rate,
    search::{Found, SearchError},
};
use tokio::sync::mpsc;

use self::listener::Listener;
use super::{
    arguments::PlanArguments,
    reports::{self, ReportAsked},
    target,
};
use crate::{
    commands::{Context, runtime, signals::Signals},
    exit::{Exit, Failure},
    output,
    text::{self, Span},
};

/// How many trials may wait to be told; there are never more than that.
const HEARD_WAITING_MAX: usize = 64;

/// What may be typed for a search.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "How much it takes")]
pub(super) struct FindArguments {
    /// Instead of one rate, find the highest that meets this limit: `p99<50ms`, `errors<0.1%` (can be repeated: all of them).
    /// Unless one of them is about errors, `errors<1%` has to be met as well
    #[arg(long, value_name = "LIMIT", conflicts_with_all = [
        "rate", "arrivals", "closed", "duration", "shard", "start_at", "expect",
        "observe_url", "observe_cmd", "observe_log", "retry_plan",
    ])]
    find_max: Vec<Threshold>,
    /// How long the search may take in all (default: 55s)
    #[arg(long, value_name = "SPAN", value_parser = text::some_time_of_a_run)]
    budget: Option<Span>,
    /// How wide the interval may be at the end, relative to the capacity: from 1% to 100% (default: 5%)
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    precision: Option<f64>,
    /// Never try more than this
    #[arg(long, value_name = "RATE")]
    up_to: Option<Rate>,
    /// Whether trials are sent at even distances, or at random as from many senders (default: even)
    #[arg(long, value_enum, value_name = "PATTERN")]
    find_arrivals: Option<PatternAsked>,
}

/// `--find-arrivals`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum PatternAsked {
    Even,
    Poisson,
}

impl FindArguments {
    /// Whether a search was asked for. What only a search needs is refused without one: clap does not, where `--rate` is there as well.
    pub(super) fn is_asked(&self) -> Result<bool, Failure> {
        let others = [
            ("--budget", self.budget.is_some()),
            ("--precision", self.precision.is_some()),
            ("--up-to", self.up_to.is_some()),
            ("--find-arrivals", self.find_arrivals.is_some()),
        ];
        match others.iter().find(|(_, is_given)| *is_given && self.find_max.is_empty()) {
            Some((flag, _)) => Err(Failure::usage(format_args!("{flag} belongs to a search"))
                .hint("say what the receiver has to meet: --find-max 'p99<50ms'")),
            None => Ok(!self.find_max.is_empty()),
        }
    }

    fn options(self, plan: PlanArguments, context: &Context) -> Result<CapacityOptions, Failure> {
        let mut plan = plan;
        // Each trial has a rate of its own; this one only makes a plan of the rest.
        plan.traffic.rate = Some(Rate::per_second(1));
        let load = target::options(&plan, context)?;
        let mut options = CapacityOptions::new(load, self.find_max).map_err(Failure::usage)?;
        if let Some(PatternAsked::Poisson) = self.find_arrivals {
            options.pattern = Pattern::Poisson;
        }
        if let Some(Span(budget)) = self.budget {
            options.search.budget = budget;
        }
        if let Some(width) = self.precision {
            options.search.width = width;
        }
        options.search.highest = self.up_to.map(Rate::as_f64);
        Ok(options)
    }
}

/// What is heard of a search on its own thread.
enum Word {
    Begins { nth: usize, rate: f64, length: Duration },
    Tried(Tried),
    Over(Box<Result<Finding, CapacityError>>),
}

pub(super) fn run(
    arguments: FindArguments,
    plan: PlanArguments,
    asked: &[ReportAsked],
    context: &Context,
) -> Result<Exit, Failure> {
    let options = arguments.options(plan, context)?;
    let stdout = reports::check_of_search(asked)?;
    let mut listener = Listener::new(context, &options, asked, stdout);
    let Some(finding) = runtime()?.block_on(search(&options, &mut listener))? else {
        output::note("interrupted; nothing was found");
        return Ok(Exit::Interrupted);
    };
    let told = listener.conclude(&finding);
    // Reports are written although nobody may have read what was printed.
    reports::write_search(asked, &finding, &options)?;
    match told {
        Err(failure) if failure.exit() != Exit::Success => Err(failure),
        _ => Ok(exit(&finding)),
    }
}

const fn exit(finding: &Finding) -> Exit {
    match (finding.ending, &finding.found) {
        (capacity::Ending::Interrupted, _) => Exit::Interrupted,
        (_, Found::Capacity(_) | Found::AboveRange { .. }) => Exit::Success,
        (_, Found::BelowRange { .. } | Found::Undecided(_)) => Exit::Unmet,
        (_, Found::GeneratorWasTheLimit { .. }) => Exit::InvalidRun,
    }
}

/// Searches on a thread of its own, while this one tells of it and hears of signals. Nothing is found by whoever is interrupted twice.
async fn search(
    options: &CapacityOptions,
    listener: &mut Listener<'_>,
) -> Result<Option<Finding>, Failure> {
    let mut signals = Signals::listen()?;
    let control = Control::default();
    let interrupt = control.interrupt.clone();
    let mut heard = start(options.clone(), control)?;
    let mut is_interrupted = false;
    loop {
        tokio::select! {
            word = heard.recv() => match word {
                Some(Word::Begins { nth, rate, length }) => listener.begins(nth, rate, length),
                Some(Word::Tried(tried)) => listener.tried(&tried)?,
                Some(Word::Over(ended)) => {
                    listener.clear();
                    return (*ended).map(Some).map_err(|error| failure(&error));
                }
                None => unreachable!("the search's thread ended without a word"),
            },
            () = signals.next() => {
                listener.clear();
                if is_interrupted {
                    return Ok(None);
                }
                is_interrupted = true;
                interrupt.store(true, Ordering::Relaxed);
                output::note("interrupted: waiting for the last answers; a second signal ends at once");
            }
        }
    }
}

fn start(options: CapacityOptions, control: Control) -> Result<mpsc::Receiver<Word>, Failure> {
    let (sender, heard) = mpsc::channel(HEARD_WAITING_MAX);
    let search = move || {
        let tell = |word| drop(sender.blocking_send(word));
        let ended = capacity::find(&options, &control, target::now, |heard| {
            tell(match heard {
                Heard::Begins { nth, rate, length } => Word::Begins { nth, rate, length },
                Heard::Ended(tried) => Word::Tried(tried.clone()),
            });
        });
        tell(Word::Over(Box::new(ended)));
    };
    thread::Builder::new()
        .name("load-search".to_owned())
        .spawn(search)
        .map(|_detached| heard)
        .map_err(|error| Failure::environment(format_args!("cannot start a thread: {error}")))
}

fn failure(error: &CapacityError) -> Failure {
    match error {
        CapacityError::Limit(error) => Failure::usage(error),
        CapacityError::Search(error @ SearchError::Budget { .. }) => {
            Failure::usage(error).hint("give the search more time: --budget 55s")
        }
        CapacityError::Search(error) => Failure::usage(error),
        CapacityError::Load(error) => target::failure(error),
    }
}

/// Reads `5%` as 0.05.
fn percent(typed: &str) -> Result<f64, String> {
    let number = typed.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
    number
        .map(|number| number / 100.0)
        .filter(|share| (0.01..=1.0).contains(share))
        .ok_or_else(|| format!("`{typed}` is no precision; write a percentage from 1% to 100%"))
}
