//! Many at once.

use livehook_simulator::recipe::Flaw;

use super::cases;
use crate::{
    case::{Case, Source::*},
    step::{Callback, Expect, Step, taken},
};

const SOUND: Callback = Callback::SOUND;

pub(super) const CASES: &[Case] = cases! {
    "css/overload/burst-64" Must Effects [Loss Twice Concurrency]
        "of 64 events at once, what is answered 200 is taken, once"
        from Reason("streams of a platform end together at the full hour"),
        sends "64 sound Smart Highlights of 64 streams on 64 connections at once",
        sound "answers 200 and takes it, each once; may answer 503 to what is too much",
        learn BURST,
        do [Step::Many { callback: SOUND, n: 64, expect: Expect::Honest }];
    "css/overload/burst-256" Should Effects [Loss Twice Concurrency]
        "of 256 events at once, what is answered 200 is taken, once"
        from Reason("retries of an outage come together"),
        sends "256 sound Smart Highlights of one second, under one t and sign, on 256 connections at once, and one more afterwards",
        sound "answers 200 and takes it, each once; may answer 503 to what is too much; and takes the one afterwards",
        learn BURST,
        do [Step::Many { callback: SOUND.stream(1).shared(), n: 256, expect: Expect::Honest }, taken(SOUND)];
    "css/overload/one-stream-64" Should Effects [Loss Concurrency]
        "64 different highlights of one stream at once are all taken"
        from Reason("code that counts or appends per stream loses some of them"),
        sends "64 sound Smart Highlights of one stream with different clips at once",
        sound "answers 200 and takes each once",
        learn ATOMIC,
        do [Step::OneStream { callback: SOUND, n: 64 }];
    "css/overload/large-bodies" Should Effects [Loss Concurrency]
        "of 32 bodies of 200 KiB at once, what is answered 200 is taken, once"
        from Reason("bodies in flight are memory"),
        sends "32 sound Smart Highlights of 200 KiB at once",
        sound "answers 200 and takes it, each once; may answer 503 to what is too much",
        learn BURST,
        do [Step::Many {
            callback: Callback::set(&[("items[0].summary", r#""{200KiB}""#)]),
            n: 32,
            expect: Expect::Honest,
        }];
    "css/overload/flood-of-forgeries" Should Answers [Loss Concurrency]
        "a flood of forgeries does not shut out what is right"
        from Reason("whoever knows the address can send them; a block by rate or by sender's address hits Tencent as well"),
        sends "128 forged Smart Highlights at once, and a sound one",
        sound "makes nothing of the forgeries, answers the sound one 200 and takes it",
        learn BURST,
        do [
            Step::Send { callback: Callback::flawed(Flaw::WrongKey).stream(1), copies: 128, expect: Expect::Refused },
            taken(SOUND),
        ];
};
