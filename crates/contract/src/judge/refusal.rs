//! Judges how what is wrong was met.

use super::{Circumstances, Judged, answered, server_error};
use crate::{
    exchange::Exchanged,
    options::Refuses,
    perform::Seen,
    report::{Class, Security},
};

/// No effect, whatever the answer.
pub(super) fn refused(seen: &Seen, around: Circumstances<'_>) -> Judged {
    let answer = answered(&seen.exchanges);
    let quiet = seen.exchanges.iter().all(|each| each.status() == Some(200));
    let style = if quiet { Security::RefusedQuietly } else { Security::RefusedLoudly };
    if let Some(effects) = &seen.effects {
        if effects.iter().any(|effect| effect.more() > 0) {
            let why = format!("believed: an event was made of it ({answer})");
            return Judged::new(Class::Fail, why).with(Security::Believed);
        }
        // What is refused otherwise than a sound callback is told by its answer, whatever a sound one of this type comes to.
        let is_told_apart = !quiet && around.control.status() == Some(200);
        if !is_told_apart && around.control.had_effect != Some(true) {
            let why = format!(
                "{answer}, and nothing was made of it; but nothing is made of a sound callback either"
            );
            return Judged::new(Class::Undetermined, why).with(Security::Unknown);
        }
        let why = format!("refused: {answer}, and nothing was made of it");
        return by_answer(seen, style, &why);
    }
    if !quiet {
        if around.control.status() == Some(200) {
            return by_answer(seen, style, &format!("refused: {answer}"));
        }
        let why = format!("{answer}, but it does not take a sound callback either");
        return Judged::new(Class::Undetermined, why).with(Security::Unknown);
    }
    if around.traits.refuses == Some(Refuses::Loudly) {
        let why = "answered 200, and its profile says that it refuses otherwise";
        return Judged::new(Class::Fail, why).with(Security::Unknown);
    }
    if says_another_code(&seen.exchanges, around) {
        let why = "refused: answered 200, with another code in the body than to a sound callback";
        return Judged::new(Class::Pass, why).with(Security::RefusedQuietly);
    }
    if around.control.status().is_some_and(|status| status != 200) {
        let why = "answered 200, which a sound callback was not: whether it was believed or dropped cannot be told without an effect probe";
        return Judged::new(Class::Undetermined, why).with(Security::Unknown);
    }
    let why = "answered 200 like a sound callback: whether it was believed or dropped cannot be told without an effect probe";
    Judged::new(Class::Undetermined, why).with(Security::Unknown)
}

/// A refusal, with a word where it looks like an accident.
fn by_answer(seen: &Seen, style: Security, why: &str) -> Judged {
    if let Some(status) = server_error(&seen.exchanges) {
        let why = format!(
            "{why}; {status} is a server's error, which tells Tencent and on-call that something broke"
        );
        return Judged::new(Class::Warn, why).with(style);
    }
    if seen.exchanges.iter().any(|each| each.failure.is_some()) {
        let why = format!("{why}; a sender without an answer tries again");
        return Judged::new(Class::Warn, why).with(style);
    }
    Judged::new(Class::Pass, why).with(style)
}

/// Whether each body states a code that the sound callback's did not.
fn says_another_code(exchanges: &[Exchanged], around: Circumstances<'_>) -> bool {
    // Where a sound callback is refused too, another code is another refusal, or none.
    let control = around.control.answer.as_ref().filter(|answer| answer.status == 200);
    let Some(sound) = control.and_then(|answer| answer.stated_code()) else {
        return false;
    };
    exchanges.iter().all(|each| {
        each.answers.last().and_then(|it| it.stated_code()).is_some_and(|it| it != sound)
    })
}

/// Not taken. What came by a broken way needs no answer.
pub(super) fn untaken(seen: &Seen, around: Circumstances<'_>) -> Judged {
    let answer = answered(&seen.exchanges);
    match &seen.effects {
        Some(effects) if effects.iter().any(|effect| effect.more() > 0) => {
            Judged::new(Class::Fail, format!("an event was made of it ({answer})"))
        }
        Some(_) if around.control.had_effect != Some(true) => Judged::new(
            Class::Undetermined,
            format!(
                "{answer}, and nothing was made of it; but nothing is made of a sound callback either"
            ),
        ),
        None if seen.exchanges.iter().any(|each| each.status() == Some(200)) => Judged::new(
            Class::Undetermined,
            "answered 200: whether an event was made of it cannot be told without an effect probe",
        ),
        Some(_) | None => Judged::new(Class::Pass, format!("nothing was made of it ({answer})")),
    }
}

/// The second callback stood hidden behind the first.
pub(super) fn not_smuggled(seen: &Seen) -> Judged {
    let answer = answered(&seen.exchanges);
    let acknowledged =
        seen.exchanges.iter().flat_map(|each| &each.answers).filter(|it| it.status == 200).count();
    match &seen.effects {
        Some(effects) if effects.get(1).is_some_and(|effect| effect.more() > 0) => Judged::new(
            Class::Fail,
            format!("the hidden request was carried out as one of its own ({answer})"),
        )
        .with(Security::Believed),
        Some(_) => {
            Judged::new(Class::Pass, format!("{answer}, the hidden request was not carried out"))
        }
        None if acknowledged > 1 => {
            Judged::new(Class::Fail, "answered twice, so the hidden request was carried out")
                .with(Security::Believed)
        }
        None => Judged::new(Class::Pass, format!("{answer}, and only once")),
    }
}

/// An answer, and not a server's error.
pub(super) fn survived(seen: &Seen) -> Judged {
    let answer = answered(&seen.exchanges);
    if let Some(status) = server_error(&seen.exchanges) {
        return Judged::new(
            Class::Fail,
            format!("answered {status}: it broke on what it did not expect"),
        );
    }
    if seen.effects.iter().flatten().any(|effect| effect.more() > 1) {
        return Judged::new(Class::Fail, "one event was taken more than once");
    }
    match seen.exchanges.iter().find_map(|each| each.failure) {
        Some(failure) => Judged::new(
            Class::Fail,
            format!("{}: it broke on what it did not expect", failure.in_words()),
        ),
        None => Judged::new(Class::Pass, answer),
    }
}

/// Not taken as an event of this type.
pub(super) fn not_as(seen: &Seen, event_type: i64) -> Judged {
    let answer = answered(&seen.exchanges);
    if let Some(status) = server_error(&seen.exchanges) {
        return Judged::new(
            Class::Fail,
            format!("answered {status}: it broke on what it did not expect"),
        );
    }
    match seen.taken_as {
        Some(0) => {
            Judged::new(Class::Pass, format!("{answer}, and not taken as type {event_type}"))
        }
        Some(_) => Judged::new(
            Class::Fail,
            format!("taken as an event of type {event_type}, which it is not"),
        ),
        None if seen.exchanges.iter().any(|each| each.status() != Some(200)) => {
            Judged::new(Class::Pass, format!("not acknowledged ({answer})"))
        }
        None => Judged::new(
            Class::Undetermined,
            format!(
                "{answer}; whether it was taken as type {event_type} takes a probe that tells types: `{{event_type}}` in --observe-url, --observe-cmd or --observe-pattern"
            ),
        ),
    }
}
