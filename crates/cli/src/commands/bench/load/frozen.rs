//! A receiver that stands still for a while, once: what percentiles must then be is arithmetic. With a rate R below the capacity C, what
//! is due while it stands still waits `S - x(1 - R/C)`, so that the quantile q of a run of length D is `S - (1-q) D (1 - R/C)`.

use std::time::Duration;

use livehook_load::{
    plan::Pacing,
    referee::{Question, Recorder, Reply},
};
use serde::Serialize;

use super::{
    Asked, Print, Scale,
    measure::{Signed, even, measure, options, percentile},
    micros,
};
use crate::exit::Failure;

const PART: &str = "frozen";
const RATE: u64 = 1_000;
/// How far a percentile may be off.
const ASKED: f64 = 0.02;
/// How long the receiver's capacity is measured, as a part of the run.
const CAPACITY_PART: u32 = 10;
const QUANTILES: [(&str, f64); 3] = [("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999)];

#[derive(Serialize)]
struct FrozenLine {
    r#type: &'static str,
    percentile: &'static str,
    planned_us: Option<u64>,
    /// What a tool would say that counts from sending.
    sent_us: Option<u64>,
    closed_form_us: Option<u64>,
    /// Found less closed form, as a share of it.
    off: Option<f64>,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let [length, still] = scale.frozen;
    let capacity = capacity(length / CAPACITY_PART)?;
    let (from, to) = (length / 3, length / 3 + still);
    let rule = move |question: Question<'_>| {
        if (from..to).contains(&question.at) {
            Reply::StatusAt(200, to)
        } else {
            Reply::Status(200)
        }
    };
    let recorder = Recorder::start(rule).map_err(Failure::environment)?;
    let measurement = measure(options(&recorder.url(), even(RATE, length)?, Signed::Freshly)?)?;
    let rate = RATE as f64;
    let line = |(name, quantile): (&'static str, f64)| {
        let slope = length.as_secs_f64() * (1.0 - rate / capacity);
        let expected = (1.0 - quantile).mul_add(-slope, still.as_secs_f64());
        let expected = Duration::try_from_secs_f64(expected).ok();
        let planned_us = percentile(&measurement.latency.planned, name);
        let off = planned_us.zip(expected).map(|(found, expected)| {
            (Duration::from_micros(found).as_secs_f64() / expected.as_secs_f64()) - 1.0
        });
        FrozenLine {
            r#type: PART,
            percentile: name,
            planned_us,
            sent_us: percentile(&measurement.latency.sent, name),
            closed_form_us: expected.and_then(|it| u64::try_from(it.as_micros()).ok()),
            off,
        }
    };
    let lines = QUANTILES.map(line);
    print.table(
        &format!(
            "Frozen: a receiver that stands still for {:.3} s in {:.0} s at {RATE}/s; its capacity was {capacity:.0}/s",
            still.as_secs_f64(),
            length.as_secs_f64()
        ),
        ["", "from the planned time", "closed form", "off", "from sending"],
        &lines,
        |line| {
            [
                line.percentile.to_owned(),
                micros(line.planned_us),
                micros(line.closed_form_us),
                line.off.map_or_else(|| "-".to_owned(), |off| format!("{:+.2} %", off * 100.0)),
                micros(line.sent_us),
            ]
        },
    )?;
    let asked = lines.iter().map(|line| {
        let asked = format!("{} +- 2 %", micros(line.closed_form_us));
        match line.off {
            Some(off) => {
                let found = format!("{} ({:+.2} %)", micros(line.planned_us), off * 100.0);
                Asked::figure(PART, line.percentile, &asked, found, off.abs() <= ASKED)
            }
            None => Asked::unknown(PART, line.percentile, &asked, "too few requests"),
        }
    });
    Ok(asked.collect())
}

/// How many requests a second the same receiver answers when it does not stand still.
fn capacity(length: Duration) -> Result<f64, Failure> {
    let recorder = Recorder::start(|_| Reply::Status(200)).map_err(Failure::environment)?;
    let pacing = Pacing::Closed { requests: None, length };
    let measurement = measure(options(&recorder.url(), pacing, Signed::Freshly)?)?;
    Ok(measurement.ledger.sent as f64 / length.as_secs_f64())
}
