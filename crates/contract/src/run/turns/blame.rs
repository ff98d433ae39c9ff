//! What is said of cases where the receiver went away, or takes nothing from us any more.

use super::{Ended, Standing};
use crate::{
    catalogue::DO_NOT_CRASH,
    report::{Class, Finding, Security, terminal::NOTHING_LEARNT},
    run::standing::Back,
    session::Session,
};

/// So many cases are named.
const NAMES_MAX: usize = 4;

/// The ids of cases, the first few of them.
pub(super) fn names<'a>(cases: impl Iterator<Item = &'a Ended>) -> String {
    let ids: Vec<_> = cases.map(|ended| ended.turn.case.id).collect();
    match ids.len() {
        0 => "a case that it had answered".to_owned(),
        n if n > NAMES_MAX => {
            format!("{} or {} more", ids[..NAMES_MAX].join(", "), n - NAMES_MAX)
        }
        _ => ids.join(" or "),
    }
}

/// The id of the first case.
pub(super) fn first_name(cases: &[Ended]) -> String {
    let first = cases.iter().map(|ended| ended.turn.case.id).next();
    first.unwrap_or("an earlier case").to_owned()
}

/// Why a case is not tried.
pub(super) fn not_tried(standing: &Standing) -> String {
    match standing {
        Standing::There => "not tried".to_owned(),
        Standing::Gone(names) => {
            format!("not tried: the receiver went away during {names} and did not come back")
        }
        Standing::Blocks(since, status) => blocks(since, *status),
    }
}

fn blocks(since: &str, status: u16) -> String {
    format!(
        "{NOTHING_LEARNT}: it blocks us since {since}, and answers {status} to what is right too"
    )
}

/// The finding of the case after which nobody listened any more.
pub(super) fn died(finding: Finding, back: Back) -> Finding {
    let why = format!(
        "the receiver died of it: nobody listened any more afterwards; {}",
        back.in_words()
    );
    Finding {
        result: Class::Fail,
        why,
        matters: DO_NOT_CRASH.matters.to_owned(),
        mend: DO_NOT_CRASH.mend.to_owned(),
        ..finding
    }
}

/// The findings of cases in which it went away for good: where only one lost its connection, that one killed it, and else one of them.
pub(super) fn of_a_death(session: &Session, suspects: Vec<Ended>, back: Back) -> Vec<Ended> {
    let names = names(suspects.iter().filter(|each| each.met.broken));
    let broken = suspects.iter().filter(|each| each.met.broken).count();
    let why = format!(
        "the receiver died during this or another of {names}, and {}; start it again and run each by itself",
        back.in_words()
    );
    let judge = |ended: Ended| {
        let finding = match (ended.met.broken, broken) {
            (true, 1) => died(ended.finding, back),
            // No sound receiver dies, so that it fails, whichever of them it was.
            (true, _) => Finding { why: why.clone(), ..died(ended.finding, back) },
            // What had been answered stands.
            (false, _) if !ended.met.is_unanswered() => ended.finding,
            (false, _) => Finding {
                exchanges: ended.finding.exchanges,
                ..crate::run::one::not_tried(
                    session,
                    ended.turn.case,
                    &not_tried(&Standing::Gone(names.clone())),
                )
                .finish(session, 0)
            },
        };
        Ended { finding, ..ended }
    };
    suspects.into_iter().map(judge).collect()
}

/// The finding of a case that was not answered among others, and could not be tried by itself.
pub(super) fn among_others(first: Finding) -> Finding {
    if !matches!(first.result, Class::Fail | Class::Warn) {
        return first;
    }
    let why = format!(
        "{}; other cases were under way, and there was no time left to try it by itself",
        first.why
    );
    Finding { result: Class::Undetermined, why, ..first }
}

/// Whether what a case came to may come of a block that answers so.
pub(super) fn is_by(ended: &Ended, status: u16) -> bool {
    ended.met.refusals.contains(&status) || ended.met.sound_refusals.contains(&status)
}

/// The finding of a case that was refused because we are.
pub(super) fn blocked(
    finding: Finding,
    met: &crate::run::met::Met,
    standing: &Standing,
) -> Finding {
    let is_of_something_sound = !met.sound_refusals.is_empty();
    let mut finding = finding;
    if finding.layers.security.is_some() {
        finding.layers.security = Some(Security::Unknown);
    }
    let result = if is_of_something_sound { Class::Error } else { Class::Undetermined };
    Finding { result, why: not_tried(standing), ..finding }
}
