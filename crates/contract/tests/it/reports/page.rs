//! The page: what it loads, where it links, what it lets through, how wide it is.

use std::collections::HashSet;

use expect_test::expect_file;
use livehook_contract::report::{
    Report,
    html::{PAGE_EXCHANGE_BYTES_MAX, PAGE_REPORTS_MAX, page},
};

use super::{browser, sample};

fn several() -> Vec<Report> {
    vec![sample::report(), sample::better(), sample::unreachable()]
}

/// The pages that everything is asked of.
fn pages() -> [String; 3] {
    let mut many = several();
    many.extend(std::iter::repeat_n(sample::report(), 9));
    [page(&[sample::report()]).unwrap(), page(&several()).unwrap(), page(&many).unwrap()]
}

/// The values of an attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn the_page_keeps_its_form() {
    expect_file!["expected/page.html"].assert_eq(&page(&[sample::report()]).unwrap());
}

#[test]
fn several_side_by_side_keep_theirs() {
    expect_file!["expected/pages.html"].assert_eq(&page(&several()).unwrap());
}

#[test]
fn a_page_holds_one_report_at_least_and_some_at_most() {
    assert_eq!(page(&[]).unwrap_err().code(), "no_report");
    let many = vec![sample::report(); PAGE_REPORTS_MAX + 1];
    assert_eq!(page(&many).unwrap_err().code(), "too_many_reports");
}

#[test]
fn nothing_is_loaded_from_outside() {
    for page in pages() {
        let tags = [
            "<script", "<link", "<img", "<iframe", "<object", "<embed", "<base", "@import", "url(",
        ];
        for tag in tags {
            assert!(!page.contains(tag), "{tag}");
        }
        for attribute in ["src", "srcset", "action", "data", "poster", "background"] {
            assert_eq!(values(&page, attribute), [""; 0], "{attribute}");
        }
        assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline';"));
    }
}

#[test]
fn links_lead_to_anchors_or_to_tencents_documents_and_every_anchor_is_there_once() {
    for page in pages() {
        let ids = values(&page, "id");
        let anchors: HashSet<_> = ids.iter().copied().collect();
        assert_eq!(anchors.len(), ids.len(), "{ids:?}");
        for link in values(&page, "href") {
            let resolves = link.strip_prefix('#').is_some_and(|anchor| anchors.contains(anchor));
            assert!(
                resolves || link.starts_with("https://www.tencentcloud.com/document/"),
                "{link}"
            );
        }
        for report in several().iter().take(if page.contains("side by side") { 3 } else { 1 }) {
            assert!(report.findings.iter().all(|finding| anchors.contains(&*finding.id)));
        }
    }
}

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    let mut report = sample::report();
    // Every text that a report has, in the places where it is read from a file that somebody else wrote.
    report.target.name = sample::HOSTILE.to_owned();
    report.target.url = sample::HOSTILE.to_owned();
    report.target.probe = Some(sample::HOSTILE.to_owned());
    report.started_at = sample::HOSTILE.to_owned();
    report.tool = sample::HOSTILE.to_owned();
    report.calibration.notes = vec![sample::HOSTILE.to_owned()];
    report.calibration.answer = sample::HOSTILE.to_owned();
    report.summary.refusal_style = Some(sample::HOSTILE.to_owned());
    report.summary.unexpected_passes = vec![sample::HOSTILE.to_owned()];
    report.findings[0].id = sample::HOSTILE.to_owned();
    report.findings[1].source =
        format!("https://www.tencentcloud.com/document/{}", sample::HOSTILE);
    for page in
        [page(std::slice::from_ref(&report)).unwrap(), page(&[report, sample::better()]).unwrap()]
    {
        for alive in
            ["<script", "<img", "onerror=alert(2)&#62; \u{1b}", "\u{1b}", "\u{202e}", "\u{0}"]
        {
            assert!(!page.contains(alive), "{alive:?}");
        }
        // No attribute got out of its quotes.
        let (_, body) = page.split_once("</style>").unwrap();
        assert_eq!(body.matches('<').count(), body.matches('>').count(), "{body}");
        assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
    }
}

#[test]
fn bytes_that_do_not_fit_are_left_out_with_a_word() {
    let mut report = sample::report();
    report.findings[2].exchanges[0].received = "x".repeat(PAGE_EXCHANGE_BYTES_MAX);
    let page = page(&[report]).unwrap();
    assert!(page.len() < PAGE_EXCHANGE_BYTES_MAX);
    assert!(
        page.contains("1 further exchanges do not fit on this page; the JSON report has them.")
    );
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn on_a_phone_and_on_a_desk_nothing_sticks_out_and_a_link_opens_its_case() {
    let widths = [390, 1440];
    let folded = "css/event/chinese";
    let Some(layouts) = browser::layouts(&pages(), &widths, folded) else {
        eprintln!("skipped: the page is laid out by Chromium, which is not installed here");
        return;
    };
    for (layout, width) in layouts.iter().zip(widths.iter().cycle()) {
        let expected = browser::Layout { window: *width, page: *width, is_target_shown: true };
        assert_eq!(*layout, expected);
    }
}
