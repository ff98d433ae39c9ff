//! The metrics.

use expect_test::expect_file;
use livehook_load::report::prometheus::prometheus;

use crate::sample;

#[test]
fn the_metrics_keep_their_names() {
    expect_file!["expected/metrics.prom"].assert_eq(&prometheus(&sample::measurement()));
}

#[test]
fn every_line_is_a_comment_or_a_sample_whatever_the_text() {
    let mut run = sample::measurement();
    run.url = sample::HOSTILE.to_owned();
    run.tool = "ends in a backslash \\".to_owned();
    run.expectations[0].text = sample::HOSTILE.to_owned();
    run.ledger.not_sent.insert(sample::HOSTILE.to_owned(), 1);
    run.classes[0].ledger.not_sent.insert(sample::HOSTILE.to_owned(), 1);
    for line in prometheus(&run).lines().filter(|line| !line.starts_with("# ")) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        value.parse::<f64>().unwrap();
        assert!(name.starts_with("livehook_load_"), "{line}");
        // Quotes that are not escaped come in pairs.
        let bare = name.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(bare.matches('"').count() % 2, 0, "{line}");
    }
}
