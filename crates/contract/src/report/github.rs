//! The report as workflow commands of GitHub Actions, which become annotations beside a run.

use livehook_display::inline;

use super::{Finding, Report, compare::Outcome};

/// GitHub shows this many annotations of a kind for a step and drops the others.
pub const ANNOTATIONS_OF_A_KIND_MAX: usize = 10;

/// The commands, one a line: errors, then warnings, then a notice that says how many were left out.
pub fn annotations(report: &Report) -> Vec<String> {
    let mut errors = vec![];
    let mut warnings = vec![];
    for outcome in [Outcome::Fail, Outcome::Error, Outcome::Undetermined, Outcome::Warn] {
        let (kind, lines) = if outcome == Outcome::Fail {
            ("error", &mut errors)
        } else {
            ("warning", &mut warnings)
        };
        let findings = report.findings.iter().filter(|finding| Outcome::of(finding) == outcome);
        lines.extend(findings.map(|finding| annotation(kind, outcome, finding)));
    }
    let more = [("errors", errors.len()), ("warnings", warnings.len())]
        .into_iter()
        .filter(|(_, count)| *count > ANNOTATIONS_OF_A_KIND_MAX)
        .map(|(kind, count)| format!("{} more {kind}", count - ANNOTATIONS_OF_A_KIND_MAX))
        .collect::<Vec<_>>();
    let shown = [errors, warnings]
        .into_iter()
        .flat_map(|lines| lines.into_iter().take(ANNOTATIONS_OF_A_KIND_MAX));
    let mut all: Vec<_> = shown.collect();
    if !more.is_empty() {
        let text = format!("{} than GitHub shows; the report has them all", more.join(" and "));
        all.push(format!("::notice title=livehook contract::{}", data(&text)));
    }
    all
}

fn annotation(kind: &str, outcome: Outcome, finding: &Finding) -> String {
    let title = format!("{} {} ({})", finding.id, outcome, finding.level.as_str().to_uppercase());
    let mut parts = vec![&finding.why];
    if matches!(outcome, Outcome::Fail | Outcome::Warn) {
        parts.push(&finding.mend);
    }
    parts.push(&finding.reproduce);
    let text = parts.iter().map(|part| inline(part)).collect::<Vec<_>>().join("\n");
    format!("::{kind} title={}::{}", property(&inline(&title)), data(&text))
}

/// As the runner's own toolkit escapes a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As it escapes a property, which a colon or a comma would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
