//! Single objects of a stream, one a line: the calibration, each finding as it comes, the sums. Without exchanges, which the whole
//! report has.

use serde::Serialize;

use crate::{
    case::{Area, Level},
    report::{Calibrated, Calibration, Class, Finding, Layers, Report, Summary, TargetLine},
};

/// What the first line of a stream says.
#[derive(Debug, Clone, Serialize)]
pub struct CalibrationLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    verdict: Calibrated,
    answer: &'a str,
    notes: &'a [String],
    clock_skew_s: Option<i64>,
    target: &'a TargetLine,
    seed: u64,
}

impl<'a> CalibrationLine<'a> {
    /// The line of a calibration.
    pub fn new(calibration: &'a Calibration, target: &'a TargetLine, seed: u64) -> Self {
        Self {
            kind: "calibration",
            verdict: calibration.verdict,
            answer: &calibration.answer,
            notes: &calibration.notes,
            clock_skew_s: calibration.clock_skew_s,
            target,
            seed,
        }
    }
}

impl<'a> From<&'a Report> for CalibrationLine<'a> {
    fn from(report: &'a Report) -> Self {
        Self::new(&report.calibration, &report.target, report.seed)
    }
}

/// One finding.
#[derive(Debug, Clone, Serialize)]
pub struct FindingLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a str,
    area: Area,
    level: Level,
    title: &'a str,
    result: Class,
    expected_failure: bool,
    why: &'a str,
    matters: &'a str,
    mend: &'a str,
    layers: &'a Layers,
    reproduce: &'a str,
    curl: Option<&'a str>,
    source: &'a str,
    took_ms: u64,
}

impl<'a> From<&'a Finding> for FindingLine<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            kind: "finding",
            id: &finding.id,
            area: finding.area,
            level: finding.level,
            title: &finding.title,
            result: finding.result,
            expected_failure: finding.expected_failure,
            why: &finding.why,
            matters: &finding.matters,
            mend: &finding.mend,
            layers: &finding.layers,
            reproduce: &finding.reproduce,
            curl: finding.curl.as_deref(),
            source: &finding.source,
            took_ms: finding.took_ms,
        }
    }
}

/// What the last line of a stream says.
#[derive(Debug, Clone, Serialize)]
pub struct SummaryLine<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    pass: u32,
    fail: u32,
    warn: u32,
    undetermined: u32,
    info: u32,
    skip: u32,
    error: u32,
    expected_failures: u32,
    unexpected_passes: &'a [String],
    requests: u64,
    verdict: &'static str,
    seed: u64,
    refusal_style: Option<&'a str>,
}

impl<'a> SummaryLine<'a> {
    /// The line of these sums.
    pub fn new(summary: &'a Summary, seed: u64) -> Self {
        Self {
            kind: "summary",
            pass: summary.pass,
            fail: summary.fail,
            warn: summary.warn,
            undetermined: summary.undetermined,
            info: summary.info,
            skip: summary.skip,
            error: summary.error,
            expected_failures: summary.expected_failures,
            unexpected_passes: &summary.unexpected_passes,
            requests: summary.requests,
            verdict: summary.verdict.as_str(),
            seed,
            refusal_style: summary.refusal_style.as_deref(),
        }
    }
}

impl<'a> From<&'a Report> for SummaryLine<'a> {
    fn from(report: &'a Report) -> Self {
        Self::new(&report.summary, report.seed)
    }
}
