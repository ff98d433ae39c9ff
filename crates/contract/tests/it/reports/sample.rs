//! A report with all that can be in one: every class, hostile and Chinese text, an expected failure and one that did not come,
//! exchanges with bytes that are no text.

/// One for each thing that a finding can have.
mod findings;

use livehook_contract::{
    case::{Area, Level},
    report::{
        Calibrated, Calibration, Class, Finding, Layers, Mode, Report, SCHEMA, Summary, TargetLine,
    },
};

pub(super) use self::findings::finding;
use self::findings::findings;

/// What an attacker who owns the receiver would have it answer.
pub(super) const HOSTILE: &str = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> \u{1b}[2J\u{202e}evil\u{0} ]]> `x` | @all #1 %0A::error::x";

/// The report that the snapshots show.
pub(super) fn report() -> Report {
    report_of(
        target(),
        findings(),
        Some("with 403, which has Tencent send a forged callback again up to 12 times"),
    )
}

/// A receiver that does better, seen through a probe; it was not asked everything.
pub(super) fn better() -> Report {
    let mut findings = findings();
    findings.retain(|finding| finding.id != "css/transport/slow");
    for finding in &mut findings {
        if matches!(finding.result, Class::Fail | Class::Undetermined | Class::Warn) {
            finding.result = Class::Pass;
            finding.why = "answered 403, and the probe saw nothing of it".to_owned();
            finding.layers.effect = Some("nothing".to_owned());
        }
    }
    findings.push(finding(
        "css/overload/burst",
        Area::Overload,
        Level::Should,
        Class::Fail,
        "took 32 and lost 3 of them",
    ));
    let target = TargetLine {
        name: "直播回调 (Go)".to_owned(),
        url: "https://callbacks.example.test/css".to_owned(),
        probe: Some("GET http://127.0.0.1:9000/events, by clip id".to_owned()),
        ..target()
    };
    report_of(target, findings, None)
}

/// A receiver that is not there.
pub(super) fn unreachable() -> Report {
    let mut findings = findings();
    for finding in &mut findings {
        finding.result = if finding.level == Level::Must { Class::Error } else { Class::Skip };
        finding.expected_failure = false;
        finding.why = "no answer: the connection was refused".to_owned();
        finding.layers = Layers { answer: "no answer".to_owned(), ..Layers::default() };
        finding.exchanges.clear();
    }
    let mut report = report_of(target(), findings, None);
    report.target.name = "staging".to_owned();
    report.calibration = Calibration {
        verdict: Calibrated::Unreachable,
        answer: "no answer".to_owned(),
        notes: vec![
            "the connection was refused: is the receiver running, and is the port right?"
                .to_owned(),
        ],
        clock_skew_s: None,
    };
    report
}

pub(super) fn report_of(target: TargetLine, findings: Vec<Finding>, style: Option<&str>) -> Report {
    let summary = Summary::of(&findings, 412, style.map(str::to_owned));
    Report {
        schema: SCHEMA.to_owned(),
        tool: "livehook 0.1.0".to_owned(),
        started_at: "2025-10-22T11:30:00Z".to_owned(),
        took_ms: 12_345,
        target,
        seed: 42,
        calibration: Calibration {
            verdict: Calibrated::Takes,
            answer: "200 {\"code\":0}".to_owned(),
            notes: vec![
                "its clock is 7 s behind ours; the cases about expiry allow for that".to_owned(),
            ],
            clock_skew_s: Some(-7),
        },
        findings,
        summary,
    }
}

fn target() -> TargetLine {
    TargetLine {
        name: "127.0.0.1:8080".to_owned(),
        url: "http://127.0.0.1:8080/callbacks/css".to_owned(),
        probe: None,
        restart: None,
        profile: Some("receivers/flask.toml".to_owned()),
        mode: Mode::Signed,
    }
}
