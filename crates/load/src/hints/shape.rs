//! Steps in the distribution of latencies that have a known cause.

use hdrhistogram::Histogram;

use crate::{
    measurement::{Distribution, Measurement},
    report::{histogram::decode, words},
    sums,
};

/// A step counts from this share of all values on: one in a hundred.
const STEP_SHARE_MIN: f64 = 0.01;

/// Linux acknowledges after 40 ms what it need not answer at once; who writes head and body apart, with Nagle's algorithm on, waits
/// for that.
pub(super) fn delayed_acknowledgement(measurement: &Measurement) -> Option<String> {
    let histogram = histogram(measurement)?;
    let millisecond = 1_000_000;
    let count = histogram.count_between(38 * millisecond, 44 * millisecond);
    let beside = histogram.count_between(28 * millisecond, 37 * millisecond)
        + histogram.count_between(45 * millisecond, 54 * millisecond);
    let is_step = is_step(count, &histogram) && count > beside;
    (is_step && histogram.value_at_quantile(0.5) < 38 * millisecond).then(|| {
        format!(
            "{} of the answers came 38 to 44 ms after sending while half came within {}: that is Nagle's algorithm waiting for a delayed acknowledgement; write head and body in one piece, or set TCP_NODELAY",
            words::percent(count, histogram.len()),
            words::nanos(histogram.value_at_quantile(0.5).into())
        )
    })
}

/// A dropped SYN is sent again after 1 s, then 3 s after the first. The wait for the connection shows before sending; where only the last
/// part of the handshake was dropped, after it. Requests that we gave up stand in neither.
pub(super) fn lost_handshakes(measurement: &Measurement) -> Option<String> {
    let latency = &measurement.latency;
    let count = step_of_handshakes(&latency.lag).max(step_of_handshakes(&latency.sent))?;
    Some(format!(
        "{} took just over 1 s or 3 s: those are handshakes sent again because the receiver's accept queue was full; look at its backlog (listen, somaxconn)",
        words::plural(count, "request")
    ))
}

fn step_of_handshakes(distribution: &Distribution) -> Option<u64> {
    let histogram = decode(distribution.hdr.as_deref()?).ok()?;
    let millisecond = 1_000_000;
    let count = histogram.count_between(1_000 * millisecond, 1_060 * millisecond)
        + histogram.count_between(3_000 * millisecond, 3_120 * millisecond);
    let beside = histogram.count_between(700 * millisecond, 999 * millisecond)
        + histogram.count_between(1_100 * millisecond, 2_900 * millisecond);
    (count >= 10 && count > beside).then_some(count)
}

fn histogram(measurement: &Measurement) -> Option<Histogram<u64>> {
    decode(measurement.latency.sent.hdr.as_deref()?).ok()
}

fn is_step(count: u64, histogram: &Histogram<u64>) -> bool {
    count >= 10 && sums::share(count, histogram.len()) >= STEP_SHARE_MIN
}
