//! What the signature does not cover: the body, the path, the type.

use livehook_simulator::{recipe::Flaw, world::EventKind};

use super::cases;
use crate::{
    case::{Case, Source::*},
    step::{Callback, Expect, Step, What, reported, taken},
};

/// All callbacks of a case bear one `t` and `sign`, as events of one second do.
const SOUND: Callback = Callback::SOUND.shared();

pub(super) const CASES: &[Case] = cases! {
    "css/bind/one-credential-two-streams" Must Effects [Loss Twice]
        "two events of one second are both taken, though they share t and sign"
        from Reason("sign covers the key and t alone, so honest events of one second bear the same pair"),
        sends "two sound Smart Highlights of two streams at the same time, under one t and sign",
        sound "answers both 200 and takes both",
        learn NOT_AN_ID,
        do [Step::Many { callback: SOUND, n: 2, expect: Expect::Taken }];
    "css/bind/one-credential-two-types" Must Effects [Loss]
        "events of two types in one second are both taken"
        from Reason("sign covers the key and t alone; captures of 2017 show two events of an account with one pair"),
        sends "the end of a push (0) and then its recording (100), of one stream, under one t and sign",
        sound "answers both 200 and takes both",
        learn NOT_AN_ID,
        do [
            taken(Callback::of(What::Kind(EventKind::PushInterrupted)).shared()),
            taken(Callback::of(What::Kind(EventKind::RecordingFile)).shared()),
        ];
    "css/bind/eight-in-a-row" Must Effects [Loss]
        "eight events of one second are all taken"
        from Reason("sign covers the key and t alone"),
        sends "eight sound Smart Highlights of eight streams at the same time, under one t and sign",
        sound "answers all 200 and takes all",
        learn NOT_AN_ID,
        do [Step::Many { callback: SOUND, n: 8, expect: Expect::Taken }];
    "css/bind/tampered-clip" Should Answers [Forgery]
        "a known clip with other content is answered as it is taken"
        from Reason("sign does not cover the body, so a changed body cannot be told from a new event; what is known must not be overwritten"),
        sends "a sound Smart Highlight, and then the same with another title and address under the same t and sign",
        sound "takes the second as a further event, or refuses it, and answers accordingly",
        learn NOT_AN_ID,
        do [
            taken(SOUND),
            Step::Send { callback: SOUND.with(Flaw::TamperedBody), copies: 1, expect: Expect::Honest },
        ];
    "css/bind/another-account" Info Answers []
        "whether an event of another account is taken"
        from Reason("sign does not cover the body; a receiver that knows its account can look at appid"),
        sends "a rightly signed Smart Highlight with the appid of a stranger",
        sound "may take or refuse it",
        learn FACT,
        do [reported(Callback::set(&[("appid", "1399999999")]))];
    "css/bind/another-domain" Info Answers []
        "whether an event of another push domain is taken"
        from Reason("sign does not cover the body; a receiver that knows its domains can look at domain"),
        sends "a rightly signed Smart Highlight of the domain push.stranger.example",
        sound "may take or refuse it",
        learn FACT,
        do [reported(Callback::set(&[("domain", r#""push.stranger.example""#)]))];
};
