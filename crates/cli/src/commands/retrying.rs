//! How failed deliveries come back: flags that all commands share that send callbacks.

use std::str::FromStr;

use livehook_simulator::delivery::{
    Basis, IntervalFrom, PlanChoice, Resign, RetryPlan, Retrying, TimeScale,
};

use crate::{exit::Failure, output};

/// What may be typed.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct RetryArguments {
    /// Send what was not answered 200 again: `generic`, `screenshot`, `ai`, `auto` for the event's own plan, or `none`
    #[arg(long, value_name = "PLAN")]
    retry_plan: Option<PlanAsked>,
    /// Whether a retry keeps t and sign or is signed afresh; Tencent does not say (default: keep)
    #[arg(long, value_enum, value_name = "WAY")]
    resign: Option<ResignWay>,
    /// Whether a retry's interval is counted from the failure or from the start; Tencent does not say (default: failure)
    #[arg(long, value_enum, value_name = "POINT")]
    interval_from: Option<IntervalPoint>,
    /// How much faster than life retries come: 60 plays a minute in a second (default: 1)
    #[arg(long, value_name = "FACTOR")]
    time_scale: Option<TimeScale>,
}

/// A retry plan as asked for.
#[derive(Debug, Clone, Copy)]
enum PlanAsked {
    OfTheEvent,
    Named(RetryPlan),
}

impl FromStr for PlanAsked {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if name == "auto" {
            return Ok(Self::OfTheEvent);
        }
        name.parse()
            .map(Self::Named)
            .map_err(|unknown| format!("{unknown}; `auto` takes the event's own plan"))
    }
}

/// `--resign`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ResignWay {
    Keep,
    Refresh,
}

/// `--interval-from`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum IntervalPoint {
    Failure,
    Start,
}

impl RetryArguments {
    /// Refuses what says how deliveries come back where none does.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let others = [
            ("--resign", self.resign.is_some()),
            ("--interval-from", self.interval_from.is_some()),
            ("--time-scale", self.time_scale.is_some()),
        ];
        match others.iter().find(|(_, is_given)| *is_given && self.retry_plan.is_none()) {
            Some((flag, _)) => {
                Err(Failure::usage(format_args!("{flag} means nothing without --retry-plan"))
                    .hint("say how deliveries come back: --retry-plan generic"))
            }
            None => Ok(()),
        }
    }

    /// How deliveries of an event come back; nothing where no plan was asked for. Says so where the plan is an assumption.
    pub(super) fn retrying(&self, event_type: Option<i64>) -> Option<Retrying> {
        let plan = match self.retry_plan? {
            PlanAsked::Named(plan) => plan,
            PlanAsked::OfTheEvent => of_the_event(event_type),
        };
        Some(Retrying {
            plan,
            resign: match self.resign {
                None | Some(ResignWay::Keep) => Resign::Keep,
                Some(ResignWay::Refresh) => Resign::Refresh,
            },
            from: match self.interval_from {
                None | Some(IntervalPoint::Failure) => IntervalFrom::Failure,
                Some(IntervalPoint::Start) => IntervalFrom::Start,
            },
            time_scale: self.time_scale.unwrap_or(Retrying::OFF.time_scale),
        })
    }
}

/// The event's own plan, with a word where it is an assumption.
fn of_the_event(event_type: Option<i64>) -> RetryPlan {
    let choice = PlanChoice::for_event(event_type);
    if choice.basis == Basis::Assumed {
        let name = event_type
            .map_or_else(|| "this event".to_owned(), |number| format!("event type {number}"));
        output::note(&format!(
            "note: no document gives retries for {name}; the plan `{}` is assumed",
            choice.plan.name
        ));
    }
    choice.plan
}
