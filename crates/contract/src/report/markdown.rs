//! The report as Markdown for a pull request or a step's summary: the verdict, what fails, and the rest folded away.
//!
//! Foreign text is escaped: it makes no table, link, heading, mention or HTML.

mod escape;

use super::{Finding, Report, Summary, Verdict, compare::Outcome, terminal};
use terminal::words;

pub(in crate::report) use self::escape::{cell, code};

/// The longest text, in bytes: GitHub takes 1 MiB a step, and others may write there as well.
pub const MARKDOWN_BYTES_MAX: usize = 900 << 10;
/// The words kept for what is left out.
const NOTE_BYTES_MAX: usize = 300;

/// The whole summary, at most [`MARKDOWN_BYTES_MAX`] bytes, ending in a newline.
pub fn to_markdown(report: &Report) -> String {
    let mut page = Page { text: String::new(), left_out: 0 };
    page.put(&head(report));
    let of = |wanted: &[Outcome]| -> Vec<(Outcome, &Finding)> {
        let all =
            Outcome::ALL.iter().filter(|outcome| wanted.contains(outcome)).flat_map(|outcome| {
                let findings =
                    report.findings.iter().filter(|finding| Outcome::of(finding) == *outcome);
                findings.map(|finding| (*outcome, finding))
            });
        all.collect()
    };
    let wrong = of(&[Outcome::Fail, Outcome::Error, Outcome::Undetermined]);
    if !wrong.is_empty() {
        page.put("\n### What fails or is open\n\n| | case | what happened | how to mend |\n| --- | --- | --- | --- |\n");
        for (outcome, finding) in &wrong {
            page.put(&row(*outcome, finding));
        }
    }
    let commands: Vec<_> = wrong.iter().map(|(_, finding)| command(finding)).collect();
    page.fold("Run these again", "", &commands);
    for (title, outcomes) in [
        ("Warnings and expected failures", &[Outcome::Warn, Outcome::ExpectedFailure][..]),
        ("What passes", &[Outcome::Pass][..]),
        ("Facts, and what was not tried", &[Outcome::Info, Outcome::Skip][..]),
    ] {
        let rows: Vec<_> =
            of(outcomes).iter().map(|(outcome, finding)| short_row(*outcome, finding)).collect();
        let title = format!("{title} ({})", rows.len());
        page.fold(&title, "| | case | what happened |\n| --- | --- | --- |\n", &rows);
    }
    page.finish()
}

/// Takes whole parts as long as there is room.
struct Page {
    text: String,
    left_out: usize,
}

impl Page {
    fn put(&mut self, part: &str) {
        // Once a part was left out, a shorter one behind it would stand in a wrong place.
        if self.left_out > 0 || self.text.len() + part.len() + NOTE_BYTES_MAX > MARKDOWN_BYTES_MAX {
            self.left_out += 1;
        } else {
            self.text.push_str(part);
        }
    }

    fn fold(&mut self, title: &str, head: &str, rows: &[String]) {
        if rows.is_empty() {
            return;
        }
        let open = format!("\n<details><summary>{title}</summary>\n\n{head}");
        self.put(&format!("{open}{}\n</details>\n", rows.concat()));
    }

    fn finish(mut self) -> String {
        if self.left_out > 0 {
            let note = format!(
                "\n{} further parts do not fit here; the JSON report has them.\n",
                self.left_out
            );
            self.text.push_str(&note);
        }
        self.text
    }
}

fn head(report: &Report) -> String {
    let summary = &report.summary;
    let mark = match summary.verdict {
        Verdict::Fails => "❌",
        Verdict::Undetermined => "❔",
        Verdict::Conforms => "✅",
    };
    let target = &report.target;
    let probe = target
        .probe
        .as_ref()
        .map_or_else(|| "no effect probe".to_owned(), |probe| format!("probe: {}", cell(probe)));
    let calibration = &report.calibration;
    let mut lines = vec![
        format!("## {mark} {} {}", cell(&target.name), words::verdict(report)),
        String::new(),
        format!(
            "{} · {} callbacks · {probe} · seed {}",
            code(&target.url),
            words::mode(target.mode),
            report.seed
        ),
        String::new(),
        format!("Calibration: {} ({})", words::calibration(calibration), cell(&calibration.answer)),
    ];
    lines.extend(calibration.notes.iter().map(|note| format!("- {}", cell(note))));
    lines.push(String::new());
    lines.extend(sums(summary));
    let style = summary
        .refusal_style
        .as_ref()
        .map(|style| format!(" Refuses: {}.", cell(style).trim_end_matches('.')));
    let requests = format!("{} requests in {}.", summary.requests, words::span(report.took_ms));
    lines.push(requests + &style.unwrap_or_default());
    if !summary.unexpected_passes.is_empty() {
        let passes: Vec<_> = summary.unexpected_passes.iter().map(|id| code(id)).collect();
        let news = format!(
            "**News:** passes although the profile expects it to fail: {}",
            passes.join(", ")
        );
        lines.extend([String::new(), news]);
    }
    if let Some(hint) = words::probe_hint(report) {
        lines.extend([String::new(), format!("**Hint:** {hint}")]);
    }
    lines.push(String::new());
    lines.join("\n")
}

fn sums(summary: &Summary) -> Vec<String> {
    let (names, counts): (Vec<_>, Vec<_>) = words::sums(summary)
        .into_iter()
        .map(|(outcome, count)| (outcome.words(), count.to_string()))
        .unzip();
    if names.is_empty() {
        return vec![];
    }
    let rule = " ---: |".repeat(names.len());
    vec![
        format!("| {} |", names.join(" | ")),
        format!("|{rule}"),
        format!("| {} |", counts.join(" | ")),
        String::new(),
    ]
}

fn row(outcome: Outcome, finding: &Finding) -> String {
    let mend = if outcome == Outcome::Fail { cell(&finding.mend) } else { String::new() };
    format!(
        "| {outcome} | {} {} | {} | {mend} |\n",
        code(&finding.id),
        finding.level.as_str().to_uppercase(),
        cell(&finding.why)
    )
}

fn short_row(outcome: Outcome, finding: &Finding) -> String {
    format!("| {outcome} | {} | {} |\n", code(&finding.id), cell(&finding.why))
}

fn command(finding: &Finding) -> String {
    escape::fenced(&finding.reproduce)
}
