//! Whether a rate is kept: how many requests are missing or too many after a while, by the receiver's clock.

use std::time::Duration;

use livehook_load::referee::NullReferee;
use serde::Serialize;

use super::{
    Asked, Print, Scale, arrivals,
    measure::{Signed, even, measure, options},
    rivals::{self, PACED},
};
use crate::{exit::Failure, output};

const PART: &str = "drift";
const RATE: u64 = 1_000;

#[derive(Debug, Serialize)]
struct DriftLine {
    r#type: &'static str,
    tool: &'static str,
    seconds: f64,
    planned: u64,
    came: usize,
    /// Requests that were behind at the end.
    drift: f64,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let ours =
        |url: &str| measure(options(url, even(RATE, scale.drift)?, Signed::Freshly)?).map(drop);
    let mut lines = vec![line("livehook", scale.drift, ours)?];
    for rival in PACED {
        if !rivals::is_installed(rival.program) {
            output::note(&format!("note: {} is not installed, so left out", rival.program));
            continue;
        }
        let length = rivals::whole_seconds(scale.drift_of_others);
        let theirs = |url: &str| rivals::run_paced(rival, url, RATE, length);
        lines.push(line(rival.name, length, theirs)?);
    }
    print.table(
        &format!("Drift: {RATE}/s by the receiver's clock"),
        ["tool", "after", "planned", "came", "requests behind"],
        &lines,
        |line| {
            [
                line.tool.to_owned(),
                format!("{:.0} s", line.seconds),
                line.planned.to_string(),
                line.came.to_string(),
                format!("{:+.3}", line.drift),
            ]
        },
    )?;
    let Some(ours) = lines.first() else { return Ok(Vec::new()) };
    let what = format!("requests behind after {:.0} s", ours.seconds);
    let is_met = ours.drift.abs() < 1.0 && u64::try_from(ours.came) == Ok(ours.planned);
    Ok(vec![Asked::figure(PART, &what, "< 1", format!("{:+.3}", ours.drift), is_met)])
}

fn line(
    tool: &'static str,
    length: Duration,
    send: impl FnOnce(&str) -> Result<(), Failure>,
) -> Result<DriftLine, Failure> {
    let referee = NullReferee::start_stamping().map_err(Failure::environment)?;
    send(&referee.url())?;
    let came = referee.arrivals();
    let planned = u64::try_from(u128::from(RATE) * length.as_millis() / 1_000).unwrap_or(u64::MAX);
    Ok(DriftLine {
        r#type: PART,
        tool,
        seconds: length.as_secs_f64(),
        planned,
        came: came.len(),
        drift: arrivals::drift(&came, RATE),
    })
}
