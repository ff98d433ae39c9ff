//! What it came to: the sums, the news, and the verdict last, where a terminal leaves the eye.

use livehook_display::{Indent, Line, Paint, wrapped};

use super::{Detail, TerminalOptions, groups, sums_line, words};
use crate::{
    is_refused,
    report::{Report, Verdict},
};

pub(super) fn lines(report: &Report, options: &TerminalOptions) -> Vec<Line> {
    let summary = &report.summary;
    let mut paragraphs = vec![];
    let count = format!("  {} requests in {}", summary.requests, words::span(report.took_ms));
    paragraphs.push(sums_line(&words::sums(summary)).and(Paint::Faint, &count));
    if let Some(style) = &summary.refusal_style {
        paragraphs.push(Line::default().and(Paint::Faint, "refuses: ").plain(style));
    }
    if !summary.unexpected_passes.is_empty() {
        let passes = summary.unexpected_passes.join(", ");
        let news = "passes although the profile expects it to fail: ";
        paragraphs
            .push(Line::default().and(Paint::Good, "news: ").plain(news).and(Paint::Bold, &passes));
    }
    for hint in [words::probe_hint(report), words::restart_hint(report)].into_iter().flatten() {
        paragraphs.push(Line::default().and(Paint::Caution, "hint: ").plain(&hint));
    }
    let paint = match summary.verdict {
        Verdict::Conforms => Paint::Good,
        Verdict::Fails => Paint::Bad,
        Verdict::Undetermined => Paint::Caution,
    };
    let verdict = Line::default().and(Paint::Bold, &report.target.name).plain(" ");
    let paint = if is_refused(report) { Paint::Bad } else { paint };
    paragraphs.push(verdict.and(paint, &words::verdict(report)));

    let lines = paragraphs
        .iter()
        .flat_map(|line| wrapped(line, options.width, Indent { first: 0, others: 2 }));
    let mends = match options.detail {
        Detail::Brief => groups::first_mends(report, options),
        Detail::Everything => vec![],
    };
    let paragraph = |lines: Vec<Line>| {
        let before = (!lines.is_empty()).then(Line::default);
        before.into_iter().chain(lines)
    };
    paragraph(mends).chain(paragraph(lines.collect())).collect()
}
