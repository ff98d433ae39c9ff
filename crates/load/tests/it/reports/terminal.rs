//! The summary and the live line.

use std::time::Duration;

use expect_test::{Expect, expect, expect_file};
use livehook_display::Line;
use livehook_load::{
    measurement::Measurement,
    report::terminal::{TerminalOptions, lines, live_line},
};
use unicode_width::UnicodeWidthStr as _;

use crate::sample;

fn text(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn shown(measurement: &Measurement) -> String {
    text(&lines(measurement, &TerminalOptions::default()))
}

#[test]
fn a_run_that_fails_says_what_is_wrong_first() {
    expect_file!["expected/terminal-fail.txt"].assert_eq(&shown(&sample::measurement()));
}

#[test]
fn a_receiver_that_was_down_is_not_our_lateness() {
    let mut run = sample::sound();
    run.latency.lag = sample::distribution(&[75_000_000_000; 50_000], 0);
    run.own_lag = Some(sample::distribution(&[40_000; 50_000], 0));
    let text = shown(&run);
    let median = text.lines().find(|line| line.starts_with("  p50")).unwrap();
    assert!(median.ends_with("75.0 s   40 µs"), "{median}");
    assert!(text.contains("wait before sending    ours"), "{text}");
    // A file of a version that did not say it.
    run.own_lag = None;
    assert!(!shown(&run).contains("ours"), "{text}");
}

#[test]
fn nothing_is_said_to_have_waited_for_an_earlier_answer_that_did_not() {
    let note = |change: fn(&mut Measurement)| {
        let mut run = sample::sound();
        let all = |nanos: u64| sample::distribution(&vec![nanos; 50_000], 0);
        run.latency.planned = all(9_000_000);
        (run.latency.sent, run.latency.lag) = (all(1_000_000), all(8_000_000));
        run.own_lag = Some(all(10_000));
        change(&mut run);
        let text = shown(&run).split_whitespace().collect::<Vec<_>>().join(" ");
        let from = text.find("From the planned time is").unwrap();
        text[from..].to_owned()
    };
    let busy = note(|_| ());
    assert!(busy.contains("waited for a connection that an earlier answer held. Wait"), "{busy}");
    let down = note(|run| {
        run.generator.failed_connects.insert("refused".to_owned(), 9);
    });
    assert!(down.contains("an earlier answer held or that could not be had. Wait"), "{down}");
    let late = note(|run| run.own_lag = Some(run.latency.lag.clone()));
    assert!(late.contains("late by the generator's own doing. Wait"), "{late}");
    let unanswered = note(|run| {
        run.latency.lag = sample::distribution(&vec![10_000; 50_000], 0);
    });
    assert!(unanswered.contains("leaves out the requests without an answer"), "{unanswered}");
}

#[test]
fn a_closed_loop_says_that_it_hides_waits() {
    let mut run = sample::measurement();
    run.plan.pacing = "closed".to_owned();
    let text = shown(&run);
    let section = text.lines().skip_while(|line| *line != "latency");
    let section: String =
        section.take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
    expect![[r#"
        latency
                  from sending
          p50           583 µs
          p90           795 µs
          p95          10.3 ms
          p99          41.1 ms
          p99.9       ≥ 20.0 s
          max         ≥ 20.0 s
          A closed loop sends when it was answered: it hides how long callbacks would wait (coordinated
          omission). For that, use --rate.
          90 requests without an answer stand in it with the time that had passed: what is marked with ≥ may
          be longer.
    "#]].assert_eq(&section);
    let page = livehook_load::report::html::page(&run).unwrap();
    assert!(!page.contains("planned time") && page.contains("p99 from sending"), "{page}");
}

#[test]
fn a_run_that_passes_is_short() {
    expect_file!["expected/terminal-pass.txt"].assert_eq(&shown(&sample::sound()));
}

#[test]
fn a_run_that_cannot_be_believed_says_so_before_anything_else() {
    let text = shown(&sample::invalid());
    expect![[r#"
        ! invalid: what is said of latency and rate cannot be believed, and nothing else failed
          ! the send lag reached 48 ms at p99, more than 5% of the latency at p99: the generator was late
          ! one thread took 98% of a core: use more threads
        http://127.0.0.1:8080/callbacks/css
    "#]]
        .assert_eq(&text.lines().take(4).map(|line| format!("{line}\n")).collect::<String>());
}

#[test]
fn lines_keep_to_the_width_but_for_tables() {
    for width in [40, 60, 80] {
        let lines = lines(&sample::measurement(), &TerminalOptions { width });
        for line in lines.iter().map(ToString::to_string) {
            let is_table = line.starts_with("  ") && line.trim_start().contains("   ");
            assert!(is_table || line.width() <= width, "{} of {width}: {line}", line.width());
        }
    }
}

#[test]
fn hostile_text_does_nothing_to_a_terminal() {
    let mut run = sample::invalid();
    run.url = sample::HOSTILE.to_owned();
    run.tool = sample::HOSTILE.to_owned();
    run.started_at = sample::HOSTILE.to_owned();
    run.plan.arrivals = sample::HOSTILE.to_owned();
    run.validity.problems.push(sample::HOSTILE.to_owned());
    run.hints = vec![sample::HOSTILE.to_owned()];
    run.expectations[0].text = sample::HOSTILE.to_owned();
    run.effects.as_mut().unwrap().lost[0] = sample::HOSTILE.to_owned();
    run.ledger.not_sent.insert(sample::HOSTILE.to_owned(), 1);
    run.latency.planned.percentiles.insert(sample::HOSTILE.to_owned(), 1);
    let text = shown(&run);
    assert!(!text.chars().any(|char| char != '\n' && char.is_control() || char == '\u{202e}'));
    assert!(text.contains("this does not add up"));
}

#[test]
fn a_run_of_nothing_is_told_without_dividing_by_it() {
    let run = sample::sound();
    let mut empty = Measurement {
        classes: vec![],
        intervals: vec![],
        ledger: livehook_load::measurement::Ledger::default(),
        took_us: 0,
        effects: None,
        expectations: vec![],
        ..run
    };
    empty.own_lag = None;
    for distribution in
        [&mut empty.latency.planned, &mut empty.latency.sent, &mut empty.latency.lag]
    {
        *distribution = livehook_load::measurement::Distribution::default();
    }
    expect![[r#"
        – measured: no thresholds were set; nothing was due
        http://127.0.0.1:8080/callbacks/css
        open loop, poisson 5000/s for 10 s · sound 100% · 2 threads, 64 connections, raw engine · seed 42
          · began 2025-10-22T11:30:00Z · livehook 0.1.0

        every planned request in one box
          planned 0 = 0 sent
          sent 0 = 0

        each kind of traffic by itself
          class   planned   as expected   p50   p99   expected   found

        generator  ran 0 µs · CPU 402 ms · 124,366 requests a CPU-second · busiest thread 3.1% of a core ·
          64 connections opened · in flight 9.70 on average, 9.90 by Little's law
    "#]].assert_eq(&shown(&empty));
}

#[track_caller]
fn check_live(second: usize, width: usize, expected: &Expect) {
    let run = sample::measurement();
    let length = Some(Duration::from_secs(4));
    let line = live_line(&run.intervals[second], length, &TerminalOptions { width });
    expected.assert_eq(&line.to_string());
}

#[test]
fn a_second_is_one_line_that_fits() {
    check_live(
        2,
        120,
        &expect![
            "   3 of 4 s  4,978 of 4,978 sent  4,929 answered  403 × 399  10 in flight  p50 586 µs  p99 42.4 ms  wait p99 33 µs"
        ],
    );
    check_live(
        6,
        160,
        &expect![
            "   7 s  4,400 of 5,014 sent  5,124 answered  105 failed  403 × 399  503 × 195  64 in flight  p50 48 ms  p99 410 ms  wait p99 37 µs"
        ],
    );
    check_live(6, 60, &expect!["   7 s  4,400 of 5,014 sent  5,124 answered  105 failed"]);
}
