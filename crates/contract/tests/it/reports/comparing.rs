//! Two reports, and what changed.

use expect_test::expect_file;
use livehook_contract::{
    case::{Area, Level},
    report::{
        Class, Report,
        compare::{ChangeKind, ChangeLine, ComparisonLine, compare},
        terminal::TerminalOptions,
    },
};

use super::sample;

/// A report of one case.
fn one(result: Class, expected_failure: bool) -> Report {
    let mut finding = sample::finding("css/time/expired", Area::Time, Level::Must, result, "so");
    finding.expected_failure = expected_failure;
    sample::report_of(sample::report().target, vec![finding], None)
}

#[track_caller]
fn check(before: &Report, after: &Report, expected: Option<ChangeKind>, is_regression: bool) {
    let comparison = compare(before, after);
    let kinds: Vec<_> = comparison.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, expected.into_iter().collect::<Vec<_>>());
    assert_eq!(comparison.is_regression(), is_regression);
}

#[track_caller]
fn check_classes(before: Class, after: Class, expected: Option<ChangeKind>, is_regression: bool) {
    check(&one(before, false), &one(after, false), expected, is_regression);
}

#[test]
fn each_pair_of_classes_is_a_kind_of_change() {
    use {ChangeKind as K, Class as C};
    check_classes(C::Pass, C::Fail, Some(K::NewlyFailing), true);
    check_classes(C::Undetermined, C::Fail, Some(K::NewlyFailing), true);
    check_classes(C::Pass, C::Undetermined, Some(K::NewlyUndetermined), true);
    check_classes(C::Warn, C::Error, Some(K::NewlyUndetermined), true);
    check_classes(C::Fail, C::Undetermined, Some(K::NewlyUndetermined), false);
    check_classes(C::Fail, C::Fail, Some(K::StillFailing), false);
    check_classes(C::Fail, C::Pass, Some(K::Fixed), false);
    check_classes(C::Undetermined, C::Pass, Some(K::Fixed), false);
    check_classes(C::Skip, C::Fail, Some(K::New), false);
    check_classes(C::Pass, C::Skip, Some(K::Gone), false);
    check_classes(C::Error, C::Undetermined, None, false);
    check_classes(C::Pass, C::Warn, None, false);
    check_classes(C::Skip, C::Skip, None, false);
}

#[test]
fn a_failure_that_is_expected_is_no_regression_and_one_no_longer_expected_is() {
    let expected = one(Class::Fail, true);
    check(&one(Class::Pass, false), &expected, Some(ChangeKind::NewlyFailing), false);
    check(&expected, &expected, Some(ChangeKind::StillFailing), false);
    check(&expected, &one(Class::Fail, false), Some(ChangeKind::StillFailing), true);
}

#[test]
fn the_lines_say_what_got_worse_first() {
    let mut text = String::new();
    for (before, after) in
        [(sample::report(), sample::better()), (sample::better(), sample::report())]
    {
        let comparison = compare(&before, &after);
        text.extend(
            comparison.lines(&TerminalOptions::default()).iter().map(|line| format!("{line}\n")),
        );
        text.push_str("---\n");
    }
    expect_file!["expected/comparison.txt"].assert_eq(&text);
}

#[test]
fn a_stream_has_the_changes_and_the_sums() {
    let comparison = compare(&sample::better(), &sample::report());
    let mut stream: String = comparison
        .changes
        .iter()
        .map(|change| serde_json::to_string(&ChangeLine::from(change)).unwrap() + "\n")
        .collect();
    stream += &(serde_json::to_string(&ComparisonLine::from(&comparison)).unwrap() + "\n");
    expect_file!["expected/comparison.ndjson"].assert_eq(&stream);
}
