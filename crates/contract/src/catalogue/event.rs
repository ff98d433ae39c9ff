//! Each documented event type in its documented shape, and with each oddity that the documents and captures show. Made from the
//! simulator's lists, so that what is learnt of an event there is asked of receivers here.

use livehook_simulator::world::{EventKind, Oddity};

use super::lessons;
use crate::{
    case::{Case, DecidedBy, Level, Source, Tag},
    step::{Callback, Step, What, acknowledged, taken},
};

/// Every event case: a kind, and then its oddities.
pub(super) fn cases() -> &'static [Case] {
    let mut cases = Vec::new();
    for kind in EventKind::ALL {
        cases.push(plain(*kind));
        cases.extend(Oddity::ALL.iter().filter(|oddity| oddity.kind() == *kind).map(|it| odd(*it)));
    }
    cases.leak()
}

fn plain(kind: EventKind) -> Case {
    let (number, name) = (kind.event_type(), kind.name());
    Case {
        id: format!("css/event/{name}").leak(),
        level: level(kind),
        title: format!("event type {number} is taken in its documented shape").leak(),
        source: Source::Page(kind.document()),
        sends: format!("an event of type {number} with every field of its document").leak(),
        sound: "answers 200 and takes it",
        lesson: &lessons::DOCUMENTED_SHAPE,
        tags: &[Tag::Loss],
        decided_by: DecidedBy::Answers,
        steps: vec![taken(Callback::of(What::Kind(kind)))].leak(),
    }
}

fn odd(oddity: Oddity) -> Case {
    let kind = oddity.kind();
    Case {
        id: format!("css/event/{}/{}", kind.name(), oddity.name()).leak(),
        // No document says whether a highlight may be without clips.
        level: if oddity == Oddity::EmptyItems { Level::Should } else { level(kind) },
        title: format!(
            "event type {} is taken with an oddity: {}",
            kind.event_type(),
            oddity.name().replace('-', " ")
        )
        .leak(),
        source: Source::Page(kind.document()),
        sends: oddity.description(),
        sound: "answers 200 and takes it like any other of its type",
        lesson: &lessons::ODD_SHAPE,
        tags: &[Tag::Loss, Tag::Crash],
        decided_by: DecidedBy::Answers,
        steps: vec![step(oddity)].leak(),
    }
}

fn step(oddity: Oddity) -> Step {
    let callback = Callback::of(What::Odd(oddity));
    // Where the stream's name is missing or changed, no probe can find it; and a highlight without clips is nothing to whoever keeps
    // clips.
    let leaves_a_trace = What::Odd(oddity).stream_field().is_some() && oddity != Oddity::EmptyItems;
    if leaves_a_trace { taken(callback) } else { acknowledged(callback) }
}

/// Highlights are what receivers are built for; other types are asked where they are sent.
fn level(kind: EventKind) -> Level {
    if kind == EventKind::SmartHighlight { Level::Must } else { Level::Should }
}
