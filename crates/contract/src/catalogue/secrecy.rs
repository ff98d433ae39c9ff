//! What the answers give away. Each answer of the whole run is looked through as well.

use livehook_simulator::recipe::Flaw;

use super::cases;
use crate::{
    case::{Case, Source::*},
    step::{Callback, Expect, LookFor, Payload, Step, discreet},
};

pub(super) const CASES: &[Case] = cases! {
    "css/secrecy/forged" Must Answers [Forgery]
        "the answer to a forgery does not hold what would have been right"
        from Reason("whoever sends a forgery reads the answer"),
        sends "a Smart Highlight signed with another key",
        sound "answers with neither the key nor the right signature",
        learn SECRET,
        do [discreet(Callback::flawed(Flaw::WrongKey))];
    "css/secrecy/flipped-digit" Must Answers [Forgery]
        "the answer to an almost right signature does not hold the right one"
        from Reason("whoever sends a forgery reads the answer"),
        sends "a Smart Highlight in whose sign one digit is another",
        sound "answers with neither the key nor the right signature",
        learn SECRET,
        do [discreet(Callback::flawed(Flaw::FlippedDigit))];
    "css/secrecy/truncated" Must Answers [Forgery]
        "the answer to a malformed signature does not hold the right one"
        from Reason("whoever sends a forgery reads the answer"),
        sends "a Smart Highlight with 31 digits for a sign",
        sound "answers with neither the key nor the right signature",
        learn SECRET,
        do [discreet(Callback::flawed(Flaw::TruncatedSign))];
    "css/secrecy/missing-sign" Must Answers [Forgery]
        "the answer to a missing signature does not hold the right one"
        from Reason("whoever sends a forgery reads the answer"),
        sends "a Smart Highlight with t and without sign",
        sound "answers with neither the key nor the right signature",
        learn SECRET,
        do [discreet(Callback::flawed(Flaw::MissingSign))];
    "css/secrecy/unsigned" Must Answers [Forgery]
        "the answer to an unsigned callback does not hold the key"
        from Reason("whoever sends it reads the answer"),
        sends "a Smart Highlight without t and sign",
        sound "answers with neither the key nor a signature",
        learn SECRET,
        do [discreet(Callback::flawed(Flaw::Unsigned))];
    "css/secrecy/expired" Must Answers [Forgery]
        "the answer to an expired callback gives nothing away"
        from Reason("whoever found an old pair reads the answer"),
        sends "a Smart Highlight whose t passed a minute ago",
        sound "answers with neither the key nor a fresh signature",
        learn SECRET,
        do [discreet(Callback::expiring(-60))];
    "css/secrecy/sound" Should Answers []
        "the answer to a sound callback does not hold the key"
        from Reason("answers are logged by proxies"),
        sends "a sound Smart Highlight",
        sound "answers {\"code\":0} and no more",
        learn SECRET,
        do [discreet(Callback::SOUND)];
    "css/secrecy/nowhere" Must Answers [Forgery]
        "no answer of the run holds the key or a signature that was not sent"
        from Reason("an error page of one odd request is enough"),
        sends "a Smart Highlight signed with another key, and looks through every answer of the run",
        sound "gave nothing away anywhere",
        learn SECRET,
        do [discreet(Callback::flawed(Flaw::WrongKey)), Step::LookBack(LookFor::Secrets)];
    "css/secrecy/no-traces" Should Answers []
        "no answer of the run holds a trace of the program"
        from Reason("an error page of one odd request is enough"),
        sends "half an object, and looks through every answer of the run",
        sound "answered errors with a code, and no trace",
        learn TRACES,
        do [
            Step::Bytes {
                payload: Payload::text(r#"{"event_type":349,"#),
                content_type: Some("application/json"),
                expect: Expect::Discreet,
            },
            Step::LookBack(LookFor::StackTraces),
        ];
};
