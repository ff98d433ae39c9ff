//! Our own receiver under load, as a process that is killed at the end: all that it answered 200 must be in its inbox, and its tail is
//! held against the disk's.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    time::Instant,
};

use livehook_inbox::Reader;
use serde::Serialize;

use super::{
    super::servers,
    Count, Print, Scale,
    measure::{Signed, even, measure, options, percentile},
    micros,
};
use crate::exit::Failure;

/// Bytes of a write that is timed.
const BLOCK: [u8; 4_096] = [0; 4_096];

#[derive(Serialize)]
struct StoredLine {
    r#type: &'static str,
    rate: u64,
    answered_200: u64,
    stored: u64,
    planned: u64,
    planned_us_p50: Option<u64>,
    planned_us_p99: Option<u64>,
    fdatasync_us_p99: Option<u64>,
    /// 99th percentile from the planned time over that of fdatasync.
    ratio: Option<f64>,
    problems: Vec<String>,
}

/// A `serve` that ends with this.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Count, Failure> {
    // In the current directory: /tmp may be memory, which would make durability free.
    let folder = tempfile::tempdir_in(".").map_err(Failure::environment)?;
    let inbox = folder.path().join("bench.db");
    let disk = fdatasync_us_p99(folder.path(), scale.syncs)?;
    let (serving, url) = serve(&inbox)?;
    let rate = scale.stored_per_second;
    let measurement = measure(options(&url, even(rate, scale.stored)?, Signed::Freshly)?)?;
    // Killed, not asked to stop: what was answered 200 is on disk by then.
    drop(serving);
    let reader = Reader::open(&inbox).map_err(Failure::environment)?;
    let stored = reader.counts().map_err(Failure::environment)?.received;
    let latency = &measurement.latency.planned;
    let p99 = percentile(latency, "p99");
    let line = StoredLine {
        r#type: "stored",
        rate,
        answered_200: measurement.ledger.statuses.get(&200).copied().unwrap_or_default(),
        stored,
        planned: measurement.ledger.planned,
        planned_us_p50: percentile(latency, "p50"),
        planned_us_p99: p99,
        fdatasync_us_p99: disk,
        ratio: p99.zip(disk).map(|(p99, disk)| p99 as f64 / disk.max(1) as f64),
        problems: measurement.validity.problems,
    };
    let is_right = line.stored == line.answered_200 && line.stored == line.planned;
    print.table(
        &format!("Stored: our own receiver for {:.0} s, then killed", scale.stored.as_secs_f64()),
        [
            "rate",
            "planned",
            "answered 200",
            "stored",
            "p50",
            "p99",
            "fdatasync p99",
            "ratio",
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
                micros(line.fdatasync_us_p99),
                line.ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
                if line.problems.is_empty() { "yes".to_owned() } else { line.problems.join("; ") },
            ]
        },
    )?;
    Ok(Count::of(is_right))
}

/// Starts this program's `serve` on a free port, and says where.
fn serve(inbox: &Path) -> Result<(Serving, String), Failure> {
    let program = std::env::current_exe().map_err(Failure::environment)?;
    let mut child = Command::new(program)
        .args(["serve", "--format", "json", "--listen", "127.0.0.1:0", "--api-listen"])
        .args(["127.0.0.1:0", "--log", "error", "--inbox"])
        .arg(inbox)
        .env("LIVEHOOK_CALLBACK_KEY", servers::key().expose())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(Failure::environment)?;
    let stdout = child.stdout.take();
    let serving = Serving(child);
    let mut ready = String::new();
    // Only its first line: with nobody to read the others it prints none, which would cost it time.
    if let Some(stdout) = stdout {
        BufReader::new(stdout).read_line(&mut ready).map_err(Failure::environment)?;
    }
    let ready: serde_json::Value = serde_json::from_str(&ready).unwrap_or_default();
    match ready.get("callbacks").and_then(serde_json::Value::as_str) {
        Some(url) => Ok((serving, url.to_owned())),
        None => Err(Failure::environment("the receiver of the benchmark did not start")),
    }
}

/// How long a small write takes to be on disk, at worst in a hundred.
fn fdatasync_us_p99(folder: &Path, syncs: usize) -> Result<Option<u64>, Failure> {
    let write = || {
        let mut file = fs::File::create(folder.join("disk"))?;
        let mut times = Vec::with_capacity(syncs);
        for _ in 0..syncs {
            let begun = Instant::now();
            file.write_all(&BLOCK)?;
            file.sync_data()?;
            times.push(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
        times.sort_unstable();
        Ok(times.get(times.len().saturating_sub(1) * 99 / 100).copied())
    };
    write().map_err(|error: std::io::Error| Failure::environment(error))
}
