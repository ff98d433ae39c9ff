//! What the answers show: statuses, and those that never came.

use crate::{
    class::Class,
    measurement::{Ledger, Measurement},
    report::words,
    sums,
};

/// A share of failures from which on they are worth a word: one in a hundred.
const SHARE_MIN: f64 = 0.01;
/// After how long Tencent gives up, in microseconds.
const TENCENT_WAITS_US: u64 = 20_000_000;

pub(super) fn timeouts(measurement: &Measurement) -> Option<String> {
    let count = measurement.ledger.timeout;
    let timed_out = words::plural(count, "request");
    let text = match measurement.timeout_us {
        Some(given) if given < TENCENT_WAITS_US => format!(
            "{timed_out} had no answer within {}; Tencent gives up after 20 s and delivers again, so with --timeout 20s it shows which of them it would have taken",
            words::micros(given)
        ),
        Some(_) | None => format!(
            "{timed_out} timed out: Tencent gives up after 20 s, too, and delivers again, so a slow handler makes duplicates; store, answer, then work"
        ),
    };
    (count > 0).then_some(text)
}

/// Errors of the receiver's own, other than that it sheds load.
pub(super) fn server_errors(measurement: &Measurement) -> Option<String> {
    let ledger = &measurement.ledger;
    let is_error = |status: u16| status >= 500 && status != 503;
    let count = sums::with_status(ledger, is_error);
    let statuses = ledger.statuses.iter().filter(|(status, it)| is_error(**status) && **it > 0);
    let named: Vec<_> = statuses.map(|(status, _)| status.to_string()).collect();
    is_many(count, ledger.sent).then(|| {
        format!(
            "{} with {} ({}): the receiver, or what stands before it, fails by itself; its log says why, and Tencent delivers each of them again",
            words::plural(count, "answer"),
            named.join(" or "),
            words::percent(count, ledger.sent)
        )
    })
}

/// Connections that ended under a request.
pub(super) fn broken_off(measurement: &Measurement) -> Option<String> {
    let Ledger { reset, sent, .. } = measurement.ledger;
    if reset == sent && sent > 0 && measurement.url.starts_with("http:") {
        return Some(format!(
            "{} broken off, and nothing was answered: does the receiver expect TLS? then give an https URL",
            were(reset, "request")
        ));
    }
    is_many(reset, sent).then(|| {
        format!(
            "{} broken off before the answer was there ({}): the receiver or its proxy ends connections with requests on them, as one does that crashes, restarts, or closes what it takes for idle",
            were(reset, "request"),
            words::percent(reset, sent)
        )
    })
}

/// Events that the retry plan gave up.
pub(super) fn given_up(measurement: &Measurement) -> Option<String> {
    let retries = measurement.retries.as_ref().filter(|retries| retries.given_up > 0)?;
    Some(format!(
        "{} not taken by any of {} attempts: Tencent does not send them again, so they are lost",
        were(retries.given_up, "event"),
        u64::from(retries.retries) + 1
    ))
}

/// Callbacks of a class that is to be refused, answered 200.
pub(super) fn taken_though(class: Class, measurement: &Measurement) -> Option<String> {
    let line = measurement.classes.iter().find(|line| line.class == class)?;
    let count = sums::with_status(&line.ledger, |status| status == 200);
    let meaning = match class {
        Class::Forged => {
            "whoever can guess the URL can invent events; check sign before anything else"
        }
        Class::Expired => {
            "right if they were put aside; if they were taken as events, whoever has recorded a callback can send it again for ever"
        }
        _ => "what was acknowledged is not sent again, though it could not be read",
    };
    let callbacks = were(count, &format!("{class} callback"));
    (count > 0 && !class.is_taken()).then(|| format!("{callbacks} answered 200: {meaning}"))
}

fn is_many(count: u64, of: u64) -> bool {
    count > 0 && sums::share(count, of) >= SHARE_MIN
}

fn were(count: u64, one: &str) -> String {
    format!("{} {}", words::plural(count, one), if count == 1 { "was" } else { "were" })
}
