//! Whether a run can end in its time, and how much would do.

use std::time::Duration;

use livehook_probe::Scope;

use super::Phase;
use crate::{calibrate::Controls, case::Case, session::Session, step::Step};

/// How often a probe is asked in a step: before, until the effect shows, and after.
const LOOKS_OF_A_STEP: u32 = 3;

/// What is said to be enough is rounded up to this.
const ROUNDED_S: u64 = 10;

/// What the steps of a case cost.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    steps: u32,
    streams: u32,
    requests: u32,
}

fn cost(case: &Case) -> Cost {
    case.steps.iter().fold(Cost::default(), |cost, step| {
        let (streams, requests) = match step {
            Step::Send { copies, .. } | Step::Again { copies, .. } => (1, (*copies).into()),
            Step::Many { n, .. } | Step::Cut { n, .. } => ((*n).into(), (*n).into()),
            Step::OneStream { n, .. } => (1, (*n).into()),
            Step::Raw { callbacks, .. } => (u32::try_from(callbacks.len()).unwrap_or(1), 1),
            Step::Bytes { .. } => (0, 1),
            Step::Hold { .. } | Step::LookBack(_) | Step::Restart => (0, 0),
        };
        Cost {
            steps: cost.steps + u32::from(streams > 0),
            streams: cost.streams + streams,
            requests: cost.requests + requests,
        }
    })
}

/// How long these cases take at least, by what the calibration showed.
fn least(cases: &[&'static Case], session: &Session, controls: &Controls) -> Duration {
    let wait = if session.watches() { session.settle() } else { Duration::ZERO };
    let look = session.look_share();
    let one_by_one = session.watches() && session.scope() == Scope::Total;
    let at_once = u32::try_from(session.options.limits.cases_at_once).unwrap_or(u32::MAX).max(1);
    let (mut alone, mut longest, mut answers, mut looks) = <(Duration, Duration, _, _)>::default();
    for case in cases {
        let Cost { steps, streams, requests } = cost(case);
        let waits = wait * steps;
        if one_by_one || Phase::of(case) != Phase::Together {
            alone += waits + controls.answer_took * steps;
        } else {
            longest = longest.max(waits);
            answers += controls.answer_took * requests / at_once;
        }
        looks += look * streams * LOOKS_OF_A_STEP;
    }
    alone + longest.max(answers).max(looks)
}

/// What is to be said before the first case, where not all of them can end in time.
pub(super) fn warning(
    cases: &[&'static Case],
    session: &Session,
    controls: &Controls,
) -> Option<String> {
    let (least, left) = (least(cases, session, controls), session.left());
    (least > left).then(|| {
        format!(
            "these cases take about {} s, and {} s are left: what does not fit is not tried; {} would do",
            least.as_secs(),
            left.as_secs(),
            time_limit(session.elapsed() + least * 5 / 4)
        )
    })
}

/// What is to be said after the last case, where the end of the run has cut some off.
pub(super) fn notice(
    cases: &[&'static Case],
    session: &Session,
    controls: &Controls,
    calibrated_after: Duration,
) -> Option<String> {
    let cut_off = u32::try_from(session.cut_off()).unwrap_or(u32::MAX);
    if cut_off == 0 {
        return None;
    }
    let all = u32::try_from(cases.len()).unwrap_or(u32::MAX).max(cut_off);
    let of_cases = session.elapsed().saturating_sub(calibrated_after);
    let by_what_was_done = calibrated_after + of_cases * all / (all - cut_off).max(1);
    let enough = by_what_was_done.max(least(cases, session, controls)) * 5 / 4;
    let were = if cut_off == 1 { "case was" } else { "cases were" };
    Some(format!(
        "{cut_off} {were} not tried to the end, since the time for the whole run ({} s) was over; {} would do",
        session.options.patience.total.as_secs_f64().round(),
        time_limit(enough)
    ))
}

fn time_limit(enough: Duration) -> String {
    format!("--time-limit {}s", (enough.as_secs() / ROUNDED_S + 1) * ROUNDED_S)
}
