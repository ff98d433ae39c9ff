//! The page: what it loads, what it lets through, how wide it is.

use std::collections::HashSet;

use expect_test::expect_file;
use livehook_load::{
    measurement::{Distribution, Interval, Ledger, Measurement},
    report::html::page,
};

use super::{browser, search};
use crate::sample;

/// The values of an attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// A run in which nothing was planned.
fn empty() -> Measurement {
    let mut run = sample::sound();
    run.classes.clear();
    run.intervals.clear();
    run.expectations.clear();
    run.effects = None;
    run.ledger = Ledger::default();
    run.took_us = 0;
    for distribution in [&mut run.latency.planned, &mut run.latency.sent, &mut run.latency.lag] {
        *distribution = Distribution::default();
    }
    run
}

/// An hour, with histograms left out.
fn long() -> Measurement {
    let mut run = sample::measurement();
    let few = std::mem::take(&mut run.intervals);
    let seconds = (0..3_600).zip(few.iter().cycle());
    run.intervals = seconds
        .map(|(second, line)| Interval { from_us: second * 1_000_000, ..line.clone() })
        .collect();
    run.latency.planned.hdr = None;
    run.latency.sent.hdr = Some("broken".to_owned());
    run
}

/// Every text that a measurement has, as somebody else would have it.
fn hostile() -> Measurement {
    let mut run = sample::invalid();
    let evil = || sample::HOSTILE.to_owned();
    (run.url, run.tool, run.started_at, run.engine) = (evil(), evil(), evil(), evil());
    (run.plan.arrivals, run.plan.pacing) = (evil(), evil());
    run.validity.problems.push(evil());
    run.hints = vec![evil()];
    run.expectations.push(sample::expectation(
        sample::HOSTILE,
        sample::HOSTILE,
        livehook_load::measurement::Met::Unknown,
    ));
    run.effects.as_mut().unwrap().lost[0] = evil();
    run.ledger.not_sent.insert(evil(), 1);
    run.classes[0].ledger.not_sent.insert(evil(), 1);
    run.latency.planned.percentiles.insert(evil(), 1);
    run.latency.planned.hdr = Some(evil());
    run
}

/// The pages that everything is asked of.
fn pages() -> Vec<String> {
    let runs =
        [sample::measurement(), sample::sound(), sample::invalid(), empty(), long(), hostile()];
    runs.iter().map(|run| page(run).unwrap()).chain(search::pages()).collect()
}

#[test]
fn the_page_keeps_its_form() {
    expect_file!["expected/page.html"].assert_eq(&page(&sample::measurement()).unwrap());
}

#[test]
fn nothing_is_loaded_from_outside() {
    for page in pages() {
        let tags = [
            "<script", "<link", "<img", "<iframe", "<object", "<embed", "<base", "<use", "<image",
            "<a ", "@import", "url(",
        ];
        for tag in tags {
            assert!(!page.contains(tag), "{tag}");
        }
        for attribute in ["src", "srcset", "href", "action", "data", "poster", "background"] {
            assert_eq!(values(&page, attribute), [""; 0], "{attribute}");
        }
        assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline';"));
    }
}

#[test]
fn every_label_names_something_that_is_there_once() {
    for page in pages() {
        let ids = values(&page, "id");
        let known: HashSet<_> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "{ids:?}");
        assert!(values(&page, "aria-labelledby").iter().all(|label| known.contains(label)));
        // A picture has a text, or is hidden from those who hear the page.
        for picture in page.split("<svg ").skip(1) {
            let tag = picture.split('>').next().unwrap();
            assert!(tag.contains("aria-label=") || tag.contains("aria-hidden="), "{tag}");
        }
    }
}

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    for page in [page(&hostile()).unwrap(), search::hostile_page()] {
        for alive in ["<script", "<img", "\u{1b}", "\u{202e}", "\u{0}"] {
            assert!(!page.contains(alive), "{alive:?}");
        }
        // No attribute got out of its quotes.
        let (_, body) = page.split_once("</style>").unwrap();
        assert_eq!(body.matches('<').count(), body.matches('>').count());
        assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
    }
}

#[test]
fn a_long_run_is_drawn_with_few_points_and_says_what_its_table_lacks() {
    let page = page(&long()).unwrap();
    assert!(page.len() < 400_000, "{}", page.len());
    assert!(page.contains("3300 further rows stand in the JSON report."));
}

#[test]
fn no_number_of_a_picture_is_infinite() {
    for page in pages() {
        for attribute in ["d", "style", "x", "y", "width", "height"] {
            for number in values(&page, attribute) {
                assert!(!number.contains("NaN") && !number.contains("inf"), "{number}");
            }
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn on_a_phone_and_on_a_desk_nothing_sticks_out() {
    let widths = [390, 1440];
    let Some(layouts) = browser::layouts(&pages(), &widths) else {
        eprintln!("skipped: the page is laid out by Chromium, which is not installed here");
        return;
    };
    for (layout, width) in layouts.iter().zip(widths.iter().cycle()) {
        assert_eq!(*layout, browser::Layout { window: *width, page: *width });
    }
}
