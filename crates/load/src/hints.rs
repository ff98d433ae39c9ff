//! What to look at: patterns in a run that have a known cause, each in a sentence with its figures and what to try.
//!
//! A hint is a guess and says so by its verb. None changes the verdict.

mod answers;
mod connections;
mod over_time;
mod saturation;
mod shape;
mod still;
mod time;

use crate::{class::Class, measurement::Measurement, report::words, sums};

/// Every hint that the run gives, the likeliest to matter first.
pub fn hints(measurement: &Measurement) -> Vec<String> {
    let stood_still = still::stood_still(measurement);
    // What waited for a receiver that stood still for a second was not sent again after one.
    let lost_handshakes =
        if stood_still.is_some() { None } else { shape::lost_handshakes(measurement) };
    let found = [
        nothing_found(measurement),
        other_protocol(measurement),
        answers::taken_though(Class::Forged, measurement),
        answers::taken_though(Class::Expired, measurement),
        answers::taken_though(Class::Malformed, measurement),
        refused_sound(measurement),
        unavailable(measurement),
        connections::outage(measurement),
        connections::failed_attempts(measurement),
        answers::timeouts(measurement),
        answers::server_errors(measurement),
        answers::broken_off(measurement),
        answers::given_up(measurement),
        saturation::saturated(measurement),
        saturation::too_few_connections(measurement),
        nearly_taken(measurement),
        redirects(measurement),
        connections::surplus(measurement),
        connections::reopened(measurement),
        shape::delayed_acknowledgement(measurement),
        lost_handshakes,
        stood_still,
        time::stalls(measurement),
    ];
    found.into_iter().flatten().collect()
}

fn nothing_found(measurement: &Measurement) -> Option<String> {
    let effects = measurement.effects.as_ref().filter(|effects| effects.problem.is_none())?;
    (effects.expected > 0 && effects.found == 0).then(|| {
        "not one event was found in the receiver: does what it gives out hold the ids of streams, and all that there is of them?"
            .to_owned()
    })
}

fn other_protocol(measurement: &Measurement) -> Option<String> {
    let count = measurement.ledger.malformed;
    (count > 0 && measurement.engine != "hyper/2").then(|| {
        format!(
            "{} no HTTP/1.1: a receiver that speaks HTTP/2 alone is asked with --http 2, one that expects TLS by an https URL",
            if count == 1 { "1 answer is".to_owned() } else { format!("{} are", words::plural(count, "answer")) }
        )
    })
}

fn refused_sound(measurement: &Measurement) -> Option<String> {
    let taken = measurement.classes.iter().filter(|line| line.class.is_taken());
    let (refused, planned) = taken.fold((0_u64, 0_u64), |(refused, planned), line| {
        let here = sums::with_status(&line.ledger, |status| matches!(status, 401 | 403));
        (refused.saturating_add(here), planned.saturating_add(line.ledger.planned))
    });
    (refused > 0).then(|| {
        format!(
            "{} of the genuine callbacks were refused with 401 or 403: check that both sides have the same key and that the receiver's clock is right",
            words::percent(refused, planned)
        )
    })
}

fn unavailable(measurement: &Measurement) -> Option<String> {
    let count = sums::with_status(&measurement.ledger, |status| matches!(status, 429 | 503));
    (count > 0).then(|| {
        format!(
            "{} with 429 or 503 ({}): the receiver or a proxy before it sheds load; Tencent delivers again, but only so often",
            words::plural(count, "answer"),
            words::percent(count, measurement.ledger.sent)
        )
    })
}

fn nearly_taken(measurement: &Measurement) -> Option<String> {
    let statuses = measurement.ledger.statuses.iter();
    let statuses = statuses.filter(|(status, _)| **status != 200 && (200..300).contains(*status));
    let named: Vec<_> = statuses.map(|(status, _)| status.to_string()).collect();
    (!named.is_empty()).then(|| {
        format!(
            "{} is no 200: answer 200 itself, since every other status has Tencent deliver again",
            named.join(" or ")
        )
    })
}

fn redirects(measurement: &Measurement) -> Option<String> {
    let count = sums::with_status(&measurement.ledger, |status| (300..400).contains(&status));
    (count > 0).then(|| {
        format!(
            "{} with a redirect: give the final address as the callback URL (http or https, a slash at the end); a redirect is no 200",
            words::plural(count, "answer")
        )
    })
}
