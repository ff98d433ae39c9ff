//! Shards of a plan, added up, beside the whole: the same requests, and histograms that add up exactly.

use std::{collections::BTreeMap, num::NonZeroU32};

use livehook_load::{
    class::Class,
    measurement::{Latencies, Measurement},
    options::LoadOptions,
    plan::{Pacing, Plan, mix::Mix, shard::Shard},
    referee::{Recorder, Reply},
    render::Content,
    report::histogram_counts,
    run::merge,
};
use serde::Serialize;

use super::{
    Asked, Print, Scale,
    measure::{Signed, measure, options},
};
use crate::{exit::Failure, text::with_causes};

const PART: &str = "shards";
const SHARDS: u32 = 4;
const ARRIVALS: &str = "poisson 1500/s";
/// Every event has a stream of its own here: what repeats one repeats one of its own shard, which may be another than in the whole.
const MIX: &str = "sound=80,expired=5,forged=5,tampered=4,unknown-event=3,malformed=3";
/// Before the name of a stream in a body.
const STREAM: &[u8] = b"\"stream_id\":\"";
const STREAM_BYTES: usize = "ld-abcdef-00000000000".len();

#[derive(Debug, Serialize)]
struct ShardLine {
    r#type: &'static str,
    what: &'static str,
    whole: String,
    merged: String,
    equal: bool,
}

/// A run, and the streams that the receiver saw, sorted.
struct Run {
    measurement: Measurement,
    streams: Vec<Vec<u8>>,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let plan = Plan {
        seed: 7,
        pacing: Pacing::Open {
            arrivals: ARRIVALS.parse().map_err(Failure::usage)?,
            length: scale.shards,
        },
        mix: MIX.parse::<Mix>().map_err(Failure::usage)?,
        shard: Shard::WHOLE,
    };
    let whole = one(&plan)?;
    let mut shards = Vec::new();
    for k in 1..=SHARDS {
        let shard = Shard::new(k, SHARDS).map_err(Failure::usage)?;
        shards.push(one(&Plan { shard, ..plan.clone() })?);
    }
    let parts: Vec<Measurement> = shards.iter().map(|run| run.measurement.clone()).collect();
    let merged = merge(&parts).map_err(|error| Failure::environment(with_causes(&error)))?;
    let mut streams: Vec<Vec<u8>> = shards.into_iter().flat_map(|run| run.streams).collect();
    streams.sort_unstable();
    let lines = lines(&plan, &whole, &merged, &streams, &parts);
    print.table(
        &format!("Shards: {SHARDS} of {ARRIVALS}, {MIX}, beside the whole"),
        ["", "whole", "merged", "equal"],
        &lines,
        |line| {
            let equal = if line.equal { "yes" } else { "NO" };
            [line.what.to_owned(), line.whole.clone(), line.merged.clone(), equal.to_owned()]
        },
    )?;
    let equal = lines.iter().filter(|line| line.equal).count();
    let of = |n: usize| format!("{n} of {}", lines.len());
    let what = format!("{SHARDS} shards merged equal the whole");
    Ok(vec![Asked::count(PART, &what, &of(lines.len()), of(equal), equal == lines.len())])
}

fn one(plan: &Plan) -> Result<Run, Failure> {
    let recorder = Recorder::start(|_| Reply::Status(200)).map_err(Failure::environment)?;
    let options = LoadOptions {
        plan: plan.clone(),
        content: Content::highlight(plan.seed),
        run: livehook_load::identity::RunName::of(plan.seed),
        connections: const { NonZeroU32::new(16).expect("16 is not 0") },
        ..options(&recorder.url(), plan.pacing.clone(), Signed::Freshly)?
    };
    let measurement = measure(options)?;
    let mut streams: Vec<Vec<u8>> =
        recorder.seen().iter().filter_map(|seen| stream(&seen.body)).collect();
    streams.sort_unstable();
    Ok(Run { measurement, streams })
}

fn stream(body: &[u8]) -> Option<Vec<u8>> {
    let at = body.windows(STREAM.len()).position(|window| window == STREAM)? + STREAM.len();
    Some(body.get(at..at + STREAM_BYTES)?.to_vec())
}

fn lines(
    plan: &Plan,
    whole: &Run,
    merged: &Measurement,
    streams: &[Vec<u8>],
    parts: &[Measurement],
) -> [ShardLine; 6] {
    let line = |what, whole: String, merged: String, equal| ShardLine {
        r#type: PART,
        what,
        whole,
        merged,
        equal,
    };
    let counted = |it: &Measurement| -> BTreeMap<Class, u64> {
        it.classes.iter().map(|line| (line.class, line.ledger.sent)).collect()
    };
    let listed =
        |it: &BTreeMap<Class, u64>| it.values().map(u64::to_string).collect::<Vec<_>>().join(" ");
    let (whole_classes, merged_classes) = (counted(&whole.measurement), counted(merged));
    let (due, due_of_shards) = (arrivals(plan, 1), arrivals(plan, SHARDS));
    let (equal, all) = histograms(parts, merged);
    [
        line(
            "plan",
            whole.measurement.plan.arrivals.clone(),
            merged.plan.arrivals.clone(),
            whole.measurement.plan == merged.plan,
        ),
        line(
            "times and classes",
            due.len().to_string(),
            due_of_shards.len().to_string(),
            due == due_of_shards,
        ),
        line(
            "streams",
            whole.streams.len().to_string(),
            streams.len().to_string(),
            whole.streams == streams,
        ),
        line(
            "of each class",
            listed(&whole_classes),
            listed(&merged_classes),
            whole_classes == merged_classes,
        ),
        line(
            "ledger: sent",
            whole.measurement.ledger.sent.to_string(),
            merged.ledger.sent.to_string(),
            whole.measurement.ledger == merged.ledger,
        ),
        line("histograms that add up", all.to_string(), equal.to_string(), equal == all),
    ]
}

/// When each arrival is due and what it carries, by its number.
fn arrivals(plan: &Plan, shards: u32) -> Vec<(u64, u64, Class, u64)> {
    let mut all = Vec::new();
    for k in 1..=shards {
        let Ok(shard) = Shard::new(k, shards) else { continue };
        let plan = Plan { shard, ..plan.clone() };
        let arrivals = (0..plan.count().unwrap_or_default()).filter_map(|nth| plan.arrival(nth));
        all.extend(arrivals.map(|it| (it.index, it.due_ns, it.class, it.number)));
    }
    all.sort_unstable();
    all
}

/// How many of the merged histograms are, place by place, the sum of those of the shards; and how many there are.
fn histograms(parts: &[Measurement], merged: &Measurement) -> (usize, usize) {
    let of = |it: &Measurement, class: Option<Class>| -> Option<Latencies> {
        match class {
            None => Some(it.latency.clone()),
            Some(class) => {
                it.classes.iter().find(|line| line.class == class).map(|line| line.latency.clone())
            }
        }
    };
    let kinds = |it: Latencies| [it.planned, it.sent, it.lag];
    let classes = merged.classes.iter().map(|line| Some(line.class)).chain([None]);
    let (mut equal, mut all) = (0, 0);
    for class in classes {
        let Some(sums) = of(merged, class).map(kinds) else { continue };
        for (nth, sum) in sums.iter().enumerate() {
            let mut added: BTreeMap<u64, u64> = BTreeMap::new();
            for part in parts.iter().filter_map(|part| of(part, class)).map(kinds) {
                for (value, count) in histogram_counts(&part[nth]).unwrap_or_default() {
                    *added.entry(value).or_default() += count;
                }
            }
            all += 1;
            equal +=
                usize::from(sum.count > 0 && histogram_counts(sum).is_ok_and(|it| it == added));
        }
    }
    (equal, all)
}
