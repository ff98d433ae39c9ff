//! Bodies that are unusual: event types that nobody knows, two products at one address, bytes that are no callback.

pub(super) mod bytes;
pub(super) mod fields;

use livehook_simulator::{recipe::Flaw, world::EventKind};

use super::cases;
use crate::{
    case::{Case, Source::*},
    step::{Callback, Expect, Payload, Step, What, acknowledged, junk, refused, taken},
};

/// A callback of which only the answer counts, as long as it is one.
const fn survived(callback: Callback) -> Step {
    Step::Send { callback, copies: 1, expect: Expect::Survived }
}

pub(super) const CASES: &[Case] = cases! {
    "css/parse/unknown-event" Must Answers [Loss]
        "an event type that no document names is answered 200"
        from Reason("numbers are added every few months: 343 to 349 within 2025"),
        sends "a rightly signed event of type 99349",
        sound "answers 200, keeps it raw and raises an alarm: a redelivery would not be known either",
        learn KEEP_UNKNOWN,
        do [acknowledged(Callback::of(super::sign::UNDOCUMENTED))];
    "css/parse/next-event" Should Answers [Loss]
        "the next event type is answered 200"
        from Reason("numbers are added every few months"),
        sends "a rightly signed event of type 350",
        sound "answers 200",
        learn KEEP_UNKNOWN,
        do [acknowledged(Callback::of(What::Undocumented(350)))];
    "css/parse/negative-event" Should Answers [Crash Numbers]
        "a negative event type breaks nothing"
        from Reason("no document gives a range"),
        sends "a rightly signed event of type -1",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [survived(Callback::of(What::Undocumented(-1)))];
    "css/parse/huge-event" Should Answers [Crash Numbers]
        "an event type beyond 32 bits breaks nothing"
        from Reason("no document gives a range"),
        sends "a rightly signed event of type 4294967296, which is 0 in 32 bits",
        sound "answers, and not with a server's error, and makes no stream's end of it",
        learn ABSENT_IS_NOT_ZERO,
        do [survived(Callback::of(What::Undocumented(4_294_967_296)))];
    "css/parse/no-event-type" Should Answers [Crash]
        "a genuine callback without event_type breaks nothing"
        from Reason("the table of 349 does not list event_type; fields vanish by version"),
        sends "a rightly signed Smart Highlight without event_type",
        sound "answers, and not with a server's error; best 200, kept raw",
        learn DO_NOT_CRASH,
        do [survived(Callback::flawed(Flaw::NoEventType))];
    "css/parse/no-event-type-is-not-0" Should Effects [Loss]
        "an absent event_type is not taken as the end of a stream"
        from Reason("event type 0 is the end of a push, and an absent number reads as 0 in many languages"),
        sends "the fields of a stream's end, rightly signed, without event_type",
        sound "does not take it as an event of type 0",
        learn ABSENT_IS_NOT_ZERO,
        do [Step::Send {
            callback: Callback::of(What::Kind(EventKind::PushInterrupted)).without(&["event_type"]),
            copies: 1,
            expect: Expect::NotAs(0),
        }];
    "css/parse/null-event-type-is-not-0" Should Effects [Loss]
        "a null event_type is not taken as the end of a stream"
        from Reason("null reads as 0 in many languages"),
        sends "the fields of a stream's end, rightly signed, with a null event_type",
        sound "does not take it as an event of type 0",
        learn ABSENT_IS_NOT_ZERO,
        do [Step::Send {
            callback: Callback {
                sets: &[("event_type", "null")],
                ..Callback::of(What::Kind(EventKind::PushInterrupted))
            },
            copies: 1,
            expect: Expect::NotAs(0),
        }];
    "css/parse/event-type-as-text" Should Answers [Crash]
        "event_type as a text breaks nothing"
        from Reason("old documents give t the type of a text; event_type could meet the same"),
        sends "a rightly signed Smart Highlight whose event_type is \"349\"",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [survived(Callback::set(&[("event_type", r#""349""#)]))];
    "css/parse/streamlive" Should Answers [Crash]
        "a StreamLive callback at the same address breaks nothing"
        from Document("1048/73133"),
        sends "everything, t and sign too, under a top-level data, as another product of Tencent's sends it",
        sound "answers, and not with a server's error, and takes no event of it",
        learn DO_NOT_CRASH,
        do [survived(Callback::flawed(Flaw::StreamLive))];
    "css/parse/form-body" Should Answers [Forgery]
        "a form instead of JSON is not taken"
        from Document("267/5957"),
        sends "the fields of a Smart Highlight with a right t and sign as a web form",
        sound "makes nothing of it: half an event is none",
        learn FORM,
        do [refused(Callback::flawed(Flaw::FormBody))];
    "css/parse/form-body-stream-end" Should Answers [Forgery]
        "the end of a stream as a form is not taken"
        from Document("267/5957"),
        sends "the fields of a stream's end with a right t and sign as a web form",
        sound "makes nothing of it",
        learn FORM,
        do [refused(Callback::of(What::Kind(EventKind::PushInterrupted)).with(Flaw::FormBody))];
    "css/parse/list-of-callbacks" Should Answers [Crash]
        "a list that holds a callback breaks nothing"
        from Reason("Tencent sends one object; frameworks unwrap lists"),
        sends "a rightly signed Smart Highlight within a list",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [survived(Callback::flawed(Flaw::JsonArray))];
    "css/parse/truncated" Should Answers [Crash]
        "a body that was cut off breaks nothing"
        from Reason("connections break"),
        sends "the first two thirds of a Smart Highlight, whole as a request",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [survived(Callback::flawed(Flaw::TruncatedJson))];
    "css/parse/byte-order-mark" Should Answers [Crash]
        "a byte order mark breaks nothing"
        from Standard("RFC 8259, 8.1"),
        sends "a rightly signed Smart Highlight behind a byte order mark",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [survived(Callback::flawed(Flaw::ByteOrderMark))];
    "css/parse/not-utf8" Should Answers [Crash Unicode]
        "a byte that is not UTF-8 breaks nothing"
        from Standard("RFC 8259, 8.1"),
        sends "a rightly signed Smart Highlight with the byte ff in a text",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [survived(Callback::flawed(Flaw::InvalidUtf8))];
    "css/parse/deep-genuine" Should Answers [Crash]
        "a genuine callback that nests 100 deep breaks nothing"
        from Reason("parsers recurse"),
        sends "a rightly signed Smart Highlight with lists 100 deep",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [survived(Callback::flawed(Flaw::DeepNesting))];
    "css/parse/one-mebibyte" Should Answers [Crash]
        "a body of just over 1 MiB breaks nothing"
        from Reason("a bound on bodies is right, and must not look like a failure"),
        sends "a rightly signed Smart Highlight of just over 1 MiB",
        sound "takes it, or answers 413",
        learn DO_NOT_CRASH,
        do [survived(Callback::flawed(Flaw::HugeBody))];
    "css/parse/goes-on" Must Answers [Loss Crash]
        "what is sound is taken after what was not"
        from Reason("a process that died, or a parser that was left half way, loses what follows"),
        sends "bytes that are no JSON, a list, a cut-off body, and then a sound Smart Highlight",
        sound "answers the last one 200 and takes it",
        learn DO_NOT_CRASH,
        do [
            junk(Payload::text("\u{0}\u{1}")),
            junk(Payload::text("[[[[")),
            survived(Callback::flawed(Flaw::TruncatedJson).stream(1)),
            taken(Callback::SOUND),
        ];
};
