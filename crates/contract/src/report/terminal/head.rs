//! Who was judged, by which means, and what is wrong before anything else.

use livehook_display::{Indent, Line, Paint, wrapped};

use super::{TerminalOptions, words};
use crate::report::{Calibrated, Report};

pub(super) fn lines(report: &Report, options: &TerminalOptions) -> Vec<Line> {
    let target = &report.target;
    let title =
        Line::default().and(Paint::Bold, &target.name).plain("  ").and(Paint::Faint, &target.url);
    let probe = target.probe.as_deref().unwrap_or("none: answers alone");
    let mut facts = vec![
        format!("{} callbacks", words::mode(target.mode)),
        format!("probe {probe}"),
        format!("seed {}", report.seed),
        report.tool.clone(),
    ];
    facts.extend(target.profile.as_ref().map(|profile| format!("profile {profile}")));
    facts.extend(target.restart.as_ref().map(|restart| format!("restart {restart}")));
    let facts = Line::default().and(Paint::Faint, &facts.join(" · "));

    let mut lines = wrapped(&title, options.width, Indent { first: 0, others: 2 });
    lines.extend(wrapped(&facts, options.width, Indent { first: 0, others: 2 }));
    lines.extend(calibration(report, options));
    lines
}

fn calibration(report: &Report, options: &TerminalOptions) -> Vec<Line> {
    let calibration = &report.calibration;
    let paint = match calibration.verdict {
        Calibrated::Takes => Paint::Good,
        Calibrated::TakesWithoutEffect => Paint::Caution,
        Calibrated::Refuses
        | Calibrated::Unreachable
        | Calibrated::ProbeFails
        | Calibrated::CutOff => Paint::Bad,
    };
    let state = Line::default()
        .plain("calibration: ")
        .and(paint, words::calibration(calibration))
        .and(Paint::Faint, &format!(" ({})", calibration.answer));
    let state = wrapped(&state, options.width, Indent { first: 0, others: 2 });
    let note_paint =
        if calibration.verdict == Calibrated::Takes { Paint::Faint } else { Paint::Plain };
    let notes = calibration.notes.iter().flat_map(|note| {
        let note = Line::default().and(paint, "! ").and(note_paint, note);
        wrapped(&note, options.width, Indent { first: 2, others: 4 })
    });
    // What is wrong is said before how it shows: without it, nothing that follows means much.
    if calibration.verdict == Calibrated::Takes {
        state.into_iter().chain(notes).collect()
    } else {
        let mut lines = vec![Line::default()];
        lines.extend(state);
        lines.extend(notes);
        lines
    }
}
