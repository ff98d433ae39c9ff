//! Runs one case: whether it can be run at all, its steps in order, and what they come to together.

use super::{finding::Draft, met::Met};
use crate::{
    calibrate::Controls,
    case::{Area, Case, Lesson, Level},
    catalogue::{NOT_AN_ID, ONCE},
    judge::{self, Circumstances, Control, Judged},
    options::Options,
    perform::{Performance, Seen},
    report::{Calibrated, Class, terminal::RESTART_SHOWS},
    session::{Leak, Secret, Sender, Session},
    step::{Callback, Expect, Expiry, LookFor, Step},
};

/// Runs a case, and tells what it came to and what it met.
pub(super) async fn run(sender: &Sender, case: &'static Case, controls: &Controls) -> (Draft, Met) {
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
    let met = std::mem::take(&mut draft.met);
    (draft, met)
}

/// What a case comes to that is not tried.
pub(super) fn not_tried(session: &Session, case: &'static Case, why: &str) -> Draft {
    let mut draft = Draft::new(case);
    match reason_to_skip(case, session) {
        Some(reason) => draft.conclude(Class::Skip, reason),
        None => draft.conclude(Class::Error, why.to_owned()),
    }
    draft
}

async fn carry_out(sender: &Sender, case: &'static Case, controls: &Controls, draft: &mut Draft) {
    let session = &sender.session;
    let mut performance = Performance::new(sender.clone(), case);
    let mut is_broken_off = false;
    let looks_back = case.steps.iter().any(|step| matches!(step, Step::LookBack(_)));
    for (number, step) in case.steps.iter().enumerate() {
        if let Step::LookBack(look_for) = step {
            let leak = first_leak(session, *look_for);
            if let Some(leak) = &leak {
                draft.happened_in(leak.case_id);
            }
            draft.add(number, look_back(session, leak.as_ref()));
            continue;
        }
        // What was answered before can still be looked through.
        if is_broken_off {
            continue;
        }
        match performance.step(number, step).await {
            Ok(None) => {}
            Ok(Some(seen)) => {
                let judged = judge_step(number, &seen, case, controls, session);
                if let Some(foreign) = foreign_type(&seen, &judged, case, controls) {
                    draft.mend_by(format!(
                        "If it does not want event type {foreign}, name those that it takes (such as --takes 349); otherwise take it as css/event/ asks."
                    ));
                }
                if judged.class == Class::Fail
                    && let Some(lesson) = better_lesson(step, &seen)
                {
                    draft.teach(lesson);
                }
                draft.met.see(&seen, seen.event_type.and_then(|it| controls.by_type.get(&it)));
                draft.note(session, number, &seen);
                // What was found in all answers says more than what was not in this one.
                if !(looks_back && judged.class == Class::Pass) {
                    draft.add(number, judged);
                }
            }
            Err(trouble) => {
                draft.add(
                    number,
                    Judged { class: Class::Error, why: trouble.to_string(), security: None },
                );
                draft.note_broken_off(session, number, &performance.take_so_far());
                draft.met.trouble(&trouble);
                is_broken_off = true;
            }
        }
    }
    if case.area() == Area::Secrecy && !looks_back {
        for leak in session.leaks().into_iter().filter(|leak| leak.case_id == case.id) {
            draft.add(0, leaked(leak.secret, None));
        }
    }
}

pub(super) fn judge_step(
    number: usize,
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
    let judged = weigh(judge::judge(seen, around), case.level);
    if repeats_what_was_taken(case, number) { judged.of_a_repeat() } else { judged }
}

/// The type of what failed to be taken, where nothing is made of a sound callback of this type by itself either: what the case asks
/// for is not what is wrong then.
fn foreign_type(seen: &Seen, judged: &Judged, case: &Case, controls: &Controls) -> Option<i64> {
    let event_type = seen.event_type.filter(|it| *it != livehook_core::Event::HIGHLIGHT)?;
    let is_not_taken = |control: &Control| {
        control.had_effect == Some(false) || control.status().is_some_and(|status| status != 200)
    };
    let takes_others = controls.calibration.verdict == Calibrated::Takes;
    let is_about_it = case.area() == Area::Event;
    let is_foreign = controls.by_type.get(&event_type).is_some_and(is_not_taken);
    (judged.class == Class::Fail
        && seen.expect == Expect::Taken
        && takes_others
        && is_foreign
        && !is_about_it)
        .then_some(event_type)
}

/// What is learnt where it is what identifies an event that is wrong, whatever else the case asks.
fn better_lesson(step: &Step, seen: &Seen) -> Option<&'static Lesson> {
    let acknowledged = seen.exchanges.iter().filter(|each| each.status() == Some(200)).count();
    let taken: Option<u64> =
        seen.effects.as_ref().map(|effects| effects.iter().map(|effect| effect.more()).sum());
    match step {
        // Of many under one `t` and `sign` only one was taken.
        Step::Many { callback: Callback { expiry: Expiry::Shared, .. }, n: 2.., .. } => {
            taken.map_or(acknowledged == 1, |taken| taken == 1).then_some(&NOT_AN_ID)
        }
        // Of many copies under a new pair one was taken, and the others were known by it.
        Step::Send {
            callback: Callback { expiry: Expiry::Afresh, .. },
            copies: 2..,
            expect: Expect::Known,
        } => (taken == Some(1)).then_some(&ONCE),
        _ => None,
    }
}

/// Whether a step sends once more what an earlier one sent to be taken: dropping it is no refusal then.
fn repeats_what_was_taken(case: &Case, number: usize) -> bool {
    let Some(Step::Send { callback: this, expect: Expect::Refused, .. }) = case.steps.get(number)
    else {
        return false;
    };
    case.steps.iter().take(number).any(|step| {
        matches!(step, Step::Send { callback, expect: Expect::Taken, .. }
            if (callback.stream, callback.content) == (this.stream, this.content))
    })
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

fn first_leak(session: &Session, look_for: LookFor) -> Option<Leak> {
    let wanted = |secret| match look_for {
        LookFor::Secrets => secret != Secret::StackTrace,
        LookFor::StackTraces => secret == Secret::StackTrace,
    };
    session.leaks().into_iter().find(|leak| wanted(leak.secret))
}

fn look_back(session: &Session, leak: Option<&Leak>) -> Judged {
    match leak {
        Some(leak) => leaked(leak.secret, Some(leak.case_id)),
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
        return Some(format!("{RESTART_SHOWS}; give a command with --restart-cmd"));
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
