//! The generator itself stopped for a while: what it measured then is not the receiver, and it must say so.

use std::{
    io::Read as _,
    thread,
    time::{Duration, Instant},
};

use livehook_load::referee::NullReferee;
use serde::Serialize;

use super::{
    Asked, Print, Scale,
    child::{Heard, Own},
};
use crate::exit::{Exit, Failure};

const PART: &str = "stopped";
const RATE: u64 = 500;
/// How many are stopped at once. Those that are left alone run one after the other, since they are to be valid.
const AT_ONCE: u32 = 4;
/// How many run without being stopped, to see that it is the stop which they name.
const CONTROLS: u32 = 4;
/// How long a run may take to begin.
const BEGINNING_MAX: Duration = Duration::from_secs(20);
/// From one look at how far a run is to the next.
const LOOK_EVERY: Duration = Duration::from_millis(5);

#[derive(Debug, Default, Serialize)]
struct StoppedLine {
    r#type: &'static str,
    what: &'static str,
    runs: usize,
    /// Ended with the exit code of a run that is not valid.
    invalid: usize,
    /// Of which it named the time in which it stood still.
    named: usize,
}

/// What is done to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Stop,
    Nothing,
}

/// What a run said.
#[derive(Debug, Clone, Copy)]
struct Said {
    invalid: bool,
    named: bool,
}

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let stopped = line("stopped", Deed::Stop, scale.stopped_runs, scale)?;
    let controls = CONTROLS.min(scale.stopped_runs);
    let lines = [stopped, line("left alone", Deed::Nothing, controls, scale)?];
    let [length, stop] = scale.stopped;
    print.table(
        &format!(
            "Stopped: the generator itself, for {:.1} s of {:.1} s at {RATE}/s",
            stop.as_secs_f64(),
            length.as_secs_f64()
        ),
        ["", "runs", "INVALID", "said that it stood still"],
        &lines,
        |line| {
            [
                line.what.to_owned(),
                line.runs.to_string(),
                line.invalid.to_string(),
                line.named.to_string(),
            ]
        },
    )?;
    let [stopped, _] = lines;
    let asked = format!("{0} of {0}", stopped.runs);
    let found = format!("{} of {}", stopped.named, stopped.runs);
    let is_right = stopped.named == stopped.runs;
    Ok(vec![Asked::count(PART, "INVALID when stopped", &asked, found, is_right)])
}

fn line(what: &'static str, deed: Deed, runs: u32, scale: &Scale) -> Result<StoppedLine, Failure> {
    let mut line = StoppedLine { r#type: PART, what, ..StoppedLine::default() };
    let mut left = runs;
    while left > 0 {
        let now = left.min(if deed == Deed::Stop { AT_ONCE } else { 1 });
        left -= now;
        let said = thread::scope(|scope| {
            let running: Vec<_> = (0..now).map(|_| scope.spawn(|| one(deed, scale))).collect();
            let joined = running.into_iter().map(|run| {
                run.join()
                    .map_err(|_| Failure::environment("a thread of the benchmark panicked"))?
            });
            joined.collect::<Result<Vec<Said>, Failure>>()
        })?;
        line.runs += said.len();
        line.invalid += said.iter().filter(|said| said.invalid).count();
        line.named += said.iter().filter(|said| said.invalid && said.named).count();
    }
    Ok(line)
}

fn one(deed: Deed, scale: &Scale) -> Result<Said, Failure> {
    let [length, stop] = scale.stopped;
    let referee = NullReferee::start().map_err(Failure::environment)?;
    let (url, rate) = (referee.url(), format!("{RATE}/s"));
    let duration = format!("{}ms", length.as_millis());
    let words = ["load", "--url", &url, "--rate", &rate, "--duration", &duration, "--threads", "1"];
    let words = [words.as_slice(), &["--connections", "8", "--format", "json"]].concat();
    let mut generator = Own::start(&words, Heard::Yes)?;
    if deed == Deed::Stop {
        let third = RATE * u64::try_from(length.as_millis()).unwrap_or(u64::MAX) / 3_000;
        let begun = Instant::now();
        while referee.answered() < third && begun.elapsed() < BEGINNING_MAX {
            thread::park_timeout(LOOK_EVERY);
        }
        generator.signal("STOP")?;
        let until = Instant::now() + stop;
        while let Some(rest) = until.checked_duration_since(Instant::now()) {
            thread::park_timeout(rest);
        }
        generator.signal("CONT")?;
    }
    let mut text = String::new();
    if let Some(mut stdout) = generator.stdout() {
        stdout.read_to_string(&mut text).map_err(Failure::environment)?;
    }
    let code = generator.end()?.code();
    Ok(Said { invalid: code == Some(Exit::InvalidRun as i32), named: text.contains("stood still") })
}
