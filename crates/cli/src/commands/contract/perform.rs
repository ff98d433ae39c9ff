//! Carries a run out, until it ends or somebody interrupts it.

use std::time::Instant;

use livehook_contract::{
    self as contract,
    case::Case,
    report::{Report, TargetLine},
};

use super::{observe, progress::Listener, target::Meant};
use crate::{
    commands::{runtime, signals::Signals},
    exit::Failure,
    text::with_causes,
};

/// How a run ended.
pub(super) enum Ended {
    /// Every case has its finding.
    Complete(Box<Report>),
    /// By a signal.
    Interrupted,
}

/// Runs the cases and lets the listener hear of each.
pub(super) fn perform(
    cases: &[&'static Case],
    meant: Meant,
    listener: &mut Listener,
) -> Result<Ended, Failure> {
    runtime()?.block_on(async {
        let mut signals = Signals::listen()?;
        tokio::select! {
            ended = run(cases, meant, listener) => Ok(Ended::Complete(Box::new(ended?))),
            () = signals.next() => Ok(Ended::Interrupted),
        }
    })
}

async fn run(
    cases: &[&'static Case],
    Meant { mut options, observe, .. }: Meant,
    listener: &mut Listener,
) -> Result<Report, Failure> {
    if let Some(observe) = observe {
        let began = Instant::now();
        options.probe = Some(observe::probe(observe).await?);
        // The first look at an address belongs to the time of the run.
        options.patience.total = options.patience.total.saturating_sub(began.elapsed());
    }
    listener.is_about(TargetLine::of(&options), options.seed.0);
    contract::run(cases, options, |progress| listener.hear(&progress))
        .await
        .map_err(|error| Failure::environment(with_causes(&error)))
}
