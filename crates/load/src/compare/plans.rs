//! Which runs may be held against each other, and what else they differ in.

use super::{CompareError, Figure, RUNS_MAX, Sides};
use crate::{
    measurement::{Measurement, PlanLine, Redeliveries},
    report::{
        terminal::retry_plan,
        words::{self, micros},
    },
};

/// The runs of a side that may be believed.
pub(super) fn valid<'a>(
    side: &'static str,
    runs: &'a [Measurement],
    notes: &mut Vec<String>,
) -> Result<Vec<&'a Measurement>, CompareError> {
    if runs.len() > RUNS_MAX {
        return Err(CompareError::TooManyRuns { side, given: runs.len() });
    }
    let valid: Vec<_> = runs.iter().filter(|run| run.is_valid()).collect();
    let invalid = runs.len() - valid.len();
    if valid.is_empty() {
        return Err(CompareError::NoRun { side, given: runs.len(), invalid });
    }
    if invalid > 0 {
        notes.push(format!("of {} runs {side}, {invalid} invalid and left out", runs.len()));
    }
    let interrupted = valid.iter().filter(|run| run.interrupted).count();
    if interrupted > 0 {
        notes.push(format!(
            "of {} runs {side}, {interrupted} interrupted: they say nothing of the rest of their plan",
            runs.len()
        ));
    }
    Ok(valid)
}

/// Refuses what is not of the same thing.
pub(super) fn same_plan(one: &Measurement, other: &Measurement) -> Result<(), CompareError> {
    let [retries, other_retries] = [one, other].map(|run| retried(run.retries.as_ref()));
    let [shard, other_shard] = [one, other].map(|run| match run.shard {
        // Merged, or never cut.
        [0, _] | [_, 1] => "the whole".to_owned(),
        [_, n] => format!("one of {n}"),
    });
    let (one, other) = (&one.plan, &other.plan);
    let duration = |plan: &PlanLine| plan.duration_us.map_or("counted".to_owned(), micros);
    let mix = |plan: &PlanLine| {
        let shares = plan.mix.iter().map(|(class, share)| format!("{class}={share}"));
        shares.collect::<Vec<_>>().join(",")
    };
    let parts = [
        ("pacing", one.pacing.clone(), other.pacing.clone()),
        ("arrivals", one.arrivals.clone(), other.arrivals.clone()),
        ("length", duration(one), duration(other)),
        ("mix", mix(one), mix(other)),
        ("shard", shard, other_shard),
        ("what comes back", retries, other_retries),
    ];
    match parts.into_iter().find(|(_, one, other)| one != other) {
        Some((what, one, other)) => Err(CompareError::DifferentPlans { what, one, other }),
        None => Ok(()),
    }
}

fn retried(retries: Option<&Redeliveries>) -> String {
    retries.map_or("nothing".to_owned(), retry_plan)
}

/// What may differ, and is said.
pub(super) fn differences(sides: Sides, runs: &[&Measurement], notes: &mut Vec<String>) {
    type Of = fn(&Measurement) -> String;
    let parts: [(&str, Of); 6] = [
        ("targets", |run| run.url.clone()),
        ("connections", |run| run.connections.to_string()),
        ("streams of a connection", |run| run.streams.to_string()),
        ("threads", |run| run.threads.to_string()),
        ("engines", |run| run.engine.clone()),
        ("measuring programs", |run| run.tool.clone()),
    ];
    // Of two receivers, the title says which they are.
    let parts = parts.into_iter().filter(|(what, _)| sides == Sides::InTime || *what != "targets");
    for (what, of) in parts {
        let mut values: Vec<_> = runs.iter().map(|run| of(run)).collect();
        values.sort();
        values.dedup();
        if values.len() > 1 {
            notes.push(format!("the {what} differ: {}", values.join(", ")));
        }
    }
}

/// Whether what came back can be held against what came back: all runs have a retry plan, and each tells what it came to. Where only some
/// do, it is said. That the plans are the same is known.
pub(super) fn tell_retries(runs: &[&Measurement], notes: &mut Vec<String>) -> bool {
    if runs.iter().all(|run| run.retries.is_none()) {
        return false;
    }
    let untold = runs.iter().filter(|run| Figure::Amplification.of(run).is_none()).count();
    if untold > 0 {
        let untold = words::plural(crate::quantity::count(untold), "run");
        notes.push(format!(
            "amplification is not compared: at the end of {untold}, deliveries were still to come back"
        ));
    }
    untold == 0
}
