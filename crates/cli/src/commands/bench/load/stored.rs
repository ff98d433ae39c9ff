//! Our own receiver under load, as a process that is killed at the end: all that it answered 200 must be in its inbox, and its tail is
//! held against the disk's. The disk is timed on the same file system while the run goes on, since that is what the receiver has of it;
//! and once more when it is quiet, to tell the disk from the company.

use std::{path::Path, time::Duration};

use livehook_inbox::Reader;
use livehook_load::render::Content;
use serde::Serialize;

use super::{
    Asked, Print, Scale, arrivals,
    child::serve,
    disk::{self, Disk},
    measure::{Signed, even, measure, options, percentile},
    micros,
};
use crate::{exit::Failure, output};

const PART: &str = "stored";
/// What was asked of the tail: so many times the disk's.
const ASKED_OF_DISK: u64 = 3;
/// How long the quiet disk is timed, as a part of the run.
const QUIET_PART: u32 = 10;

#[derive(Debug, Serialize)]
struct StoredLine {
    r#type: &'static str,
    rate: u64,
    answered_200: u64,
    stored: u64,
    planned: u64,
    planned_us_p50: Option<u64>,
    planned_us_p99: Option<u64>,
    fdatasync_us_p50: Option<u64>,
    fdatasync_us_p99: Option<u64>,
    quiet_fdatasync_us_p99: Option<u64>,
    problems: Vec<String>,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    // In the current directory: /tmp may be memory, which would make durability free.
    let folder = tempfile::tempdir_in(".").map_err(Failure::environment)?;
    let line = line(folder.path(), scale)?;
    print.table(
        &format!("Stored: our own receiver for {:.0} s, then killed", scale.stored.as_secs_f64()),
        [
            "rate",
            "planned",
            "answered 200",
            "stored",
            "p50",
            "p99",
            "fdatasync p50",
            "p99",
            "p99 when quiet",
            "valid",
        ],
        std::slice::from_ref(&line),
        |line| {
            [
                format!("{}/s", line.rate),
                line.planned.to_string(),
                line.answered_200.to_string(),
                line.stored.to_string(),
                micros(line.planned_us_p50),
                micros(line.planned_us_p99),
                micros(line.fdatasync_us_p50),
                micros(line.fdatasync_us_p99),
                micros(line.quiet_fdatasync_us_p99),
                if line.problems.is_empty() { "yes" } else { "no" }.to_owned(),
            ]
        },
    )?;
    for problem in &line.problems {
        output::note(&format!("note: {problem}"));
    }
    Ok(asked(&line).to_vec())
}

fn asked(line: &StoredLine) -> [Asked; 2] {
    let rate = line.rate;
    let is_right = line.stored == line.answered_200 && line.stored == line.planned;
    let all = format!("{} of {}", line.stored, line.planned);
    let bound = line.fdatasync_us_p99.map(|p99| p99 * ASKED_OF_DISK);
    let what = format!("p99 from the plan at {rate}/s");
    let bound_text = format!("3 x fdatasync's: {}", micros(bound));
    [
        Asked::count(PART, &format!("stored at {rate}/s"), "all", all, is_right),
        match line.planned_us_p99.zip(bound) {
            Some((p99, bound)) => {
                Asked::figure(PART, &what, &bound_text, micros(Some(p99)), p99 <= bound)
            }
            None => Asked::unknown(PART, &what, &bound_text, "too few requests"),
        },
    ]
}

fn line(folder: &Path, scale: &Scale) -> Result<StoredLine, Failure> {
    let inbox = folder.join("bench.db");
    let quiet = quiet(folder, scale.stored / QUIET_PART)?;
    let (serving, url) = serve(&inbox)?;
    let rate = scale.stored_per_second;
    let mut options = options(&url, even(rate, scale.stored)?, Signed::Freshly)?;
    // Invented ones, which go on in time as a real sender's do: an inbox is ordered by it.
    options.content = Content::highlight(options.plan.seed);
    let disk = Disk::watch(folder).map_err(Failure::environment)?;
    let measurement = measure(options);
    let syncs = disk.stop().map_err(Failure::environment)?;
    let measurement = measurement?;
    // Killed, not asked to stop: what was answered 200 is on disk by then.
    drop(serving);
    let reader = Reader::open(&inbox).map_err(Failure::environment)?;
    let stored = reader.counts().map_err(Failure::environment)?.received;
    let latency = &measurement.latency.planned;
    Ok(StoredLine {
        r#type: PART,
        rate,
        answered_200: measurement.ledger.statuses.get(&200).copied().unwrap_or_default(),
        stored,
        planned: measurement.ledger.planned,
        planned_us_p50: percentile(latency, "p50"),
        planned_us_p99: percentile(latency, "p99"),
        fdatasync_us_p50: arrivals::percentile(&syncs, 50),
        fdatasync_us_p99: arrivals::percentile(&syncs, 99),
        quiet_fdatasync_us_p99: quiet,
        problems: measurement.validity.problems,
    })
}

/// The 99th percentile of a write to the quiet disk.
fn quiet(folder: &Path, length: Duration) -> Result<Option<u64>, Failure> {
    let syncs = disk::quiet(folder, length).map_err(Failure::environment)?;
    Ok(arrivals::percentile(&syncs, 99))
}
