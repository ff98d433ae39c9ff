//! What a request costs the generator, in a closed loop against a receiver that does nothing: ours signed and unsigned, whatever other
//! tools are installed, and a bare loop that does nothing but write and read. The receiver counts, so that no tool's own report has to
//! be believed.

use livehook_load::{
    plan::Pacing,
    referee::{NullReferee, send_bare},
};
use serde::Serialize;

use super::{
    Asked, Print, Scale,
    measure::{CONNECTIONS, Signed, body, measure, median, options},
    rivals::{self, K6, OHA, Rival, WRK, WRK_EACH},
};
use crate::{exit::Failure, output};

const PART: &str = "cost";
/// What was asked: so many times as cheap as these.
const ASKED: [(&Rival, f64); 4] = [(OHA, 2.0), (WRK, 1.2), (WRK_EACH, 3.0), (K6, 10.0)];
/// And signed over unsigned.
const ASKED_OF_SIGNING: f64 = 0.97;

/// A tool's figures, medians of its rounds.
#[derive(Serialize)]
struct CostLine {
    r#type: &'static str,
    tool: &'static str,
    requests_per_cpu_second: f64,
    requests_per_second: f64,
    /// Ours, signed, over this one: median of the ratios of each round.
    ours_over_this: f64,
}

/// Who sends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sender {
    Ours(Signed),
    Bare,
    Rival(&'static str),
}

impl Sender {
    const fn name(self) -> &'static str {
        match self {
            Self::Ours(Signed::Freshly) => "livehook, each signed",
            Self::Ours(Signed::Not) => "livehook, unsigned",
            Self::Bare => "bare loop: write and read, no more",
            Self::Rival(name) => name,
        }
    }
}

/// Requests, CPU-seconds, seconds.
type Round = [f64; 3];

pub(super) fn run(scale: &Scale, print: Print) -> Result<Vec<Asked>, Failure> {
    let mut senders = vec![Sender::Ours(Signed::Freshly), Sender::Ours(Signed::Not), Sender::Bare];
    for rival in rivals::ALL {
        if rivals::is_installed(rival.program) {
            senders.push(Sender::Rival(rival.name));
        } else {
            output::note(&format!("note: {} is not installed, so left out", rival.program));
        }
    }
    let mut rounds: Vec<Vec<Round>> = vec![Vec::new(); senders.len()];
    for _ in 0..scale.cost_rounds {
        // In turn, so that a noisy neighbour disturbs all of them.
        for (sender, rounds) in senders.iter().zip(&mut rounds) {
            rounds.push(round(*sender, scale)?);
        }
    }
    let per = |round: &Round, by: usize| round[0] / round[by].max(1e-6);
    let of =
        |rounds: &[Round], by: usize| median(rounds.iter().map(|round| per(round, by)).collect());
    let ours = rounds.first().cloned().unwrap_or_default();
    let line = |(sender, rounds): (&Sender, &Vec<Round>)| CostLine {
        r#type: PART,
        tool: sender.name(),
        requests_per_cpu_second: of(rounds, 1),
        requests_per_second: of(rounds, 2),
        ours_over_this: median(
            ours.iter().zip(rounds).map(|(ours, this)| per(ours, 1) / per(this, 1)).collect(),
        ),
    };
    let lines: Vec<_> = senders.iter().zip(&rounds).map(line).collect();
    print.table(
        &format!(
            "Cost: closed loop, {CONNECTIONS} connections, 1 kB, one thread each; medians of {} rounds",
            scale.cost_rounds
        ),
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
    Ok(asked(&lines))
}

fn asked(lines: &[CostLine]) -> Vec<Asked> {
    let over = |name: &str| lines.iter().find(|line| line.tool == name).map(|it| it.ours_over_this);
    let bare = over(Sender::Bare.name()).unwrap_or(f64::NAN);
    let mut asked = Vec::new();
    for (rival, least) in ASKED {
        let (what, least_text) = (format!("signed over {}", rival.name), format!("{least:.1} x"));
        asked.push(match over(rival.name) {
            // Ours over theirs over ours over the bare loop: how far one could come at all.
            Some(ratio) => Asked::figure(
                PART,
                &what,
                &least_text,
                format!("{ratio:.2} x (a bare loop: {:.2} x)", ratio / bare),
                ratio >= least,
            ),
            None => Asked::unknown(PART, &what, &least_text, "not installed"),
        });
    }
    let signing = over(Sender::Ours(Signed::Not).name()).unwrap_or(f64::NAN);
    let least = format!("{ASKED_OF_SIGNING:.2}");
    let is_met = signing >= ASKED_OF_SIGNING;
    asked.push(Asked::figure(
        PART,
        "signed over unsigned",
        &least,
        format!("{signing:.3}"),
        is_met,
    ));
    asked
}

fn round(sender: Sender, scale: &Scale) -> Result<Round, Failure> {
    let referee = NullReferee::start().map_err(Failure::environment)?;
    let [cpu_seconds, seconds] = match sender {
        Sender::Ours(signed) => {
            let pacing = Pacing::Closed { requests: None, length: scale.cost };
            let measurement = measure(options(&referee.url(), pacing, signed)?)?;
            [measurement.generator.cpu_us as f64 / 1e6, scale.cost.as_secs_f64()]
        }
        Sender::Bare => {
            let body = body("stream-of-the-benchmark-0");
            let request = format!(
                "POST /callbacks/css HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                referee.address(),
                body.len()
            );
            let cost = send_bare(referee.address(), CONNECTIONS, request.as_bytes(), scale.cost);
            let cost = cost.map_err(Failure::environment)?;
            return Ok([cost.requests as f64, cost.cpu_seconds, scale.cost.as_secs_f64()]);
        }
        Sender::Rival(name) => {
            let rival = rivals::ALL.into_iter().find(|rival| rival.name == name);
            let rival = rival.ok_or_else(|| Failure::environment("no such tool"))?;
            rivals::run(rival, &referee.url(), scale.cost)?
        }
    };
    Ok([referee.answered() as f64, cpu_seconds, seconds])
}
