//! What a request costs the generator, in a closed loop against a receiver that does nothing: ours signed and unsigned, and whatever
//! other tools are installed. The receiver counts, so that no tool's own report has to be believed.

use livehook_load::{plan::Pacing, referee::NullReferee};
use serde::Serialize;

use super::{
    Count, Print, Scale,
    measure::{CONNECTIONS, Signed, measure, median, options},
    rivals::{self, Rival},
};
use crate::{exit::Failure, output};

/// A tool's figures, medians of its rounds.
#[derive(Serialize)]
struct CostLine {
    r#type: &'static str,
    tool: &'static str,
    requests_per_cpu_second: f64,
    requests_per_second: f64,
    /// Ours, signed, over this one.
    ours_over_this: f64,
}

/// Who sends.
#[derive(Clone, Copy)]
enum Sender {
    Ours(Signed),
    Rival(&'static Rival),
}

impl Sender {
    const fn name(self) -> &'static str {
        match self {
            Self::Ours(Signed::Freshly) => "livehook, each signed",
            Self::Ours(Signed::Not) => "livehook, unsigned",
            Self::Rival(rival) => rival.name,
        }
    }
}

/// Requests, CPU-seconds, seconds.
type Round = [f64; 3];

pub(super) fn run(scale: &Scale, print: Print) -> Result<Count, Failure> {
    let mut senders = vec![Sender::Ours(Signed::Freshly), Sender::Ours(Signed::Not)];
    for rival in rivals::ALL {
        if rivals::is_installed(rival.program) {
            senders.push(Sender::Rival(rival));
        } else {
            output::note(&format!("note: {} is not installed, so left out", rival.name));
        }
    }
    let mut rounds: Vec<Vec<Round>> = vec![Vec::new(); senders.len()];
    for _ in 0..scale.cost_rounds {
        // In turn, so that a noisy neighbour disturbs all of them.
        for (sender, rounds) in senders.iter().zip(&mut rounds) {
            rounds.push(round(*sender, scale)?);
        }
    }
    let of = |rounds: &[Round], by: usize| {
        median(rounds.iter().map(|round| round[0] / round[by].max(1e-6)).collect())
    };
    let ours = rounds.first().map_or(f64::NAN, |rounds| of(rounds, 1));
    let line = |(sender, rounds): (&Sender, &Vec<Round>)| CostLine {
        r#type: "cost",
        tool: sender.name(),
        requests_per_cpu_second: of(rounds, 1),
        requests_per_second: of(rounds, 2),
        ours_over_this: ours / of(rounds, 1),
    };
    let lines: Vec<_> = senders.iter().zip(&rounds).map(line).collect();
    print.table(
        &format!("Cost: closed loop, {CONNECTIONS} connections, 1 kB, one thread each"),
        ["tool", "requests/CPU-s", "requests/s", "ours signed over this"],
        &lines,
        |line| {
            [
                line.tool.to_owned(),
                format!("{:.0}", line.requests_per_cpu_second),
                format!("{:.0}", line.requests_per_second),
                format!("{:.2}", line.ours_over_this),
            ]
        },
    )?;
    Ok(Count::Right)
}

fn round(sender: Sender, scale: &Scale) -> Result<Round, Failure> {
    let referee = NullReferee::start().map_err(Failure::environment)?;
    let [cpu_seconds, seconds] = match sender {
        Sender::Ours(signed) => {
            let pacing = Pacing::Closed { requests: None, length: scale.cost };
            let measurement = measure(options(&referee.url(), pacing, signed)?)?;
            [measurement.generator.cpu_us as f64 / 1e6, scale.cost.as_secs_f64()]
        }
        Sender::Rival(rival) => rivals::run(rival, &referee.url(), scale.cost)?,
    };
    Ok([referee.answered() as f64, cpu_seconds, seconds])
}
