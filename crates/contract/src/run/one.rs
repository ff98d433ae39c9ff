//! Runs one case: whether it can be run at all, its steps in order, and what they come to together.

use super::finding::Draft;
use crate::{
    calibrate::Controls,
    case::{Area, Case, Level},
    judge::{self, Circumstances, Control, Judged},
    options::Options,
    perform::{Performance, Seen},
    report::{Calibrated, Class},
    session::{Secret, Sender, Session},
    step::{LookFor, Step},
};

/// Fewer answers than the calibration's show nothing.
const LOOKED_THROUGH_MIN: u64 = 2;

pub(super) async fn run(sender: &Sender, case: &'static Case, controls: &Controls) -> Draft {
    let session = &sender.session;
    let mut draft = Draft::new(case);
    let skip = reason_to_skip(case, session).or_else(|| reason_of_its_clock(case, controls));
    if let Some(reason) = skip {
        draft.conclude(Class::Skip, reason);
    } else if let Some(reason) = reason_not_to_try(case, controls) {
        draft.conclude(Class::Error, reason);
    } else {
        carry_out(sender, case, controls, &mut draft).await;
    }
    draft
}

async fn carry_out(sender: &Sender, case: &'static Case, controls: &Controls, draft: &mut Draft) {
    let session = &sender.session;
    let mut performance = Performance::new(sender.clone(), case);
    for (number, step) in case.steps.iter().enumerate() {
        if let Step::LookBack(look_for) = step {
            draft.add(number, look_back(session, *look_for));
            continue;
        }
        match performance.step(number, step).await {
            Ok(None) => {}
            Ok(Some(seen)) => {
                let judged = judge_step(&seen, case, controls, session);
                draft.note(session, number, &seen);
                draft.add(number, judged);
            }
            Err(trouble) => {
                draft.add(
                    number,
                    Judged { class: Class::Error, why: trouble.to_string(), security: None },
                );
                break;
            }
        }
    }
    if case.area() == Area::Secrecy {
        for leak in session.leaks().into_iter().filter(|leak| leak.case_id == case.id) {
            draft.add(0, leaked(leak.secret, None));
        }
    }
}

pub(super) fn judge_step(
    seen: &Seen,
    case: &Case,
    controls: &Controls,
    session: &Session,
) -> Judged {
    let unknown = Control::default();
    let options = &session.options;
    let event_type = seen.event_type.unwrap_or(livehook_core::Event::HIGHLIGHT);
    let around = Circumstances {
        control: controls.by_type.get(&event_type).unwrap_or(&unknown),
        decided_by: case.decided_by,
        traits: &options.traits,
        silence: options.patience.silence,
        probe_sees: controls.probe_sees(),
    };
    weigh(judge::judge(seen, around), case.level)
}

/// What the level makes of a result: only MUST and SHOULD can fail.
fn weigh(judged: Judged, level: Level) -> Judged {
    let class = match (level, judged.class) {
        (Level::May, Class::Fail) => Class::Warn,
        (Level::Info, Class::Fail | Class::Warn | Class::Pass | Class::Undetermined) => Class::Info,
        (_, class) => class,
    };
    Judged { class, ..judged }
}

fn look_back(session: &Session, look_for: LookFor) -> Judged {
    let wanted = |secret| match look_for {
        LookFor::Secrets => secret != Secret::StackTrace,
        LookFor::StackTraces => secret == Secret::StackTrace,
    };
    match session.leaks().into_iter().find(|leak| wanted(leak.secret)) {
        Some(leak) => leaked(leak.secret, Some(leak.case_id)),
        None if session.requests() < LOOKED_THROUGH_MIN => Judged {
            class: Class::Error,
            why: "there are no answers to look through".to_owned(),
            security: None,
        },
        None => Judged {
            class: Class::Pass,
            why: format!("none in the answers to {} requests", session.requests()),
            security: None,
        },
    }
}

fn leaked(secret: Secret, case_id: Option<&str>) -> Judged {
    let what = match secret {
        Secret::Key => "an answer holds the callback key",
        Secret::RightSignature => "an answer holds the signature that would have been right",
        Secret::StackTrace => "an answer holds a trace of the program",
    };
    let of = case_id.map(|id| format!(", in {id}")).unwrap_or_default();
    Judged { class: Class::Fail, why: format!("{what}{of}"), security: None }
}

pub(super) fn reason_to_skip(case: &Case, session: &Session) -> Option<String> {
    let options: &Options = &session.options;
    if options.key.is_none() && case.needs_key() {
        return Some("the receiver has no key, and this is about it".to_owned());
    }
    if case.needs_restart() && options.restart.is_none() {
        return Some("only a restart shows this; give a command with --restart-cmd".to_owned());
    }
    if case.needs_plain_http() && session.dialer(livehook_core::Event::HIGHLIGHT).is_encrypted() {
        return Some("it is written by hand to a plain socket, and the target is https".to_owned());
    }
    let takes = options.traits.takes.as_ref()?;
    let foreign = case.steps.iter().filter_map(event_type).find(|it| !takes.contains(it))?;
    Some(format!("the profile says that it does not take event type {foreign}"))
}

/// A date is told in whole seconds, and some servers tell the last one: more than one is a clock that stands otherwise.
fn reason_of_its_clock(case: &Case, controls: &Controls) -> Option<String> {
    let skew = controls.calibration.clock_skew_s.filter(|skew| skew.abs() > 1)?;
    (case.id == crate::catalogue::EXPIRED_A_SECOND)
        .then(|| format!("its clock is {skew} s off ours, and this is about one second"))
}

/// The documented type of what a step sends.
fn event_type(step: &Step) -> Option<i64> {
    let (Step::Send { callback, .. } | Step::Many { callback, .. }) = step else { return None };
    let event_type = callback.what.event_type();
    livehook_core::Event::DOCUMENTED_TYPES.contains(&event_type).then_some(event_type)
}

/// Where nothing can be learnt by trying.
fn reason_not_to_try(case: &Case, controls: &Controls) -> Option<String> {
    // Whether it answers in time is told by the calibration itself; trying everything would take hours.
    if matches!(controls.calibration.verdict, Calibrated::ProbeFails | Calibrated::CutOff) {
        return Some(format!("it could not be tried: {}", controls.calibration.answer));
    }
    if controls.calibration.verdict == Calibrated::Unreachable {
        let asks_for_time = case.id == crate::catalogue::IN_TIME;
        if !(controls.is_silent && asks_for_time) {
            return Some(format!("it could not be tried: {}", controls.calibration.answer));
        }
    }
    None
}
