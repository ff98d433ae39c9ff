//! Where the receiver refuses what is right, all cases would fail for that one reason: it is told once, and they are not tried.

use crate::{
    calibrate::Controls,
    options::{Options, WhenRefused},
    report::{Calibrated, Class, Report},
};

/// What is said of it beside why it is refused.
pub(super) const NOTE: &str = "no case was tried, since all would fail for this one reason: mend it first, or try them with --anyway";

/// Whether so many cases are left untried.
pub(super) fn stops(controls: &Controls, options: &Options, cases: usize) -> bool {
    let is_taken = |status: Option<u16>| status == Some(200);
    options.when_refused == WhenRefused::Stop
        && cases > WhenRefused::FEW
        && controls.calibration.verdict == Calibrated::Refuses
        && !controls.by_type.values().any(|control| is_taken(control.status()))
}

/// Why a case was not tried.
pub(super) fn why(controls: &Controls) -> String {
    format!("not tried: a sound callback was answered {}", controls.calibration.answer)
}

/// Whether a run came to nothing but that the receiver refuses what is right.
pub fn is_refused(report: &Report) -> bool {
    let is_untried = |class| matches!(class, Class::Error | Class::Skip);
    report.calibration.verdict == Calibrated::Refuses
        && report.findings.iter().any(|finding| finding.result == Class::Error)
        && report.findings.iter().all(|finding| is_untried(finding.result))
}
