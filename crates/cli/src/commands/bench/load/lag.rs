//! How late requests go out, beside a bare timer that runs on a thread of the same process at the same time: what is late there is the
//! machine's. The timer sleeps to the end, so it is a fair measure of the generator that does, too; one that is awake beforehand pays CPU
//! for being earlier.
//!
//! Other tools do not say how late they send. So all are held against the receiver's clock as well.

use std::time::Duration;

use livehook_load::{
    options::Waking,
    referee::{BareTimer, NullReferee},
};
use serde::Serialize;

use super::{
    Asked, Print, Scale, arrivals,
    measure::{Signed, even, measure, median_of, options, percentile},
    micros,
    rivals::{self, PACED},
};
use crate::exit::Failure;

const PART: &str = "lag";
const RATES: [u64; 3] = [1_000, 10_000, 20_000];
/// The rates that other tools are asked for: beyond, they do not keep up on few cores.
const RATES_OF_OTHERS: [u64; 2] = [1_000, 10_000];
/// From one waking of the bare timer to the next.
const TIMER_EVERY: Duration = Duration::from_millis(1);
/// What was asked of the median.
const ASKED_US_P50: u64 = 50;

/// Medians over rounds.
#[derive(Debug, Serialize)]
struct LagLine {
    r#type: &'static str,
    rate: u64,
    waking: &'static str,
    cpu_share: f64,
    lag_us_p50: Option<u64>,
    lag_us_p99: Option<u64>,
    timer_us_p50: Option<u64>,
    timer_us_p99: Option<u64>,
    /// Rounds that were valid.
    valid: usize,
    rounds: usize,
    problems: Vec<String>,
}

/// By the receiver's clock.
#[derive(Debug, Serialize)]
struct ArrivalLine {
    r#type: &'static str,
    rate: u64,
    tool: &'static str,
    planned: u64,
    came: usize,
    late_us_p50: Option<u64>,
    late_us_p99: Option<u64>,
}

/// One run.
struct Round {
    cpu_share: f64,
    lag: [Option<u64>; 2],
    timer: [Option<u64>; 2],
    problems: Vec<String>,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let kinds: Vec<(u64, Waking)> = RATES
        .into_iter()
        .flat_map(|rate| [Waking::AwakeBefore, Waking::Asleep].map(|waking| (rate, waking)))
        .collect();
    let mut rounds: Vec<Vec<Round>> = kinds.iter().map(|_| Vec::new()).collect();
    for _ in 0..scale.lag_rounds {
        // In turn, so that a noisy neighbour disturbs all of them.
        for ((rate, waking), rounds) in kinds.iter().zip(&mut rounds) {
            rounds.push(round(*rate, *waking, scale.lag)?);
        }
    }
    let lines: Vec<LagLine> = kinds
        .iter()
        .zip(&rounds)
        .map(|((rate, waking), rounds)| line(*rate, *waking, rounds))
        .collect();
    tell(&lines, scale, print)?;
    by_arrivals(scale, print)?;
    Ok(lines.iter().flat_map(asked).collect())
}

fn asked(line: &LagLine) -> [Asked; 2] {
    let LagLine { rate, waking, .. } = line;
    let bound = line.timer_us_p99.map(|p99| p99 * 2);
    let [median, tail] = ["p50", "p99"].map(|name| format!("{name} at {rate}/s, {waking}"));
    let bound_text = format!("2 x the timer's: {}", micros(bound));
    let held =
        |what: &str, asked: &str, found: Option<u64>, most: Option<u64>| match found.zip(most) {
            Some((us, most)) => Asked::figure(PART, what, asked, micros(found), us <= most),
            None => Asked::unknown(PART, what, asked, "too few requests"),
        };
    [
        held(&median, "< 50 µs", line.lag_us_p50, Some(ASKED_US_P50 - 1)),
        held(&tail, &bound_text, line.lag_us_p99, bound),
    ]
}

fn tell(lines: &[LagLine], scale: &Scale, print: Print) -> Result<(), Failure> {
    print.table(
        &format!(
            "Lag: from the due time to the first byte sent, beside a bare timer of the same run; medians of {} rounds",
            scale.lag_rounds
        ),
        ["rate", "waits", "CPU", "lag p50", "lag p99", "timer p50", "timer p99", "valid"],
        lines,
        |line| {
            [
                format!("{}/s", line.rate),
                line.waking.to_owned(),
                format!("{:.0} %", line.cpu_share * 100.0),
                micros(line.lag_us_p50),
                micros(line.lag_us_p99),
                micros(line.timer_us_p50),
                micros(line.timer_us_p99),
                format!("{} of {}", line.valid, line.rounds),
            ]
        },
    )
}

fn line(rate: u64, waking: Waking, rounds: &[Round]) -> LagLine {
    let median = |of: fn(&Round) -> Option<u64>| median_of(rounds.iter().filter_map(of).collect());
    let mut shares: Vec<f64> = rounds.iter().map(|round| round.cpu_share).collect();
    shares.sort_by(f64::total_cmp);
    LagLine {
        r#type: PART,
        rate,
        waking: match waking {
            Waking::Asleep => "asleep",
            Waking::AwakeBefore => "awake before",
        },
        cpu_share: shares.get(shares.len() / 2).copied().unwrap_or_default(),
        lag_us_p50: median(|round| round.lag[0]),
        lag_us_p99: median(|round| round.lag[1]),
        timer_us_p50: median(|round| round.timer[0]),
        timer_us_p99: median(|round| round.timer[1]),
        valid: rounds.iter().filter(|round| round.problems.is_empty()).count(),
        rounds: rounds.len(),
        problems: rounds.iter().flat_map(|round| round.problems.clone()).collect(),
    }
}

fn round(rate: u64, waking: Waking, length: Duration) -> Result<Round, Failure> {
    let referee = NullReferee::start().map_err(Failure::environment)?;
    let mut options = options(&referee.url(), even(rate, length)?, Signed::Freshly)?;
    options.waking = waking;
    let timer = BareTimer::start(TIMER_EVERY).map_err(Failure::environment)?;
    let measurement = measure(options);
    let late: Vec<u64> = timer.stop().into_iter().map(|ns| ns / 1_000).collect();
    let measurement = measurement?;
    let lag = &measurement.latency.lag;
    Ok(Round {
        cpu_share: measurement.generator.cpu_us as f64 / measurement.took_us.max(1) as f64,
        lag: ["p50", "p99"].map(|name| percentile(lag, name)),
        timer: [50, 99].map(|part| arrivals::percentile(&late, part)),
        problems: measurement.validity.problems,
    })
}

/// The same by the receiver's clock, and other tools beside it.
fn by_arrivals(scale: &Scale, print: Print) -> Result<(), Failure> {
    let length = rivals::whole_seconds(scale.lag);
    let mut lines = Vec::new();
    for rate in RATES_OF_OTHERS {
        let referee = NullReferee::start_stamping().map_err(Failure::environment)?;
        measure(options(&referee.url(), even(rate, length)?, Signed::Freshly)?)?;
        lines.push(arrival_line("livehook", rate, length, &referee.arrivals()));
        for rival in PACED.iter().filter(|rival| rivals::is_installed(rival.program)) {
            let referee = NullReferee::start_stamping().map_err(Failure::environment)?;
            rivals::run_paced(rival, &referee.url(), rate, length)?;
            lines.push(arrival_line(rival.name, rate, length, &referee.arrivals()));
        }
    }
    print.table(
        "Lag by the receiver's clock: behind even times, the earliest arrival being the measure",
        ["rate", "tool", "planned", "came", "late p50", "late p99"],
        &lines,
        |line| {
            [
                format!("{}/s", line.rate),
                line.tool.to_owned(),
                line.planned.to_string(),
                line.came.to_string(),
                micros(line.late_us_p50),
                micros(line.late_us_p99),
            ]
        },
    )
}

fn arrival_line(tool: &'static str, rate: u64, length: Duration, came: &[Duration]) -> ArrivalLine {
    let late = arrivals::late_us(came, rate);
    ArrivalLine {
        r#type: "arrivals",
        rate,
        tool,
        planned: rate * length.as_secs(),
        came: came.len(),
        late_us_p50: arrivals::percentile(&late, 50),
        late_us_p99: arrivals::percentile(&late, 99),
    }
}
