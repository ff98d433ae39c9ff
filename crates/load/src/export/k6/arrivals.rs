//! Arrivals as k6's executors.

use super::json;
use crate::measurement::PlanLine;

/// A scenario: lines of an object, and what k6 does otherwise than the plan, in sentences.
pub(super) struct Scenario {
    pub(super) lines: Vec<String>,
    pub(super) notes: Vec<&'static str>,
}

/// Planned lengths in microseconds become whole milliseconds.
const MICROS_IN_MILLI: u64 = 1_000;

pub(super) fn scenario(plan: &PlanLine, connections: u32) -> Scenario {
    let mut notes = vec![];
    let duration = match plan.duration_us {
        Some(micros) => json(&format!("{}ms", micros.div_ceil(MICROS_IN_MILLI))),
        None => {
            notes.push("The plan counts requests; here a length is needed instead.");
            "__ENV.DURATION || '30s'".to_owned()
        }
    };
    let users = [format!("preAllocatedVUs: {connections},"), format!("maxVUs: {connections},")];
    let lines = match (plan.pacing.as_str(), ramp(&plan.arrivals), plan.rate) {
        ("open", Some((from, to)), _) => {
            let mut lines = vec![
                "executor: 'ramping-arrival-rate',".to_owned(),
                format!("startRate: {},", per_minute(from)),
                "timeUnit: '1m',".to_owned(),
                format!("stages: [{{ target: {}, duration: {duration} }}],", per_minute(to)),
            ];
            lines.extend(users);
            lines
        }
        ("open", None, Some(rate)) => {
            match plan.arrivals.split(' ').next() {
                Some("poisson") => notes.push("k6 has no random arrivals: these come evenly, which is kinder to the receiver."),
                Some("steps" | "burst" | "trace") => {
                    notes.push("The plan's rate changes: here its mean comes evenly, which is kinder to the receiver.");
                }
                Some(_) | None => {}
            }
            let mut lines = vec![
                "executor: 'constant-arrival-rate',".to_owned(),
                format!("rate: {},", per_minute(rate)),
                "timeUnit: '1m',".to_owned(),
                format!("duration: {duration},"),
            ];
            lines.extend(users);
            lines
        }
        _ => {
            notes.push("A closed loop waits for each answer: it slows down with the receiver and hides what that costs.");
            vec![
                "executor: 'constant-vus',".to_owned(),
                format!("vus: {connections},"),
                format!("duration: {duration},"),
            ]
        }
    };
    Scenario { lines, notes }
}

/// The ends of `ramp 100/s..5000/s over 30s`.
fn ramp(arrivals: &str) -> Option<(f64, f64)> {
    let rates = arrivals.strip_prefix("ramp ")?.split(" over ").next()?;
    let (from, to) = rates.split_once("..")?;
    let rate = |text: &str| text.trim().strip_suffix("/s")?.trim().parse::<f64>().ok();
    Some((rate(from)?, rate(to)?))
}

/// k6 takes whole numbers; a minute keeps the parts of a rate a second.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, and no rate is negative"
)]
fn per_minute(rate: f64) -> u64 {
    ((rate * 60.0).round() as u64).max(1)
}
