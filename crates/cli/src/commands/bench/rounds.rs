//! The comparison: each round runs every variant once, so that a noisy neighbour disturbs all of them; medians over rounds count.

use std::{sync::Arc, time::Duration};

use tokio::{
    task::JoinSet,
    time::{Instant, timeout},
};

use super::{
    client::{Tally, Template, converse},
    cpu,
    servers::{BODIES, PATH, Server, signed},
};
use crate::{commands::runtime, exit::Failure};

/// Before counting begins: connections are made, caches filled.
const WARM_UP: Duration = Duration::from_millis(500);

/// How long the last answers are waited for. What has not come by then has failed.
const LAST_ANSWERS: Duration = Duration::from_secs(20);

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    /// axum answers a constant.
    Constant,
    /// The body is read, parsed and judged.
    Judged,
    /// And stored, on disk before the answer.
    Durable,
}

impl Variant {
    const ALL: [Self; 3] = [Self::Constant, Self::Judged, Self::Durable];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Judged => "judged",
            Self::Durable => "durable",
        }
    }
}

/// What a variant did, the median of its rounds.
pub(super) struct Figure {
    pub(super) variant: Variant,
    pub(super) requests_per_second: f64,
    pub(super) cpu_us_per_request: Option<f64>,
    pub(super) failed: u64,
}

/// Compares all variants at a number of connections.
pub(super) fn compare(
    connections: u32,
    time: Duration,
    rounds: u32,
) -> Result<Vec<Figure>, Failure> {
    // In the current directory: /tmp may be memory, which would make durability free.
    let directory = tempfile::tempdir_in(".").map_err(|error| {
        Failure::environment(format_args!("no room for an inbox here: {error}"))
    })?;
    let mut runs: [Vec<Figure>; 3] = Default::default();
    for _ in 0..rounds {
        for (variant, runs) in Variant::ALL.into_iter().zip(&mut runs) {
            runs.push(run(variant, connections, time, directory.path())?);
        }
    }
    Ok(Variant::ALL.into_iter().zip(runs).map(|(variant, runs)| median(variant, &runs)).collect())
}

fn run(
    variant: Variant,
    connections: u32,
    time: Duration,
    directory: &std::path::Path,
) -> Result<Figure, Failure> {
    let server = Server::start(variant, directory)?;
    let template = Template::new(PATH, &signed(BODIES[0].1));
    let tally = Arc::new(Tally::default());
    let (answered, cpu_ns, took, unanswered) = runtime()?.block_on(async {
        let mut conversations = JoinSet::new();
        for _ in 0..connections {
            conversations.spawn(converse(server.address, template.clone(), Arc::clone(&tally)));
        }
        tokio::time::sleep(WARM_UP).await;
        let (before, cpu_before, begun) =
            (tally.answered(), cpu::of_other_threads(), Instant::now());
        tokio::time::sleep(time).await;
        let took = begun.elapsed();
        let (after, cpu_after) = (tally.answered(), cpu::of_other_threads());
        tally.stop();
        let ends = async { while conversations.join_next().await.is_some() {} };
        let _ = timeout(LAST_ANSWERS, ends).await.is_ok();
        let cpu_ns = cpu_after.zip(cpu_before).map(|(after, before)| after.saturating_sub(before));
        (after - before, cpu_ns, took, conversations.len() as u64)
    });
    server.stop()?;
    let answered = count(answered);
    Ok(Figure {
        variant,
        requests_per_second: answered / took.as_secs_f64(),
        cpu_us_per_request: cpu_ns.filter(|_| answered > 0.0).map(|ns| count(ns) / 1e3 / answered),
        failed: tally.failed() + unanswered,
    })
}

fn median(variant: Variant, runs: &[Figure]) -> Figure {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    Figure {
        variant,
        requests_per_second: middle(runs.iter().map(|run| run.requests_per_second).collect())
            .unwrap_or_default(),
        cpu_us_per_request: middle(runs.iter().filter_map(|run| run.cpu_us_per_request).collect()),
        failed: runs.iter().map(|run| run.failed).sum(),
    }
}

/// A count as a floating number; exact below 2^53, and nothing here counts further.
#[expect(clippy::cast_precision_loss, reason = "no run has 2^53 requests or nanoseconds")]
const fn count(count: u64) -> f64 {
    count as f64
}
