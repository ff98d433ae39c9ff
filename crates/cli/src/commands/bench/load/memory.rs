//! How much memory the generator takes as requests go by, as a process of its own: nothing may grow with their number.

use std::{
    thread,
    time::{Duration, Instant},
};

use livehook_load::referee::NullReferee;
use serde::Serialize;

use super::{
    Asked, Print, Scale,
    child::{Heard, Own},
    measure::CONNECTIONS,
};
use crate::exit::Failure;

const PART: &str = "memory";
/// The most that was asked for, in KiB.
const ASKED_KIB: u64 = 64 * 1024;
/// How much the second look may lie above the first: what a histogram or a line a second takes, and no list of requests.
const FLAT: f64 = 1.1;
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// How long all may take.
const LENGTH_MAX: Duration = Duration::from_secs(600);

#[derive(Debug, Serialize)]
struct MemoryLine {
    r#type: &'static str,
    requests: u64,
    /// The most that it had until then.
    peak_kib: u64,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let referee = NullReferee::start().map_err(Failure::environment)?;
    let (url, requests) = (referee.url(), scale.memory[1].to_string());
    let connections = CONNECTIONS.to_string();
    let words = ["load", "--url", &url, "--closed", "--requests", &requests, "--threads", "1"];
    let words = [words.as_slice(), &["--connections", &connections, "--format", "json"]].concat();
    let mut generator = Own::start(&words, Heard::No)?;
    let begun = Instant::now();
    let (mut first, mut last) = (None, None);
    while generator.has_ended()?.is_none() && begun.elapsed() < LENGTH_MAX {
        let answered = referee.answered();
        last = generator.memory_kib("VmHWM").or(last);
        if answered >= scale.memory[0] {
            first = first.or(last);
        }
        thread::park_timeout(LOOK_EVERY);
    }
    let line = |requests, kib: Option<u64>| MemoryLine {
        r#type: PART,
        requests,
        peak_kib: kib.unwrap_or_default(),
    };
    let lines = [line(scale.memory[0], first), line(referee.answered(), last)];
    print.table(
        "Memory: the most that the generator had, signed, closed loop",
        ["after requests", "peak"],
        &lines,
        |line| [line.requests.to_string(), mebibytes(line.peak_kib)],
    )?;
    let [first, last] = lines;
    let is_there = first.peak_kib > 0 && last.requests >= scale.memory[1];
    let found = format!("{} after {} requests", mebibytes(last.peak_kib), last.requests);
    let growth = last.peak_kib as f64 / first.peak_kib.max(1) as f64;
    Ok(vec![
        Asked::figure(PART, "peak", "< 64 MiB", found, is_there && last.peak_kib < ASKED_KIB),
        Asked::figure(
            PART,
            &format!("peak over that of {} requests", first.requests),
            "flat (at most 1.1)",
            format!("{growth:.3}"),
            is_there && growth <= FLAT,
        ),
    ])
}

fn mebibytes(kib: u64) -> String {
    format!("{:.1} MiB", kib as f64 / 1024.0)
}
