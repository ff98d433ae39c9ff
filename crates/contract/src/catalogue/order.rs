//! Events in another order than they happened.

use livehook_simulator::world::EventKind;

use super::cases;
use crate::{
    case::{Case, Source::*},
    step::{Callback, What, again, taken},
};

const SOUND: Callback = Callback::SOUND;
const STARTED: Callback = Callback::of(What::Kind(EventKind::PushStarted));
const INTERRUPTED: Callback = Callback::of(What::Kind(EventKind::PushInterrupted));
const RECORDED: Callback = Callback::of(What::Kind(EventKind::RecordingFile));

pub(super) const CASES: &[Case] = cases! {
    "css/order/end-before-start" Should Answers [Loss]
        "the end of a stream that comes before its start is taken, and the start too"
        from Reason("a start that was delivered again arrives minutes after the end"),
        sends "the end of a push (0), and then its start (1)",
        sound "answers both 200 and takes both",
        learn ORDER,
        do [taken(INTERRUPTED), taken(STARTED)];
    "css/order/start-again-after-end" Should Effects [Twice]
        "a start that is repeated after the end is known"
        from Reason("a retry of the start may come after the end"),
        sends "the start of a push (1), its end (0), and the start again",
        sound "answers 200 each time and takes two events",
        learn ORDER,
        do [taken(STARTED), taken(INTERRUPTED), again(0)];
    "css/order/highlight-after-end" Must Answers [Loss]
        "a highlight that comes after the stream's end is taken"
        from Reason("clips are made one to five minutes after they happened; the stream may be over by then"),
        sends "the end of a push (0), and then a Smart Highlight of that stream",
        sound "answers both 200 and takes both",
        learn ORDER,
        do [taken(INTERRUPTED), taken(SOUND)];
    "css/order/highlight-of-unknown-stream" Must Answers [Loss]
        "a highlight of a stream that was never announced is taken"
        from Reason("the start may have been lost, or its callback not be set"),
        sends "a Smart Highlight of a stream of which nothing was sent before",
        sound "answers 200 and takes it",
        learn ORDER,
        do [taken(SOUND)];
    "css/order/older-highlight-later" Should Effects [Loss]
        "an older highlight that comes after a newer one is taken"
        from Reason("a retry of the older one arrives later"),
        sends "two Smart Highlights of one stream, the one whose clip is older last",
        sound "answers both 200 and takes both",
        learn ORDER,
        do [
            taken(Callback::set(&[("items[0].begin_time", "1761129600"), ("items[0].end_time", "1761129620")])),
            taken(Callback::set(&[("items[0].begin_time", "1761129000"), ("items[0].end_time", "1761129020")]).content(1)),
        ];
    "css/order/recording-before-end" Should Answers [Loss]
        "a recording that comes before the stream's end is taken"
        from Reason("recordings are cut by length as well as by the stream's end"),
        sends "a recording event (100), and then the end of the push (0)",
        sound "answers both 200 and takes both",
        learn ORDER,
        do [taken(RECORDED), taken(INTERRUPTED)];
};
