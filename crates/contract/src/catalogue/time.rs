//! The expiry: `t` is the second at which the signature expires.

pub(super) mod odd;

use livehook_simulator::world::EventKind;

use super::cases;
use crate::{
    case::{Case, Source::*},
    step::{Callback, What, refused, reported, taken},
};

const SOUND: Callback = Callback::SOUND;

pub(super) const CASES: &[Case] = cases! {
    "css/time/ten-minutes-left" Must Answers [Loss]
        "a callback that expires in ten minutes is taken"
        from Document("267/38080"),
        sends "a Smart Highlight with t = now + 600, as Tencent sends it",
        sound "answers 200 and takes it",
        learn T_IS_EXPIRY,
        do [taken(Callback::expiring(600))];
    "css/time/five-minutes-left" Must Answers [Loss]
        "a callback that expires in five minutes is taken"
        from Document("267/38080"),
        sends "a Smart Highlight with t = now + 299",
        sound "answers 200 and takes it",
        learn T_IS_EXPIRY,
        do [taken(Callback::expiring(299))];
    "css/time/half-a-minute-left" Must Answers [Loss]
        "a callback that expires in half a minute is taken"
        from Document("267/38080"),
        sends "a Smart Highlight with t = now + 30, as an old delivery has it",
        sound "answers 200 and takes it",
        learn T_IS_EXPIRY,
        do [taken(Callback::expiring(30))];
    "css/time/three-seconds-left" Should Answers [Loss]
        "a callback that expires in three seconds is taken"
        from Document("267/38080"),
        sends "a Smart Highlight with t = now + 3",
        sound "answers 200 and takes it",
        learn T_IS_EXPIRY,
        do [taken(Callback::expiring(3))];
    "css/time/this-second" Info Answers []
        "whether a callback is taken in the very second that t names"
        from Reason("no document says whether t itself still counts"),
        sends "a Smart Highlight with t = now",
        sound "may take or refuse it",
        learn FACT,
        do [reported(Callback::expiring(0))];
    "css/time/expired-a-second" Should Answers [Forgery]
        "a callback that expired a second ago is refused"
        from Document("267/38080"),
        sends "three Smart Highlights with t = now - 1, one after another, so that one of them meets no change of the second",
        sound "makes nothing of them",
        learn EXPIRY,
        do [
            refused(Callback::expiring(-1)),
            refused(Callback::expiring(-1).stream(1)),
            refused(Callback::expiring(-1).stream(2)),
        ];
    "css/time/expired-a-minute" Must Answers [Forgery]
        "a callback that expired a minute ago is refused"
        from Document("267/38080"),
        sends "a Smart Highlight with t = now - 60",
        sound "makes nothing of it, or keeps it apart until somebody decides",
        learn EXPIRY,
        do [refused(Callback::expiring(-60))];
    "css/time/expired-five-minutes" Must Answers [Forgery]
        "a callback that expired five minutes ago is refused"
        from Document("267/38080"),
        sends "a Smart Highlight with t = now - 299, within the ten minutes that some add once more",
        sound "makes nothing of it",
        learn T_IS_EXPIRY,
        do [refused(Callback::expiring(-299))];
    "css/time/expired-eleven-minutes" Must Answers [Forgery]
        "a callback that expired eleven minutes ago is refused"
        from Document("267/38080"),
        sends "a Smart Highlight with t = now - 660",
        sound "makes nothing of it",
        learn EXPIRY,
        do [refused(Callback::expiring(-660))];
    "css/time/expired-an-hour" Must Answers [Forgery]
        "a callback that expired an hour ago is refused"
        from Document("267/38080"),
        sends "a Smart Highlight with t = now - 3600",
        sound "makes nothing of it",
        learn EXPIRY,
        do [refused(Callback::expiring(-3_600))];
    "css/time/expired-a-day" Must Answers [Forgery]
        "a callback that expired a day ago is refused"
        from Document("267/38080"),
        sends "a Smart Highlight with t = now - 86400",
        sound "makes nothing of it",
        learn EXPIRY,
        do [refused(Callback::expiring(-86_400))];
    "css/time/expired-years" Must Answers [Forgery]
        "a callback that expired years ago is refused"
        from Document("267/38080"),
        sends "a Smart Highlight with t = 1545030873, the t of an old sample, rightly signed",
        sound "makes nothing of it",
        learn EXPIRY,
        do [refused(Callback::set(&[("t", "1545030873")]))];
    "css/time/zero" Must Answers [Forgery]
        "t = 0 is refused"
        from Reason("0 passes for absent in many languages"),
        sends "a Smart Highlight with t = 0, rightly signed",
        sound "makes nothing of it",
        learn EXPIRY,
        do [refused(Callback::set(&[("t", "0")]))];
    "css/time/expired-recording" Must Answers [Forgery]
        "an expired recording event is refused"
        from Document("267/38080"),
        sends "a recording event (100) with t = now - 60",
        sound "makes nothing of it",
        learn EXPIRY,
        do [refused(Callback::of(What::Kind(EventKind::RecordingFile)).expires(-60))];
    "css/time/expired-undocumented" Must Answers [Forgery]
        "an expired event of an unknown type is refused"
        from Reason("whether to check may not depend on what the message says"),
        sends "an event of type 99349 with t = now - 60",
        sound "makes nothing of it",
        learn EXPIRY,
        do [refused(Callback::of(super::sign::UNDOCUMENTED).expires(-60))];
    "css/time/fresh-after-expired" Must Effects [Loss]
        "what was refused as expired is taken when it comes freshly signed"
        from Reason("whether a retry is signed afresh is not documented; if it is, the expired attempt must not stand in its way"),
        sends "a Smart Highlight with t = now - 60, and the same with t = now + 600",
        sound "makes nothing of the first, answers 200 to the second and takes it",
        learn REDELIVERY,
        do [refused(Callback::expiring(-60)), taken(SOUND)];
    "css/time/fresh-after-forged" Must Effects [Loss]
        "what was refused as forged is taken when it comes rightly signed"
        from Reason("otherwise a forger can block the genuine event by sending it first"),
        sends "a Smart Highlight signed with another key, and the same rightly signed",
        sound "makes nothing of the first, answers 200 to the second and takes it",
        learn REDELIVERY,
        do [refused(Callback::flawed(livehook_simulator::recipe::Flaw::WrongKey)), taken(SOUND)];
    "css/time/expired-after-fresh" Must Effects [Twice]
        "what was taken is not taken again when it comes expired"
        from Reason("the retries of some events outlast the ten minutes"),
        sends "a Smart Highlight with t = now + 600, and the same with t = now - 60",
        sound "takes the first once and makes nothing of the second",
        learn ONCE,
        do [taken(SOUND), refused(Callback::expiring(-60))];
};
