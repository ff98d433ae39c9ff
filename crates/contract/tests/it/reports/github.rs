//! What people see in a workflow: annotations and Markdown.

use expect_test::expect_file;
use livehook_contract::{
    case::{Area, Level},
    report::{
        Class,
        github::{ANNOTATIONS_OF_A_KIND_MAX, annotations},
        markdown::{MARKDOWN_BYTES_MAX, to_markdown},
    },
};

use super::sample;

#[test]
fn annotations_keep_their_form() {
    expect_file!["expected/annotations.txt"]
        .assert_eq(&(annotations(&sample::report()).join("\n") + "\n"));
}

#[test]
fn foreign_text_makes_no_command_and_ends_no_property() {
    for line in annotations(&sample::report()) {
        let (properties, _) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
        assert!(!line.contains(['\n', '\r']), "{line}");
        assert!(!properties.split_once('=').unwrap().1.contains([':', ',', '\n']), "{line}");
    }
}

#[test]
fn no_more_than_github_shows_and_the_rest_is_counted() {
    let many = |result| {
        (0..25).map(move |n| {
            sample::finding(&format!("css/time/{n}"), Area::Time, Level::Must, result, "so")
        })
    };
    let findings = many(Class::Fail).chain(many(Class::Warn)).collect();
    let lines = annotations(&sample::report_of(sample::report().target, findings, None));
    let count = |kind: &str| lines.iter().filter(|line| line.starts_with(kind)).count();
    assert_eq!(
        (count("::error "), count("::warning ")),
        (ANNOTATIONS_OF_A_KIND_MAX, ANNOTATIONS_OF_A_KIND_MAX)
    );
    assert_eq!(
        lines.last().unwrap(),
        "::notice title=livehook contract::15 more errors and 15 more warnings than GitHub shows; the report has them all"
    );
    assert_eq!(lines.len(), 21);
}

#[test]
fn the_markdown_keeps_its_form() {
    expect_file!["expected/markdown.md"].assert_eq(&to_markdown(&sample::report()));
}

#[test]
fn foreign_text_makes_no_html() {
    let text = to_markdown(&sample::report());
    for mark in ["<script", "<img", "@all", "#1 "] {
        assert!(
            text.split("```").step_by(2).all(|outside| !outside.contains(mark)),
            "{mark}: {text}"
        );
    }
}

#[test]
fn the_markdown_stays_below_githubs_limit_and_says_what_is_missing() {
    let long = "长".repeat(2_000);
    let findings = (0..400)
        .map(|n| {
            sample::finding(&format!("css/time/{n}"), Area::Time, Level::Must, Class::Fail, &long)
        })
        .collect();
    let text = to_markdown(&sample::report_of(sample::report().target, findings, None));
    assert!(text.len() <= MARKDOWN_BYTES_MAX, "{}", text.len());
    assert!(text.len() > MARKDOWN_BYTES_MAX - 10_000, "{}", text.len());
    assert!(text.ends_with("further parts do not fit here; the JSON report has them.\n"));
}
