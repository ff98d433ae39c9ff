//! The measurement as Prometheus' text form, for node-exporter's textfile collector: write it to a `.prom` file and rename it into place.
//!
//! Everything is a gauge or a summary of one run. The receiver's address and the plan are labels of `livehook_load_info` alone.

mod text;

use self::text::{Kind, Text};
use crate::{
    measurement::{Distribution, Ledger, Measurement, Met, Verdict},
    sums,
};

/// The text, ending in a newline.
pub fn prometheus(measurement: &Measurement) -> String {
    let mut text = Text::default();
    run(&mut text, measurement);
    requests(&mut text, measurement);
    latencies(&mut text, measurement);
    retries(&mut text, measurement);
    effects(&mut text, measurement);
    expectations(&mut text, measurement);
    generator(&mut text, measurement);
    failed_connects(&mut text, measurement);
    text.finish()
}

fn run(text: &mut Text, measurement: &Measurement) {
    let plan = &measurement.plan;
    text.family("info", Kind::Gauge, "What was measured and by whom; always 1.");
    let seed = plan.seed.to_string();
    let labels = [
        ("url", measurement.url.as_str()),
        ("tool", &measurement.tool),
        ("engine", &measurement.engine),
        ("arrivals", &plan.arrivals),
        ("pacing", &plan.pacing),
        ("seed", &seed),
    ];
    text.sample("", &labels, 1.0);
    if let Ok(began) = measurement.started_at.parse::<jiff::Timestamp>() {
        text.family("start_timestamp_seconds", Kind::Gauge, "When the run began.");
        text.sample("", &[], began.as_duration().as_secs_f64());
    }
    text.family("duration_seconds", Kind::Gauge, "From the first due time to the last answer.");
    text.sample("", &[], seconds(measurement.took_us));
    text.family("verdict", Kind::Gauge, "1 for what the run says: pass, fail or invalid.");
    for (word, verdict) in
        [("pass", Verdict::Pass), ("fail", Verdict::Fail), ("invalid", Verdict::Invalid)]
    {
        text.sample("", &[("verdict", word)], one_if(measurement.verdict == verdict));
    }
    text.family("problems", Kind::Gauge, "Reasons not to believe the run.");
    text.sample(
        "",
        &[],
        number(u64::try_from(measurement.validity.problems.len()).unwrap_or(u64::MAX)),
    );
    if let Some((answers, micros)) = crate::rate::answers(measurement) {
        text.family(
            "answers_per_second",
            Kind::Gauge,
            "Answers a second, over the planned length or as long as they took.",
        );
        text.sample("", &[], crate::rate::per_second(answers, micros));
    }
}

fn requests(text: &mut Text, measurement: &Measurement) {
    type Of = fn(&Ledger) -> u64;
    let simple: [(&str, &str, Of); 2] = [
        ("planned_requests", "Requests that were due.", |ledger| ledger.planned),
        ("sent_requests", "Requests of which at least the first byte was written.", |ledger| {
            ledger.sent
        }),
    ];
    for (name, help, of) in simple {
        text.family(name, Kind::Gauge, help);
        for line in &measurement.classes {
            text.sample("", &[("class", line.class.as_str())], number(of(&line.ledger)));
        }
    }
    text.family("unsent_requests", Kind::Gauge, "Requests due and not sent, by reason.");
    for line in &measurement.classes {
        for (reason, count) in &line.ledger.not_sent {
            text.sample("", &[("class", line.class.as_str()), ("reason", reason)], number(*count));
        }
    }
    text.family("answers", Kind::Gauge, "Answers, by status.");
    for line in &measurement.classes {
        for (status, count) in &line.ledger.statuses {
            let status = status.to_string();
            text.sample("", &[("class", line.class.as_str()), ("status", &status)], number(*count));
        }
    }
    text.family("unanswered_requests", Kind::Gauge, "Requests sent that got no answer, by kind.");
    for line in &measurement.classes {
        for (kind, count) in sums::unanswered(&line.ledger) {
            let kind = kind.replace(' ', "_").to_lowercase();
            text.sample("", &[("class", line.class.as_str()), ("kind", &kind)], number(count));
        }
    }
    text.family("as_expected_requests", Kind::Gauge, "Answers that are right for their class.");
    for line in &measurement.classes {
        text.sample("", &[("class", line.class.as_str())], number(line.as_expected));
    }
}

fn latencies(text: &mut Text, measurement: &Measurement) {
    let help = "From the planned time to the answer, from sending to it, and from the planned time to sending (lag).";
    text.family("latency_seconds", Kind::Summary, help);
    for line in &measurement.classes {
        let latency = &line.latency;
        for (from, distribution) in
            [("planned", &latency.planned), ("sent", &latency.sent), ("lag", &latency.lag)]
        {
            summary(text, &[("class", line.class.as_str()), ("from", from)], distribution);
        }
    }
    if let Some(own_lag) = &measurement.own_lag {
        let help = "How late the generator was by itself, though a connection was free.";
        text.family("own_lag_seconds", Kind::Summary, help);
        summary(text, &[], own_lag);
    }
}

fn summary(text: &mut Text, labels: &[(&str, &str)], distribution: &Distribution) {
    for name in super::words::percentile_names([distribution]) {
        let quantile = format!("{}", super::words::quantile(name));
        let labels = [labels, &[("quantile", quantile.as_str())]].concat();
        text.sample("", &labels, seconds(distribution.percentiles[name]));
    }
    let count = number(distribution.count);
    text.sample("_sum", labels, distribution.mean * count / 1e6);
    text.sample("_count", labels, count);
}

fn retries(text: &mut Text, measurement: &Measurement) {
    let Some(retries) = &measurement.retries else { return };
    text.family(
        "amplification",
        Kind::Gauge,
        "Deliveries an event, those that came back included.",
    );
    text.sample("", &[], retries.amplification);
    text.family("retried_events", Kind::Gauge, "Events that are sent again until they are taken.");
    for (kind, count) in [
        ("all", retries.events),
        ("given_up", retries.given_up),
        ("dropped", retries.dropped),
        ("waiting", retries.waiting),
    ] {
        text.sample("", &[("kind", kind)], number(count));
    }
    text.family("redeliveries", Kind::Gauge, "Deliveries that came back, by what became of them.");
    for (status, count) in &retries.ledger.statuses {
        text.sample("", &[("outcome", &status.to_string())], number(*count));
    }
    for (outcome, count) in sums::unanswered(&retries.ledger) {
        text.sample("", &[("outcome", &outcome.replace(' ', "_"))], number(count));
    }
    text.sample("", &[("outcome", "not_sent")], number(sums::not_sent(&retries.ledger)));
}

fn effects(text: &mut Text, measurement: &Measurement) {
    let Some(effects) = &measurement.effects else { return };
    text.family("events", Kind::Gauge, "Events within the receiver, as its probe saw them.");
    let [lost, doubled, invented] = effects.counts;
    for (kind, count) in [
        ("expected", effects.expected),
        ("found", effects.found),
        ("lost", lost),
        ("doubled", doubled),
        ("invented", invented),
    ] {
        text.sample("", &[("kind", kind)], number(count));
    }
    text.family("events_are_told", Kind::Gauge, "0 where these counts cannot be relied on.");
    text.sample("", &[], one_if(effects.problem.is_none()));
}

fn expectations(text: &mut Text, measurement: &Measurement) {
    if measurement.expectations.is_empty() {
        return;
    }
    text.family(
        "expectation_met",
        Kind::Gauge,
        "1 for a threshold that was met; NaN for one that cannot be told.",
    );
    for expectation in &measurement.expectations {
        let value = match expectation.outcome {
            Met::Met => 1.0,
            Met::Missed => 0.0,
            Met::Unknown => f64::NAN,
        };
        text.sample("", &[("expectation", expectation.text.as_str())], value);
    }
}

fn generator(text: &mut Text, measurement: &Measurement) {
    let generator = &measurement.generator;
    let figures = [
        ("generator_cpu_seconds", "CPU time of the generator.", seconds(generator.cpu_us)),
        (
            "generator_busiest_thread_ratio",
            "Largest share of a core that a thread took.",
            generator.busiest_thread,
        ),
        (
            "generator_connects",
            "Connections opened, reopened ones included.",
            number(generator.connects),
        ),
        ("generator_in_flight_mean", "Requests in flight on average.", generator.in_flight_mean),
    ];
    for (name, help, value) in figures {
        text.family(name, Kind::Gauge, help);
        text.sample("", &[], value);
    }
}

fn failed_connects(text: &mut Text, measurement: &Measurement) {
    let failed = &measurement.generator.failed_connects;
    let help = "Attempts to open a connection that came to nothing, by cause.";
    text.family("generator_failed_connects", Kind::Gauge, help);
    for (cause, count) in failed {
        text.sample("", &[("cause", cause)], number(*count));
    }
}

fn one_if(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

fn seconds(micros: u64) -> f64 {
    number(micros) / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus counts in doubles")]
fn number(count: u64) -> f64 {
    count as f64
}
