//! What is said of a receiver as a whole: the verdict, the sums, what was found before the first case.

use livehook_display::inline;

use super::{Badge, anchors::Anchors};
use crate::report::{Calibrated, Report, Verdict, matrix::Column, terminal::words};

/// A receiver.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) verdict_word: &'static str,
    /// The class whose colour the verdict has.
    pub(super) verdict_class: &'static str,
    pub(super) verdict_mark: char,
    pub(super) verdict: String,
    pub(super) sums: Vec<Sum>,
    pub(super) calibration: Callout,
    pub(super) refuses: Option<String>,
    pub(super) news: Vec<News>,
    pub(super) hint: Option<String>,
    pub(super) facts: Vec<(&'static str, String)>,
}

/// A stretch of the bar.
pub(super) struct Sum {
    pub(super) badge: Badge,
    pub(super) count: u32,
}

/// The calibration.
pub(super) struct Callout {
    pub(super) class: &'static str,
    pub(super) text: &'static str,
    pub(super) answer: String,
    pub(super) notes: Vec<String>,
}

/// A case that passes although it was expected to fail.
pub(super) struct News {
    pub(super) id: String,
    pub(super) anchor: Option<String>,
}

impl Head {
    pub(super) fn of(report: &Report, column: &Column, anchors: &Anchors<'_>) -> Self {
        let summary = &report.summary;
        let (verdict_word, verdict_class, verdict_mark) = match summary.verdict {
            Verdict::Conforms => ("meets the contract", "pass", '✓'),
            Verdict::Fails => ("fails", "fail", '✗'),
            Verdict::Undetermined => ("undetermined", "undetermined", '?'),
        };
        let sums = words::sums(summary).into_iter();
        let news = summary
            .unexpected_passes
            .iter()
            .map(|id| News { id: inline(id), anchor: anchors.get(id).map(str::to_owned) });
        Self {
            name: inline(&column.name),
            url: inline(&report.target.url),
            verdict_word,
            verdict_class,
            verdict_mark,
            verdict: words::verdict(report),
            sums: sums.map(|(outcome, count)| Sum { badge: Badge::of(outcome), count }).collect(),
            calibration: callout(report),
            refuses: summary.refusal_style.as_deref().map(inline),
            news: news.collect(),
            hint: words::probe_hint(report),
            facts: facts(report),
        }
    }
}

fn callout(report: &Report) -> Callout {
    let calibration = &report.calibration;
    Callout {
        class: match calibration.verdict {
            Calibrated::Takes => "plain",
            Calibrated::TakesWithoutEffect => "undetermined",
            Calibrated::Refuses
            | Calibrated::Unreachable
            | Calibrated::ProbeFails
            | Calibrated::CutOff => "fail",
        },
        text: words::calibration(calibration),
        answer: inline(&calibration.answer),
        notes: calibration.notes.iter().map(|note| inline(note)).collect(),
    }
}

fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let target = &report.target;
    let started = report.started_at.replace('T', " ").replace('Z', " UTC");
    let ran = format!("{} requests in {}", report.summary.requests, words::span(report.took_ms));
    let all = [
        ("callbacks", Some(words::mode(target.mode).to_owned())),
        (
            "effect probe",
            Some(target.probe.clone().unwrap_or_else(|| "none: answers alone".to_owned())),
        ),
        ("restart", target.restart.clone()),
        ("profile", target.profile.clone()),
        ("seed", Some(report.seed.to_string())),
        ("began", Some(started)),
        ("sent", Some(ran)),
        ("judged by", Some(report.tool.clone())),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, inline(&value?)))).collect()
}
