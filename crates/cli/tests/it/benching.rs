//! `bench` with small numbers: that it measures what it says, not how fast anything is.

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
