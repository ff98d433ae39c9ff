//! The signature: what a forger would try, and what a receiver takes for one.

pub(super) mod malformed;

use livehook_simulator::{recipe::Flaw, world::EventKind};

use super::{cases, lessons};
use crate::{
    case::{Case, DecidedBy, Level, Source::*, Tag},
    step::{Callback, Credential, What, refused, reported, taken},
};

/// A number that no document names.
pub(super) const UNDOCUMENTED: What = What::Undocumented(99_349);

pub(super) const CASES: &[Case] = cases! {
    "css/sign/wrong-key" Must Answers [Forgery]
        "a signature by another key is refused"
        from Document("267/38080"),
        sends "a Smart Highlight signed with a key of 32 letters that nobody was given",
        sound "makes nothing of it",
        learn VERIFY,
        do [refused(Callback::flawed(Flaw::WrongKey))];
    "css/sign/old-key" Must Answers [Forgery]
        "a signature by a key from before a rotation is refused"
        from Reason("a key is rotated because it is no longer secret"),
        sends "a Smart Highlight signed with yet another key",
        sound "makes nothing of it",
        learn VERIFY,
        do [refused(Callback::flawed(Flaw::OldKey))];
    "css/sign/wrong-key-recording" Must Answers [Forgery]
        "a forged recording event is refused"
        from Document("267/38080"),
        sends "a recording event (100) signed with another key",
        sound "makes nothing of it",
        learn VERIFY,
        do [refused(Callback::of(What::Kind(EventKind::RecordingFile)).with(Flaw::WrongKey))];
    "css/sign/wrong-key-stream-end" Must Answers [Forgery]
        "a forged end of a stream is refused"
        from Document("267/38080"),
        sends "the end of a push (0) signed with another key",
        sound "makes nothing of it: whoever believes it can be made to end any stream",
        learn VERIFY,
        do [refused(Callback::of(What::Kind(EventKind::PushInterrupted)).with(Flaw::WrongKey))];
    "css/sign/wrong-key-undocumented" Must Answers [Forgery]
        "a forged event of an unknown type is refused"
        from Reason("whether to verify may not depend on what the message says"),
        sends "an event of type 99349 signed with another key",
        sound "makes nothing of it",
        learn ALWAYS_VERIFY,
        do [refused(Callback::of(UNDOCUMENTED).with(Flaw::WrongKey))];
    "css/sign/sign-of-another-t" Must Answers [Forgery]
        "a genuine signature of another t is refused"
        from Document("267/38080"),
        sends "a Smart Highlight whose sign is right for a t one minute earlier",
        sound "makes nothing of it",
        learn VERIFY,
        do [refused(Callback::flawed(Flaw::SignOfAnotherT))];
    "css/sign/flipped-digit" Must Answers [Forgery]
        "one wrong digit is refused"
        from Document("267/38080"),
        sends "a Smart Highlight in whose sign one hex digit is another",
        sound "makes nothing of it",
        learn WHOLE_SIGNATURE,
        do [refused(Callback::flawed(Flaw::FlippedDigit))];
    "css/sign/only-a-prefix" Must Answers [Forgery]
        "a signature of which only the beginning is right is refused"
        from Document("267/38080"),
        sends "a Smart Highlight whose sign has the right first eight digits and then zeros",
        sound "makes nothing of it",
        learn WHOLE_SIGNATURE,
        do [refused(Callback::set(&[("sign", r#""{sign-begins}000000000000000000000000""#)]))];
    "css/sign/t-before-key" Must Answers [Forgery]
        "MD5(t + key) is refused"
        from Document("267/38080"),
        sends "a Smart Highlight signed with t before the key",
        sound "makes nothing of it",
        learn SCHEME,
        do [refused(Callback::flawed(Flaw::TBeforeKey))];
    "css/sign/without-key" Must Answers [Forgery]
        "a signature that needs no key is refused"
        from Document("267/38080"),
        sends "a Smart Highlight whose sign is MD5(t), which anybody can compute",
        sound "makes nothing of it",
        learn VERIFY,
        do [refused(Callback::set(&[("sign", r#""{keyless}""#)]))];
    "css/sign/all-zeros" Must Answers [Forgery]
        "a signature of zeros is refused"
        from Document("267/38080"),
        sends "a Smart Highlight whose sign is 32 zeros",
        sound "makes nothing of it",
        learn VERIFY,
        do [refused(Callback::set(&[("sign", r#""00000000000000000000000000000000""#)]))];
    "css/sign/length-extended" Must Answers [Forgery]
        "a signature that was continued without the key is refused"
        from Standard("RFC 1321: MD5 gives its whole state away"),
        sends "an expired t, then MD5's own padding and more digits as text, with the signature that follows from the genuine one",
        sound "makes nothing of it: t is digits only",
        learn CANONICAL_T,
        do [refused(Callback::flawed(Flaw::LengthExtended))];
    "css/sign/right-in-query-wrong-in-body" Must Answers [Forgery]
        "a right pair in the query does not heal a wrong one in the body"
        from Document("267/38080"),
        sends "a Smart Highlight signed with another key, with a right t and sign in the query",
        sound "makes nothing of it",
        learn FROM_THE_BODY,
        do [refused(Callback::flawed(Flaw::WrongKey).credential(Credential::InQuery))];
    "css/sign/right-in-query-only" Should Answers [Forgery]
        "a pair that stands in the query alone is refused"
        from Document("267/38080"),
        sends "a Smart Highlight without t and sign, with a right pair in the query",
        sound "makes nothing of it",
        learn FROM_THE_BODY,
        do [refused(Callback::flawed(Flaw::Unsigned).credential(Credential::InQuery))];
    "css/sign/right-in-headers-wrong-in-body" Must Answers [Forgery]
        "a right pair in headers does not heal a wrong one in the body"
        from Document("267/38080"),
        sends "a Smart Highlight signed with another key, with a right t and sign in headers",
        sound "makes nothing of it",
        learn FROM_THE_BODY,
        do [refused(Callback::flawed(Flaw::WrongKey).credential(Credential::InHeaders))];
    "css/sign/right-in-headers-only" Should Answers [Forgery]
        "a pair that stands in headers alone is refused"
        from Document("267/38080"),
        sends "a Smart Highlight without t and sign, with a right pair in headers",
        sound "makes nothing of it",
        learn FROM_THE_BODY,
        do [refused(Callback::flawed(Flaw::Unsigned).credential(Credential::InHeaders))];
    "css/sign/strangers-in-query" Should Answers [Loss]
        "a t and a sign in the query that are somebody else's do no harm"
        from Reason("callback addresses may have a query of their own, with the same names"),
        sends "a sound Smart Highlight to an address whose query holds another t and sign",
        sound "answers 200 and takes it by what stands in the body",
        learn FROM_THE_BODY,
        do [taken(Callback::SOUND.credential(Credential::StrangersInQuery))];
    "css/sign/unsigned-undocumented" Must Answers [Forgery]
        "an event of an unknown type without t and sign is refused"
        from Reason("whether to verify may not depend on what the message says"),
        sends "an event of type 99349 without t and sign",
        sound "makes nothing of it",
        learn ALWAYS_VERIFY,
        do [refused(Callback::of(UNDOCUMENTED).with(Flaw::Unsigned))];
    "css/sign/unsigned-typeless" Must Answers [Forgery]
        "a callback without t, sign and event type is refused"
        from Reason("whether to verify may not depend on what the message says"),
        sends "a Smart Highlight without t, sign and event_type",
        sound "makes nothing of it",
        learn ALWAYS_VERIFY,
        do [refused(Callback::SOUND.without(&["event_type"]).with(Flaw::Unsigned))];
    "css/sign/upper-case" Info Answers []
        "whether upper-case digits are taken"
        from Reason("every sample is in lower case; no document says it in words"),
        sends "a Smart Highlight whose right sign is in upper case",
        sound "may take or refuse it",
        learn FACT,
        do [reported(Callback::flawed(Flaw::UpperCaseSign))];
};

/// Each documented type without `t` and `sign`: a check that is skipped for one of them is skipped for a forger.
pub(super) fn unsigned_of_each_kind() -> &'static [Case] {
    EventKind::ALL.iter().map(unsigned).collect::<Vec<_>>().leak()
}

fn unsigned(kind: &EventKind) -> Case {
    let (number, name) = (kind.event_type(), kind.name());
    Case {
        id: format!("css/sign/unsigned-{name}").leak(),
        level: Level::Must,
        title: format!("an event of type {number} without t and sign is refused").leak(),
        source: Document("267/38080"),
        sends: format!("an event of type {number} in its documented shape, without t and sign")
            .leak(),
        sound: "makes nothing of it, since it has a key",
        lesson: &lessons::ALWAYS_VERIFY,
        tags: &[Tag::Forgery],
        decided_by: DecidedBy::Answers,
        steps: vec![refused(Callback::of(What::Kind(*kind)).with(Flaw::Unsigned))].leak(),
    }
}
