//! How late requests go out, beside a bare timer that runs on a thread of the same process at the same time: what is late there is the
//! machine's. The timer sleeps to the end, so it is a fair measure of the generator that does, too; one that is awake beforehand pays CPU
//! for being earlier.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use livehook_load::{options::Waking, referee::NullReferee};
use serde::Serialize;

use super::{
    Count, Print, Scale,
    measure::{Signed, even, measure, options, percentile},
    micros,
};
use crate::exit::Failure;

const RATES: [u64; 3] = [1_000, 10_000, 20_000];
/// From one look of the bare timer to the next.
const TIMER_EVERY: Duration = Duration::from_millis(1);

#[derive(Serialize)]
struct LagLine {
    r#type: &'static str,
    rate: u64,
    waking: &'static str,
    cpu_share: f64,
    lag_us_p50: Option<u64>,
    lag_us_p99: Option<u64>,
    timer_us_p50: Option<u64>,
    timer_us_p99: Option<u64>,
    problems: Vec<String>,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Count, Failure> {
    let mut lines = Vec::new();
    for rate in RATES {
        for waking in [Waking::Asleep, Waking::AwakeBefore] {
            lines.push(line(rate, waking, scale)?);
        }
    }
    print.table(
        "Lag: from the due time to the first byte sent, beside a bare timer of the same run",
        ["rate", "waits", "CPU", "lag p50", "lag p99", "timer p50", "timer p99", "valid"],
        &lines,
        |line| {
            [
                format!("{}/s", line.rate),
                line.waking.to_owned(),
                format!("{:.0} %", line.cpu_share * 100.0),
                micros(line.lag_us_p50),
                micros(line.lag_us_p99),
                micros(line.timer_us_p50),
                micros(line.timer_us_p99),
                if line.problems.is_empty() { "yes".to_owned() } else { line.problems.join("; ") },
            ]
        },
    )?;
    Ok(Count::Right)
}

fn line(rate: u64, waking: Waking, scale: &Scale) -> Result<LagLine, Failure> {
    let referee = NullReferee::start().map_err(Failure::environment)?;
    let mut options = options(&referee.url(), even(rate, scale.lag)?, Signed::Freshly)?;
    options.waking = waking;
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = stop.clone();
    let timer = thread::spawn(move || time_bare(&stopped));
    let measurement = measure(options);
    stop.store(true, Ordering::Relaxed);
    let mut late = timer.join().unwrap_or_default();
    late.sort_unstable();
    let of_timer = |part: usize| late.get(late.len().saturating_sub(1) * part / 100).copied();
    let measurement = measurement?;
    let lag = &measurement.latency.lag;
    Ok(LagLine {
        r#type: "lag",
        rate,
        waking: match waking {
            Waking::Asleep => "asleep",
            Waking::AwakeBefore => "awake before",
        },
        cpu_share: measurement.generator.cpu_us as f64 / measurement.took_us.max(1) as f64,
        lag_us_p50: percentile(lag, "p50"),
        lag_us_p99: percentile(lag, "p99"),
        timer_us_p50: of_timer(50),
        timer_us_p99: of_timer(99),
        problems: measurement.validity.problems,
    })
}

/// How many microseconds late each look was.
fn time_bare(stop: &AtomicBool) -> Vec<u64> {
    let mut late = Vec::new();
    let mut due = Instant::now();
    while !stop.load(Ordering::Relaxed) {
        due += TIMER_EVERY;
        while let Some(wait) = due.checked_duration_since(Instant::now()).filter(|it| !it.is_zero())
        {
            thread::park_timeout(wait);
        }
        late.push(u64::try_from(due.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    late
}
