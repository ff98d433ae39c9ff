//! What several views say alike: the verdict as a sentence, the sums, how a calibration went, a span of time.

use crate::{
    is_refused,
    report::{
        Calibrated, Calibration, Class, Finding, Layers, Mode, Report, Security, Summary, Verdict,
        compare::Outcome,
    },
};

/// How the reason begins of what is open since the receiver took nothing from us any more.
pub(crate) const NOTHING_LEARNT: &str = "nothing can be learnt";

/// How the reason begins of what is skipped since nothing can restart the receiver.
pub(crate) const RESTART_SHOWS: &str = "only a restart shows this";

/// The verdict where nothing was tried since the receiver refuses what is right.
const REFUSES: &str = "refuses what is right, so no case was tried";

/// From this many undetermined cases on, a run without an effect probe is told what one would do.
const UNDETERMINED_FOR_A_HINT: usize = 3;

/// The verdict, to be read behind the receiver's name.
pub(in crate::report) fn verdict(report: &Report) -> String {
    if is_refused(report) {
        return REFUSES.to_owned();
    }
    let summary = &report.summary;
    let open = summary.undetermined + summary.error;
    let open_too = match (summary.verdict, open) {
        (Verdict::Fails, 1..) => format!(", and {open} {} open", are(open)),
        _ => String::new(),
    };
    let expected = match summary.expected_failures {
        0 => String::new(),
        1 => ", apart from 1 expected failure".to_owned(),
        count => format!(", apart from {count} expected failures"),
    };
    let tried = tried(summary);
    let cases = if tried == 1 { "case" } else { "cases" };
    match summary.verdict {
        Verdict::Fails => {
            let fails = if summary.fail == 1 { "fails" } else { "fail" };
            format!(
                "does not meet the contract: {} of {tried} {cases} {fails}{open_too}{expected}",
                summary.fail
            )
        }
        Verdict::Undetermined if tried == 0 => {
            "was asked nothing: every case was skipped".to_owned()
        }
        Verdict::Undetermined => {
            format!(
                "cannot be judged yet: nothing fails, but {open} of {tried} {cases} {} open{expected}",
                are(open)
            )
        }
        Verdict::Conforms if tried == summary.expected_failures => {
            let failures = if tried == 1 { "failure" } else { "failures" };
            format!("shows nothing but {tried} expected {failures}")
        }
        Verdict::Conforms if tried == 1 => "meets the contract in the one case tried".to_owned(),
        Verdict::Conforms => format!("meets the contract in all {tried} cases tried{expected}"),
    }
}

fn are(count: u32) -> &'static str {
    if count == 1 { "is left" } else { "are left" }
}

/// How many cases were tried at all.
fn tried(summary: &Summary) -> u32 {
    Outcome::ALL
        .iter()
        .filter(|each| **each != Outcome::Skip)
        .map(|each| each.count_in(summary))
        .sum()
}

/// The sums that are worth a word, worst first: those above zero.
pub(in crate::report) fn sums(summary: &Summary) -> Vec<(Outcome, u32)> {
    let all = Outcome::ALL.iter().map(|each| (*each, each.count_in(summary)));
    all.filter(|(_, count)| *count > 0).collect()
}

/// How the calibration went.
pub(in crate::report) const fn calibration(calibration: &Calibration) -> &'static str {
    match calibration.verdict {
        Calibrated::Takes => "takes a sound callback",
        Calibrated::TakesWithoutEffect => {
            "answers 200 to a sound callback, and the probe sees nothing of it"
        }
        Calibrated::Refuses => "refuses a sound callback",
        Calibrated::Unreachable => "does not answer",
        Calibrated::ProbeFails => "the effect probe does not work",
        Calibrated::CutOff => "cut off before its end",
    }
}

/// Whether callbacks are signed.
pub(in crate::report) const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Signed => "signed",
        Mode::Unsigned => "unsigned",
    }
}

/// The three layers that have something to show, with their names.
pub(in crate::report) fn layers(layers: &Layers) -> Vec<(&'static str, &str)> {
    let security = layers.security.map(|security| match security {
        Security::RefusedQuietly => "refused quietly: answered 200 and dropped",
        Security::RefusedLoudly => "refused loudly: Tencent would send it again",
        Security::Believed => "believed: it had an effect",
        Security::Unknown => "cannot be told from outside",
    });
    let all = [
        ("answer", Some(layers.answer.as_str())),
        ("security", security),
        ("effect", layers.effect.as_deref()),
    ];
    all.into_iter().filter_map(|(name, text)| Some((name, text?))).collect()
}

/// What would decide the undetermined cases, where that is worth saying.
pub(in crate::report) fn probe_hint(report: &Report) -> Option<String> {
    // What was left open for another reason would be so with a probe too.
    let is_about_effects =
        |it: &&Finding| it.result == Class::Undetermined && !it.why.starts_with(NOTHING_LEARNT);
    let count = report.findings.iter().filter(is_about_effects).count();
    // Where not even what is right is taken, there is no effect to see.
    let takes = report.calibration.verdict == Calibrated::Takes;
    (takes && count >= UNDETERMINED_FOR_A_HINT && report.target.probe.is_none()).then(|| {
        format!("{count} cases are undetermined since answers alone do not show what became of an event; an effect probe (--observe-url …) would decide them")
    })
}

/// What would have skipped cases tried, where that is a command to restart the receiver.
pub(in crate::report) fn restart_hint(report: &Report) -> Option<String> {
    let is_of_it = |it: &&Finding| it.result == Class::Skip && it.why.starts_with(RESTART_SHOWS);
    match report.findings.iter().filter(is_of_it).count() {
        0 => None,
        _ if is_refused(report) => None,
        1 => Some("1 skipped case would be tried with --restart-cmd COMMAND".to_owned()),
        n => Some(format!("{n} skipped cases would be tried with --restart-cmd COMMAND")),
    }
}

/// A span of milliseconds as people say it.
pub(in crate::report) fn span(ms: u64) -> String {
    let tenths = ms / 100;
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{} s", tenths / 10, tenths % 10),
        _ => format!("{} min {} s", ms / 60_000, ms / 1_000 % 60),
    }
}

/// A latency in microseconds, as people say it.
pub(in crate::report) fn latency(us: u64) -> String {
    match us {
        0..1_000 => format!("{us} µs"),
        1_000..10_000 => format!("{}.{} ms", us / 1_000, us / 100 % 10),
        _ => span(us / 1_000),
    }
}
