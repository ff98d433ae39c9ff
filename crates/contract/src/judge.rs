//! Holds what a step showed against what a sound receiver does.
//!
//! A status alone cannot show everything: Tencent takes 200 for delivered, so a receiver that answers 200 to a forgery may have
//! dropped it or believed it. Where only the answers are seen and they are the same for right and wrong, the judgement is
//! [`Class::Undetermined`] and never a pass. Everything here is a pure function of what was seen.

mod refusal;
mod taking;

use crate::{
    case::DecidedBy,
    exchange::{Answer, Exchanged},
    options::{Silence, Traits},
    perform::Seen,
    report::{Class, Security},
    step::Expect,
};

/// What a step came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) class: Class,
    /// What happened, and why that is the result.
    pub(crate) why: String,
    pub(crate) security: Option<Security>,
}

impl Judged {
    fn new(class: Class, why: impl Into<String>) -> Self {
        Self { class, why: why.into(), security: None }
    }

    /// The same where what was sent had been taken before: who answers 200 to it may have dropped it as known.
    pub(crate) fn of_a_repeat(self) -> Self {
        match self.security {
            Some(Security::RefusedQuietly) => Self {
                why: "answered 200, and nothing more was made of it: refused, or known already"
                    .to_owned(),
                security: None,
                ..self
            },
            _ => self,
        }
    }

    fn with(self, security: Security) -> Self {
        Self { security: Some(security), ..self }
    }
}

/// How a sound callback of the same type was met.
#[derive(Debug, Clone, Default)]
pub(crate) struct Control {
    pub(crate) answer: Option<Answer>,
    /// Whether it had an effect; none without a probe.
    pub(crate) had_effect: Option<bool>,
}

impl Control {
    pub(crate) fn status(&self) -> Option<u16> {
        self.answer.as_ref().map(|answer| answer.status)
    }
}

/// What a judgement depends on beside the step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Circumstances<'a> {
    pub(crate) control: &'a Control,
    pub(crate) decided_by: DecidedBy,
    pub(crate) traits: &'a Traits,
    /// What an answer that did not come in time means.
    pub(crate) silence: Silence,
    /// Whether the probe sees what a sound callback does; none without a probe.
    pub(crate) probe_sees: Option<bool>,
}

/// Judges a step.
pub(crate) fn judge(seen: &Seen, around: Circumstances<'_>) -> Judged {
    match seen.expect {
        Expect::Taken => taking::taken(seen, around),
        Expect::EachOfOneStream => taking::each_of_one_stream(seen, around),
        Expect::Known => taking::known(seen, around),
        Expect::Acknowledged => taking::acknowledged(seen, around),
        Expect::Honest => taking::honest(seen, around),
        Expect::Refused => refusal::refused(seen, around),
        Expect::Untaken => refusal::untaken(seen, around),
        Expect::NotSmuggled => refusal::not_smuggled(seen),
        Expect::Survived => refusal::survived(seen),
        Expect::NotAs(event_type) => refusal::not_as(seen, event_type),
        Expect::Reported => reported(seen),
        Expect::Discreet => {
            let answer = answered(&seen.exchanges);
            Judged::new(Class::Pass, format!("gave nothing away ({answer})"))
        }
    }
}

/// A fact, told.
fn reported(seen: &Seen) -> Judged {
    let answer = answered(&seen.exchanges);
    let what = match &seen.effects {
        Some(effects) if effects.iter().any(|effect| effect.more() > 0) => "takes it",
        Some(_) => "does not take it",
        None if seen.exchanges.iter().all(|each| each.status() == Some(200)) => "acknowledges it",
        None => "does not acknowledge it",
    };
    Judged::new(Class::Info, format!("{what} ({answer})"))
}

/// The answers in a few words: `200`, `200 × 32`, `403, no answer in time`.
pub(crate) fn answers(exchanges: &[Exchanged]) -> String {
    let mut counted: Vec<(String, u32)> = Vec::new();
    for exchanged in exchanges {
        let answer = answer_in_words(exchanged);
        match counted.iter_mut().find(|(each, _)| *each == answer) {
            Some((_, n)) => *n += 1,
            None => counted.push((answer, 1)),
        }
    }
    let words: Vec<_> = counted
        .into_iter()
        .map(|(answer, n)| if n == 1 { answer } else { format!("{answer} × {n}") })
        .collect();
    words.join(", ")
}

/// What came back as a clause: `answered 200 × 32`, `answered 403, no answer in time`, `the connection was closed without an answer`.
fn answered(exchanges: &[Exchanged]) -> String {
    let answer = answers(exchanges);
    if exchanges.iter().all(|each| each.answers.is_empty()) {
        return answer;
    }
    format!("answered {answer}")
}

fn answer_in_words(exchanged: &Exchanged) -> String {
    match exchanged.failure {
        Some(failure) => failure.in_words().to_owned(),
        None if exchanged.answers.is_empty() => "nothing".to_owned(),
        None => {
            let statuses: Vec<_> =
                exchanged.answers.iter().map(|answer| answer.status.to_string()).collect();
            statuses.join(" then ")
        }
    }
}

/// The effects in a few words.
pub(crate) fn effects(seen: &Seen) -> Option<String> {
    let effects = seen.effects.as_ref()?;
    let more: u64 = effects.iter().map(|effect| effect.more()).sum();
    let at_most_once = effects.iter().filter(|effect| effect.more() > 1).count();
    Some(match (effects.len(), more, at_most_once) {
        (_, 0, _) => "nothing".to_owned(),
        (1, 1, _) => "1 event".to_owned(),
        (1, n, _) => format!("{n} events of one"),
        (streams, n, 0) => format!("{n} events of {streams}"),
        (streams, n, twice) => format!("{n} events of {streams}, {twice} of them more than once"),
    })
}

/// What can be said where the probe saw nothing of a sound callback: nothing.
fn blind(seen: &Seen, around: Circumstances<'_>) -> Option<Judged> {
    let effects = seen.effects.as_ref().filter(|_| around.probe_sees == Some(false))?;
    let answer = answered(&seen.exchanges);
    let saw = match effects.iter().map(|effect| effect.more()).sum::<u64>() {
        0 => "the probe saw nothing of it, and nothing of the calibration's sound callback either".to_owned(),
        1 => "the probe saw an event, and nothing of the calibration's sound callback: it cannot be relied on".to_owned(),
        more => format!("the probe saw {more} events, and nothing of the calibration's sound callback: it cannot be relied on"),
    };
    Some(Judged::new(Class::Undetermined, format!("{answer}; {saw}")))
}

/// `once`, `twice`, `3 times`.
fn times(n: u64) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

/// Whether any answer is a server's error.
fn server_error(exchanges: &[Exchanged]) -> Option<u16> {
    exchanges.iter().filter_map(Exchanged::status).find(|status| *status >= 500)
}
