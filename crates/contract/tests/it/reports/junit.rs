//! JUnit XML, and the form that readers agree on.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use expect_test::expect_file;
use livehook_contract::report::junit::{UndeterminedAs, to_junit};

use super::sample;

#[test]
fn the_xml_keeps_its_form() {
    expect_file!["expected/junit.xml"]
        .assert_eq(&to_junit(&sample::report(), UndeterminedAs::Failure));
}

#[test]
fn what_is_undetermined_is_a_failure_of_its_own_type_or_skipped() {
    let strict = to_junit(&sample::report(), UndeterminedAs::Failure);
    assert_eq!(strict.matches("type=\"undetermined\"").count(), 3);
    assert!(strict.contains("failures=\"6\" errors=\"1\""), "{strict}");
    let lenient = to_junit(&sample::report(), UndeterminedAs::Skipped);
    assert_eq!(lenient.matches("<skipped message=\"undetermined: ").count(), 3);
    assert!(lenient.contains("failures=\"3\" errors=\"1\""), "{lenient}");
}

#[test]
fn a_time_that_is_none_is_left_out() {
    let mut report = sample::report();
    report.started_at = "yesterday".to_owned();
    assert!(!to_junit(&report, UndeterminedAs::Failure).contains("timestamp"));
}

#[test]
fn the_xml_follows_the_schema() {
    for report in [sample::report(), sample::better(), sample::unreachable()] {
        for undetermined in [UndeterminedAs::Failure, UndeterminedAs::Skipped] {
            check_valid(&to_junit(&report, undetermined));
        }
    }
}

#[test]
fn characters_that_xml_forbids_are_written_out() {
    let mut report = sample::report();
    report.findings[0].why =
        (0..0x20).map(char::from).chain(['\u{7f}', '\u{fffe}', '\u{ffff}']).collect();
    let xml = to_junit(&report, UndeterminedAs::Failure);
    assert!(xml.contains(r"\u{0}\u{1}") && xml.contains(r"\u{ffff}"), "{xml}");
    check_valid(&xml);
}

#[track_caller]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn check_valid(xml: &str) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/schema/junit.xsd");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("junit.xml");
    std::fs::write(&file, xml).unwrap();
    let mut xmllint = Command::new("xmllint");
    xmllint.args(["--noout", "--nonet", "--schema"]).arg(schema).arg(file).stdin(Stdio::null());
    let Ok(output) = xmllint.output() else {
        assert!(std::env::var_os("CI").is_none(), "xmllint is missing (libxml2-utils)");
        eprintln!("skipped: the XML is checked with xmllint, which is not installed here");
        return;
    };
    assert!(output.status.success(), "{}\n{xml}", String::from_utf8_lossy(&output.stderr));
}
