//! The report as JUnit XML, which every CI system reads: a suite an area, a test case a finding.
//!
//! The form has three ways not to pass and ours has more, so what is open is a failure of its own type unless told otherwise, and
//! what is merely not wanted passes with a word. `fixtures/schema/junit.xsd` is the form that readers agree on.

use std::time::Duration;

use livehook_display::inline;
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::{Finding, Report, compare::Outcome, terminal::words};
use crate::case::Area;

/// What an undetermined case is for a CI system.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UndeterminedAs {
    /// A failure of type `undetermined`: nobody has seen the receiver do it right.
    #[default]
    Failure,
    /// Skipped, with the reason.
    Skipped,
}

/// The XML, ending in a newline.
pub fn to_junit(report: &Report, undetermined: UndeterminedAs) -> String {
    let mut junit =
        quick_junit::Report::new(inline(&format!("livehook contract: {}", report.target.name)));
    junit.set_time(Duration::from_millis(report.took_ms));
    for area in Area::ALL {
        let findings: Vec<_> =
            report.findings.iter().filter(|finding| finding.area == *area).collect();
        if !findings.is_empty() {
            junit.add_test_suite(suite(*area, &findings, report, undetermined));
        }
    }
    junit.to_string().expect("writing to memory does not fail")
}

fn suite(
    area: Area,
    findings: &[&Finding],
    report: &Report,
    undetermined: UndeterminedAs,
) -> TestSuite {
    let mut suite = TestSuite::new(format!("css/{area}"));
    suite.set_time(findings.iter().map(|finding| Duration::from_millis(finding.took_ms)).sum());
    // Readers refuse a file for a time that is none, so what is not one is left out.
    if report.started_at.parse::<jiff::Timestamp>().is_ok() {
        suite.extra.insert("timestamp".into(), XmlString::new(&report.started_at));
    }
    suite.add_property(("target", &*inline(&report.target.url)));
    suite.add_property(("seed", &*report.seed.to_string()));
    suite.add_property(("tool", &*inline(&report.tool)));
    for finding in findings {
        suite.add_test_case(test_case(finding, undetermined));
    }
    suite
}

fn test_case(finding: &Finding, undetermined: UndeterminedAs) -> TestCase {
    let outcome = Outcome::of(finding);
    let why = inline(&finding.why);
    let status = match (outcome, undetermined) {
        (Outcome::Fail, _) => wrong(NonSuccessKind::Failure, "fail", &why, finding),
        (Outcome::Error, _) => wrong(NonSuccessKind::Error, "error", &why, finding),
        (Outcome::Undetermined, UndeterminedAs::Failure) => {
            wrong(NonSuccessKind::Failure, "undetermined", &why, finding)
        }
        (Outcome::Undetermined, UndeterminedAs::Skipped) => {
            skipped(&format!("undetermined: {why}"))
        }
        (Outcome::ExpectedFailure, _) => skipped(&format!("expected failure: {why}")),
        (Outcome::Skip, _) => skipped(&why),
        (Outcome::Warn | Outcome::Info | Outcome::Pass, _) => TestCaseStatus::success(),
    };
    let mut case = TestCase::new(inline(&finding.id), status);
    case.set_classname(format!("css.{}", finding.area));
    case.set_time(Duration::from_millis(finding.took_ms));
    if matches!(outcome, Outcome::Warn | Outcome::Info | Outcome::Pass) {
        case.set_system_out(format!("{outcome}: {why}"));
    }
    case
}

fn skipped(why: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(why);
    status
}

fn wrong(kind: NonSuccessKind, name: &str, why: &str, finding: &Finding) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(why).set_type(name).set_description(description(finding));
    status
}

/// What a person wants who has clicked on a red line.
fn description(finding: &Finding) -> String {
    let mut lines = vec![
        format!("{} ({})", finding.title, finding.level.as_str().to_uppercase()),
        finding.why.clone(),
        format!("why it matters: {}", finding.matters),
        format!("mend: {}", finding.mend),
    ];
    lines.extend(
        words::layers(&finding.layers).into_iter().map(|(name, text)| format!("{name}: {text}")),
    );
    lines.push(format!("source: {}", finding.source));
    lines.push(format!("again: {}", finding.reproduce));
    lines.extend(finding.curl.as_ref().map(|curl| format!("curl: {curl}")));
    lines.iter().map(|line| inline(line)).collect::<Vec<_>>().join("\n")
}
