//! Judges how what is right was taken.

use std::cmp::Ordering;

use super::{Circumstances, Judged, answered, blind, server_error, times};
use crate::{
    case::DecidedBy,
    exchange::{Exchanged, Failure},
    options::Silence,
    perform::Seen,
    report::Class,
};

/// 200, and one event of each.
pub(super) fn taken(seen: &Seen, around: Circumstances<'_>) -> Judged {
    if let Some(judged) = not_acknowledged(seen, around) {
        return judged;
    }
    let answer = answered(&seen.exchanges);
    let Some(effects) = &seen.effects else { return without_probe(around, &answer) };
    if let Some(judged) = blind(seen, around) {
        return judged;
    }
    let n = effects.len();
    let lost = effects.iter().filter(|effect| effect.more() == 0).count();
    let doubled = effects.iter().filter(|effect| effect.more() > 1).count();
    if lost > 0 {
        let of = if n == 1 { String::new() } else { format!(" of {lost} of {n} events") };
        let why = format!(
            "{answer}, and nothing{of} was taken: Tencent does not deliver it again, so it is lost"
        );
        return Judged::new(Class::Fail, why);
    }
    if doubled > 0 {
        let most = effects.iter().map(|effect| effect.more()).max().unwrap_or_default();
        let of = if n == 1 { String::new() } else { format!(" ({doubled} of {n} events)") };
        return Judged::new(Class::Fail, format!("one event was taken {}{of}", times(most)));
    }
    Judged::new(Class::Pass, format!("{answer} and taken once"))
}

/// 200 to each of several events of one stream, and as many events more.
pub(super) fn each_of_one_stream(seen: &Seen, around: Circumstances<'_>) -> Judged {
    let acknowledged =
        seen.exchanges.iter().filter(|each| each.status() == Some(200)).count() as u64;
    let answer = answered(&seen.exchanges);
    if let Some(judged) = too_much(seen, &answer).or_else(|| blind(seen, around)) {
        return judged;
    }
    let Some(effect) = seen.effects.as_ref().and_then(|effects| effects.first()) else {
        return without_probe(around, &answer);
    };
    match effect.more().cmp(&acknowledged) {
        Ordering::Less => Judged::new(
            Class::Fail,
            format!(
                "{acknowledged} answered 200, and only {} of them taken: the rest is lost",
                effect.more()
            ),
        ),
        Ordering::Equal => Judged::new(Class::Pass, format!("{answer}, and {acknowledged} taken")),
        Ordering::Greater => Judged::new(
            Class::Fail,
            format!("{acknowledged} answered 200, and {} taken: some of them twice", effect.more()),
        ),
    }
}

/// 200, and nothing more.
pub(super) fn known(seen: &Seen, around: Circumstances<'_>) -> Judged {
    if let Some(judged) = not_acknowledged(seen, around) {
        return judged;
    }
    let answer = answered(&seen.exchanges);
    let Some(effects) = &seen.effects else { return without_probe(around, &answer) };
    if let Some(judged) = blind(seen, around) {
        return judged;
    }
    match effects.iter().map(|effect| effect.more()).sum::<u64>() {
        0 => Judged::new(Class::Pass, format!("{answer}, and taken no second time")),
        more => Judged::new(Class::Fail, format!("known already, and taken {} more", times(more))),
    }
}

/// 200, whatever is made of it.
pub(super) fn acknowledged(seen: &Seen, around: Circumstances<'_>) -> Judged {
    if let Some(judged) = not_acknowledged(seen, around) {
        return judged;
    }
    let answer = answered(&seen.exchanges);
    match &seen.effects {
        Some(effects) if effects.iter().any(|effect| effect.more() > 1) => {
            Judged::new(Class::Fail, "one event was taken more than once")
        }
        _ => Judged::new(Class::Pass, answer),
    }
}

/// Whatever the answer says is so: 200 where it was taken once, anything else where it was not.
pub(super) fn honest(seen: &Seen, around: Circumstances<'_>) -> Judged {
    let answer = answered(&seen.exchanges);
    let are_many = seen.exchanges.len() > 1;
    if let Some(judged) = are_many.then(|| too_much(seen, &answer)).flatten() {
        return judged;
    }
    // Not implemented, too much at once, and a version that is not spoken: refusals, and no accidents.
    let is_accident = |status: &u16| !matches!(status, 501 | 503 | 505);
    if let Some(status) = server_error(&seen.exchanges).filter(is_accident) {
        return Judged::new(Class::Fail, format!("answered {status}: a server's error"));
    }
    // One answer for each callback, over one connection or several.
    let statuses: Vec<Option<u16>> = match seen.exchanges.as_slice() {
        [one] => (0..seen.made.len()).map(|i| one.answers.get(i).map(|it| it.status)).collect(),
        several => several.iter().map(Exchanged::status).collect(),
    };
    let acknowledged = statuses.iter().filter(|status| **status == Some(200)).count();
    let Some(effects) = &seen.effects else {
        return match acknowledged {
            0 => Judged::new(Class::Pass, format!("not acknowledged ({answer})")),
            _ => without_probe(around, &answer),
        };
    };
    if let Some(judged) = blind(seen, around) {
        return judged;
    }
    let pairs = || statuses.iter().zip(effects);
    let lost =
        pairs().filter(|(status, effect)| **status == Some(200) && effect.more() == 0).count();
    let doubled = effects.iter().filter(|effect| effect.more() > 1).count();
    if lost > 0 {
        let n = effects.len();
        return Judged::new(Class::Fail, format!("{lost} of {n} answered 200 and not taken: lost"));
    }
    if doubled > 0 {
        return Judged::new(Class::Fail, format!("{doubled} events were taken more than once"));
    }
    Judged::new(Class::Pass, format!("{answer}, and what was answered 200 was taken once"))
}

/// What speaks against a receiver that is sent many at once: 200 and 503 are right, a broken connection is a word worth.
fn too_much(seen: &Seen, answer: &str) -> Option<Judged> {
    let is_right = |each: &&Exchanged| matches!(each.status(), Some(200 | 503));
    let bad = seen.exchanges.iter().find(|each| !is_right(each))?;
    let n = seen.exchanges.iter().filter(|each| !is_right(each)).count();
    let of = seen.exchanges.len();
    Some(match bad.status() {
        Some(status) => Judged::new(
            Class::Fail,
            format!("{n} of {of} answered {status} and the like, though they are right ({answer})"),
        ),
        None => Judged::new(
            Class::Warn,
            format!(
                "{n} of {of} got no answer ({answer}): Tencent delivers them again, 503 says so sooner"
            ),
        ),
    })
}

fn without_probe(around: Circumstances<'_>, answer: &str) -> Judged {
    match around.decided_by {
        DecidedBy::Answers => Judged::new(Class::Pass, answer),
        DecidedBy::Effects => Judged::new(
            Class::Undetermined,
            format!("{answer}; what became of it cannot be told without an effect probe"),
        ),
    }
}

/// What speaks against it where not every answer was 200.
fn not_acknowledged(seen: &Seen, around: Circumstances<'_>) -> Option<Judged> {
    // Of several copies at once all but one may be told to come again.
    let is_copy = seen.exchanges.len() > seen.made.len();
    let some_taken = seen.exchanges.iter().any(|each| each.status() == Some(200));
    let is_right = |each: &&Exchanged| {
        each.status() == Some(200) || (is_copy && some_taken && each.status() == Some(503))
    };
    let bad = seen.exchanges.iter().find(|each| !is_right(each))?;
    let n = seen.exchanges.iter().filter(|each| !is_right(each)).count();
    let of = match seen.exchanges.len() {
        1 => String::new(),
        all => format!(" ({n} of {all})"),
    };
    let why = match (bad.failure, bad.status()) {
        (Some(Failure::Timeout), _) if around.silence == Silence::IsUndetermined => {
            let why = format!("no answer{of} within the time of a short run; Tencent waits 20 s");
            return Some(Judged::new(Class::Undetermined, why));
        }
        (Some(Failure::Timeout), _) => {
            format!("no answer{of} within 20 s: Tencent delivers it again")
        }
        (Some(failure), _) => format!("{}{of}: Tencent delivers it again", failure.in_words()),
        (None, Some(status)) if (201..300).contains(&status) => format!(
            "answered {status}{of}; only 200 counts as delivered, so Tencent delivers it again and again"
        ),
        (None, Some(status)) if (300..400).contains(&status) => {
            format!("answered {status}{of}: a redirect is not 200, so Tencent delivers it again")
        }
        (None, Some(status)) if status >= 500 => {
            format!("answered {status}{of}, a server's error: Tencent delivers it again")
        }
        (None, Some(status)) => format!("answered {status}{of}, though it is right"),
        (None, None) => format!("nothing came back{of}"),
    };
    Some(Judged::new(Class::Fail, why))
}
