//! The histogram log: read back by the library that others use too.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use expect_test::expect;
use hdrhistogram::{
    Histogram,
    serialization::{
        Deserializer,
        interval_log::{IntervalLogIterator, LogEntry},
    },
};
use livehook_load::report::hlog::hlog;

use crate::sample;

#[test]
fn each_class_and_distribution_has_a_line_that_reads_back() {
    let run = sample::measurement();
    let text = hlog(&run).unwrap();
    let head: Vec<_> = text.lines().take_while(|line| line.starts_with('#')).collect();
    expect![[r#"
        #[Histogram log format version 1.3]
        #[Logged with livehook 0.1.0]
        #[StartTime: 1761132600.000 (seconds since epoch)]
        #[BaseTime: 1761132600.000 (seconds since epoch)]
        #[MaxValueDivisor: 1000000.000]"#]]
    .assert_eq(&head.join("\n"));
    let mut tags = vec![];
    for entry in IntervalLogIterator::new(text.as_bytes()) {
        let LogEntry::Interval(line) = entry.unwrap() else { continue };
        let bytes = BASE64_STANDARD.decode(line.encoded_histogram()).unwrap();
        // The cookie of the compressed V2 form: what the Java readers ask for.
        assert_eq!(bytes[..4], [0x1c, 0x84, 0x93, 0x14]);
        let histogram: Histogram<u64> = Deserializer::new().deserialize(&mut &bytes[..]).unwrap();
        tags.push(format!("{} × {}", line.tag().unwrap().as_str(), histogram.len()));
    }
    expect![[r#"
        sound × 44995
        sound.sent × 44995
        sound.lag × 44995
        expired × 1000
        expired.sent × 1000
        expired.lag × 1000
        forged × 3000
        forged.sent × 3000
        forged.lag × 3000
        duplicate × 900
        duplicate.sent × 900
        duplicate.lag × 900
        malformed × 100
        malformed.sent × 100
        malformed.lag × 100"#]]
    .assert_eq(&tags.join("\n"));
}

#[test]
fn a_measurement_without_histograms_or_a_time_has_no_log() {
    let mut run = sample::sound();
    run.classes[0].latency.lag.hdr = None;
    assert_eq!(hlog(&run).unwrap_err().code(), "hlog_no_histogram");
    run.classes[0].latency.planned.hdr = Some("AAAA".to_owned());
    let error = hlog(&run).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("hlog_histogram", "the histogram of sound cannot be read")
    );
    run.started_at = "yesterday".to_owned();
    assert_eq!(hlog(&run).unwrap_err().code(), "hlog_no_time");
}
