//! `bench` with small numbers: that it measures what it says, not how fast anything is.

use std::collections::BTreeSet;

use crate::harness::Dir;

#[test]
fn every_variant_answers_and_is_held_against_the_constant() {
    let words = [
        "bench",
        "receiver",
        "--time",
        "100ms",
        "--rounds",
        "1",
        "--connections",
        "4",
        "--calls",
        "20",
        "--format",
        "json",
    ];
    let lines = Dir::new().livehook(&words).exits(0).json_lines();
    let (micro, throughput): (Vec<_>, Vec<_>) =
        lines.iter().partition(|line| line["type"] == "micro");
    let bodies: Vec<_> = micro.iter().map(|line| &line["body"]).collect();
    assert_eq!(bodies, ["english", "chinese", "forged"]);
    let variants: Vec<_> = throughput.iter().map(|line| &line["variant"]).collect();
    assert_eq!(variants, ["constant", "judged", "durable"]);
    for line in throughput {
        assert!(line["requests_per_second"].as_f64().unwrap() > 0.0, "{line}");
        assert_eq!(line["failed"], 0, "{line}");
    }
}

#[test]
fn the_load_generator_is_held_against_referees_that_count() {
    let words = ["bench", "load", "--quick", "--format", "json"];
    // Other tools, where they are installed, are not what is asked about.
    let dir = Dir::new();
    std::os::unix::fs::symlink("/bin/sh", dir.path().join("sh")).unwrap();
    let path = dir.path().display().to_string();
    // 1 would be a count that is wrong, on whatever machine.
    let lines = dir.livehook(&words).env("PATH", &path).exits(0).json_lines();
    let of = |kind: &'static str| lines.iter().filter(move |line| line["type"] == kind);
    for line in of("cost") {
        assert!(line["requests_per_cpu_second"].as_f64().unwrap() > 0.0, "{line}");
    }
    let rates: Vec<_> = of("lag").map(|line| &line["rate"]).collect();
    assert_eq!(rates, [1_000, 1_000, 10_000, 10_000, 20_000, 20_000]);
    assert_eq!(of("frozen").count(), 3);
    let ledger: Vec<_> = of("ledger").collect();
    assert_eq!(ledger.len(), 5);
    // In the other boxes an answer that a busy machine gave too late stands as a time-out.
    assert_eq!(ledger[0]["ledger"], ledger[0]["receiver"], "{}", ledger[0]);
    let effects: Vec<_> = of("effects").collect();
    assert_eq!(effects.len(), 3);
    for line in effects {
        assert_eq!(line["found"], serde_json::json!([line["planted"]]), "{line}");
        assert_eq!((&line["count"], &line["among"]), (&1.into(), &2_000.into()), "{line}");
    }
    assert_eq!(of("capacity").next().unwrap()["capacity"], 4_000.0);
    let stored = of("stored").next().unwrap();
    assert_eq!(stored["stored"], stored["planned"], "{stored}");
    for line in of("shards") {
        assert_eq!(line["equal"], true, "{line}");
    }
    // What depends on the machine may be missed; what does not must not be wrong.
    let parts: BTreeSet<_> = of("asked").filter_map(|line| line["part"].as_str()).collect();
    let all = "capacity cost drift effects frozen lag ledger memory shards stopped stored";
    assert_eq!(parts, all.split(' ').collect());
    assert!(of("asked").all(|line| line["outcome"] != "wrong"));
}

#[test]
fn one_part_of_it_can_be_asked_for() {
    let words = ["bench", "load", "--quick", "shards", "--format", "json"];
    let lines = Dir::new().livehook(&words).exits(0).json_lines();
    let types: BTreeSet<_> = lines.iter().filter_map(|line| line["type"].as_str()).collect();
    assert_eq!(types, ["asked", "shards"].into());
}
