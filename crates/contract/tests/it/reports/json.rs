//! What programs read: the whole report, single objects, the schema.

use expect_test::expect_file;
use livehook_contract::report::{
    SCHEMA,
    json::{
        CalibrationLine, FindingLine, REPORT_BYTES_MAX, SummaryLine, from_json, report_schema,
        to_json,
    },
};
use serde::Serialize;
use serde_json::Value;

use super::sample;

fn line(object: &impl Serialize) -> String {
    serde_json::to_string(object).unwrap() + "\n"
}

#[test]
fn what_was_written_is_read_back() {
    for report in [sample::report(), sample::better(), sample::unreachable()] {
        assert_eq!(from_json(&to_json(&report)).unwrap(), report);
    }
}

#[test]
fn the_whole_report_keeps_its_form() {
    expect_file!["expected/report.json"].assert_eq(&to_json(&sample::report()));
}

#[test]
fn a_stream_has_the_calibration_the_findings_and_the_sums() {
    let report = sample::report();
    let mut stream = line(&CalibrationLine::from(&report));
    stream.extend(report.findings.iter().map(|finding| line(&FindingLine::from(finding))));
    stream += &line(&SummaryLine::from(&report));
    expect_file!["expected/stream.ndjson"].assert_eq(&stream);
}

#[track_caller]
fn check_refused(text: &str, code: &str, message: &str) {
    let error = from_json(text).unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), (code, message));
}

#[test]
fn what_is_no_report_is_refused_with_a_code() {
    check_refused("{", "report_not_json", "the report is no JSON");
    check_refused("", "report_not_json", "the report is no JSON");
    let other = format!("the report's schema is \"\", and this program reads {SCHEMA:?}");
    check_refused("{}", "report_other_schema", &other);
    let later = r#"{"schema":"livehook-contract-report/2","findings":7}"#;
    let other = format!(
        "the report's schema is \"livehook-contract-report/2\", and this program reads {SCHEMA:?}"
    );
    check_refused(later, "report_other_schema", &other);
    let form = format!("the report does not have the form of {SCHEMA:?}");
    check_refused("7", "report_other_form", &form);
    check_refused(&format!(r#"{{"schema":{SCHEMA:?}}}"#), "report_other_form", &form);
}

#[test]
fn a_report_has_a_longest_length() {
    let bytes = REPORT_BYTES_MAX + 1;
    let message = format!("the report has {bytes} bytes, more than {REPORT_BYTES_MAX}");
    check_refused(&" ".repeat(bytes), "report_too_large", &message);
}

#[test]
fn the_checked_in_schema_is_that_of_the_types() {
    expect_file!["../../../../../fixtures/schema/contract-report.schema.json"]
        .assert_eq(&report_schema());
}

#[test]
fn every_member_we_write_is_named_and_described() {
    let schema: Value = serde_json::from_str(&report_schema()).unwrap();
    let report = serde_json::to_value(sample::report()).unwrap();
    let check = |properties: &Value, object: &Value| {
        for name in object.as_object().unwrap().keys() {
            let property = &properties[name];
            let described =
                property["description"].as_str().is_some_and(|text| text.ends_with('.'));
            assert!(described, "{name}: {property}");
        }
    };
    check(&schema["properties"], &report);
    check(&schema["$defs"]["Finding"]["properties"], &report["findings"][0]);
    check(&schema["$defs"]["Exchange"]["properties"], &report["findings"][2]["exchanges"][0]);
    check(&schema["$defs"]["Summary"]["properties"], &report["summary"]);
    assert_eq!(schema["properties"]["schema"]["const"], SCHEMA);
}
