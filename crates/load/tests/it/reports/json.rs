//! What programs read: the whole measurement, lines of a stream, the schema.

use expect_test::{Expect, expect, expect_file};
use livehook_load::{
    measurement::{Measurement, SCHEMA},
    report::{
        json::{MEASUREMENT_BYTES_MAX, from_json, measurement_schema, ndjson, to_json},
        terminal::{TerminalOptions, lines},
    },
};
use serde_json::Value;

use crate::sample;

#[test]
fn what_was_written_is_read_back() {
    for run in [sample::measurement(), sample::sound(), sample::invalid()] {
        assert_eq!(from_json(&to_json(&run)).unwrap(), run);
    }
}

/// Takes away, at any depth, what versions before did not write.
fn older(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let later = [
                "own_lag",
                "timeout_us",
                "bounds",
                "at_least_hdr",
                "failed_connects",
                "surplus",
                "no_connection_us",
                "answered_over_us",
                "interrupted",
                "failures",
                "stood_still",
            ];
            later.iter().for_each(|name| drop(fields.remove(*name)));
            fields.values_mut().for_each(older);
        }
        Value::Array(values) => values.iter_mut().for_each(older),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn what_an_earlier_version_wrote_is_read_and_shown() {
    let mut value = serde_json::to_value(sample::measurement()).unwrap();
    older(&mut value);
    for line in value["intervals"].as_array_mut().unwrap() {
        drop(line.as_object_mut().unwrap().remove("no_connection"));
    }
    let run = from_json(&value.to_string()).unwrap();
    assert_eq!((run.own_lag.as_ref(), run.timeout_us), (None, None));
    let shown = lines(&run, &TerminalOptions::default());
    let shown = shown.iter().map(|line| format!("{line}\n")).collect::<String>();
    assert!(shown.contains("≥ 20.0 s") && shown.contains("5 not sent (no connection)"), "{shown}");
}

#[test]
fn the_whole_keeps_its_form() {
    let mut run = sample::measurement();
    let all = run.classes.iter_mut().map(|line| &mut line.latency).chain([&mut run.latency]);
    for latency in all {
        for distribution in [&mut latency.planned, &mut latency.sent, &mut latency.lag] {
            distribution.hdr = None;
        }
    }
    run.own_lag.as_mut().unwrap().hdr = None;
    run.intervals.truncate(2);
    run.classes.truncate(1);
    expect_file!["expected/measurement.json"].assert_eq(&to_json(&run));
}

#[test]
fn a_stream_has_a_line_for_each_second_and_the_sums_last() {
    let text = ndjson(&sample::measurement());
    expect_file!["expected/stream.ndjson"].assert_eq(&text);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (summary, seconds) = lines.split_last().unwrap();
    assert!(seconds.iter().all(|line| line["type"] == "interval"));
    assert_eq!((&summary["type"], &summary["verdict"]), (&"summary".into(), &"fail".into()));
    assert!(!text.contains("hdr"));
}

#[track_caller]
fn check_refused(text: &str, code: &str, expected: &Expect) {
    let error = from_json(text).unwrap_err();
    assert_eq!(error.code(), code);
    expected.assert_eq(&error.to_string());
}

#[test]
fn what_is_no_measurement_is_refused_with_its_reason() {
    check_refused("{", "measurement_not_json", &expect!["the measurement is no JSON"]);
    check_refused(
        "7",
        "measurement_other_form",
        &expect![[r#"the measurement does not have the form of "livehook-load-measurement/1""#]],
    );
    check_refused(
        "{}",
        "measurement_other_schema",
        &expect![[
            r#"the measurement's schema is "", and this program reads "livehook-load-measurement/1""#
        ]],
    );
    let later = r#"{"schema":"livehook-load-measurement/2","plan":7}"#;
    check_refused(
        later,
        "measurement_other_schema",
        &expect![[
            r#"the measurement's schema is "livehook-load-measurement/2", and this program reads "livehook-load-measurement/1""#
        ]],
    );
    check_refused(
        &format!("{{\"schema\":{SCHEMA:?}}}"),
        "measurement_other_form",
        &expect![[r#"the measurement does not have the form of "livehook-load-measurement/1""#]],
    );
    let long = " ".repeat(MEASUREMENT_BYTES_MAX + 1);
    check_refused(
        &long,
        "measurement_too_large",
        &expect!["the measurement has 268435457 bytes, more than 268435456"],
    );
}

#[test]
fn a_ledger_that_does_not_add_up_is_refused_whatever_its_numbers() {
    let changed = |change: fn(&mut Measurement)| {
        let mut run = sample::sound();
        change(&mut run);
        to_json(&run)
    };
    let one_more = changed(|run| run.ledger.timeout += 1);
    check_refused(
        &one_more,
        "measurement_unbalanced",
        &expect![
            "the ledger of the run does not add up, so the file was changed or is of another program"
        ],
    );
    let overflowing = changed(|run| {
        run.classes[0].ledger.statuses.extend([(201, u64::MAX), (202, u64::MAX)]);
    });
    check_refused(
        &overflowing,
        "measurement_unbalanced",
        &expect![
            "the ledger of class sound does not add up, so the file was changed or is of another program"
        ],
    );
}

#[test]
fn the_checked_in_schema_is_that_of_the_types() {
    expect_file!["../../../../../fixtures/schema/load-measurement.schema.json"]
        .assert_eq(&measurement_schema());
}

#[test]
fn the_schema_names_every_field_of_the_sample() {
    let schema: Value = serde_json::from_str(&measurement_schema()).unwrap();
    let run: Value = serde_json::from_str(&to_json(&sample::measurement())).unwrap();
    let check = |properties: &Value, value: &Value| {
        let names = value.as_object().unwrap().keys();
        names.for_each(|name| assert!(properties.get(name).is_some(), "{name}"));
    };
    check(&schema["properties"], &run);
    for (name, value) in [
        ("PlanLine", &run["plan"]),
        ("Ledger", &run["ledger"]),
        ("ClassLine", &run["classes"][0]),
        ("Distribution", &run["latency"]["planned"]),
        ("Interval", &run["intervals"][0]),
        ("Generator", &run["generator"]),
        ("Effects", &run["effects"]),
        ("Expectation", &run["expectations"][0]),
    ] {
        check(&schema["$defs"][name]["properties"], value);
    }
    assert_eq!(schema["properties"]["schema"]["const"], SCHEMA);
}
