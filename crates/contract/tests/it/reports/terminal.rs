//! Lines for people.

use expect_test::expect_file;
use livehook_contract::report::{
    Report,
    terminal::{Detail, TerminalOptions, finding_line, lines},
};
use livehook_display::Line;
use unicode_width::UnicodeWidthStr as _;

use super::sample;

fn text(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn shown(report: &Report, width: usize, detail: Detail) -> String {
    text(&lines(report, &TerminalOptions { width, detail }))
}

#[test]
fn the_report_is_short_and_says_the_worst_first() {
    expect_file!["expected/terminal.txt"].assert_eq(&shown(&sample::report(), 100, Detail::Brief));
}

#[test]
fn everything_is_told_when_asked_for() {
    expect_file!["expected/terminal-everything.txt"].assert_eq(&shown(
        &sample::report(),
        72,
        Detail::Everything,
    ));
}

#[test]
fn a_receiver_that_is_not_there_is_said_to_be_before_anything_else() {
    expect_file!["expected/terminal-unreachable.txt"].assert_eq(&shown(
        &sample::unreachable(),
        100,
        Detail::Brief,
    ));
}

#[test]
fn a_brief_report_says_each_mend_once_and_leaves_commands_to_the_one_who_asks() {
    let shown = shown(&sample::report(), 100, Detail::Brief);
    assert!(!shown.contains("curl -sS"), "{shown}");
    let report = sample::report();
    let mut mends: Vec<_> = report.findings.iter().map(|finding| &finding.mend).collect();
    mends.sort();
    mends.dedup();
    for mend in mends {
        let told = shown.matches(&format!("mend: {mend}")).count();
        assert!(told <= 2, "as a failure and as a warning at most: {mend} in {shown}");
    }
}

#[test]
fn a_receiver_seen_through_a_probe_gets_no_hint_about_probes() {
    let shown = shown(&sample::better(), 100, Detail::Brief);
    assert!(!shown.contains("--observe-url"), "{shown}");
    assert!(shown.contains("直播回调 (Go) does not meet the contract"), "{shown}");
}

#[test]
fn no_line_is_wider_than_asked_for_but_commands() {
    for width in [40, 72, 100, 200] {
        for line in shown(&sample::report(), width, Detail::Everything).lines() {
            let is_command =
                ["    again: ", "    curl:  "].iter().any(|word| line.starts_with(word));
            assert!(is_command || line.width() <= width, "{width}: {line}");
        }
        for line in shown(&sample::report(), width, Detail::Brief).lines() {
            let is_command = line.contains(" again") && line.contains("livehook contract");
            assert!(is_command || line.width() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn nothing_that_steers_a_terminal_is_left() {
    for line in lines(&sample::report(), &TerminalOptions::default()) {
        let steers = |char: char| char.is_control() || char == '\u{202e}';
        assert!(!line.to_string().contains(steers), "{line:?}");
    }
}

#[test]
fn progress_shows_a_finding_in_one_line() {
    let report = sample::report();
    let shown = finding_line(&report.findings[2]).to_string();
    assert_eq!(
        shown,
        "✗ css/time/expired  MUST  answered 200 to a callback that had expired 60 s ago, and kept it as an event"
    );
}
