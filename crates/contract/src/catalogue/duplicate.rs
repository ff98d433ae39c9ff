//! The same event again.

use livehook_simulator::world::EventKind;

use super::cases;
use crate::{
    case::{Case, Source::*},
    step::{Callback, Expect, Spelling, Step, What, again, known, taken},
};

const SOUND: Callback = Callback::SOUND;

pub(super) const CASES: &[Case] = cases! {
    "css/duplicate/same-bytes" Must Effects [Twice]
        "the same bytes again are answered 200 and taken no second time"
        from Document("267/38080"),
        sends "a sound Smart Highlight, and the same bytes again",
        sound "answers 200 twice and takes one event",
        learn ONCE,
        do [taken(SOUND), again(0)];
    "css/duplicate/signed-afresh" Must Effects [Twice]
        "the same event with a fresh t and sign is taken no second time"
        from Reason("whether a retry is signed afresh is not documented; a capture of 2018 suggests it"),
        sends "a sound Smart Highlight, and the same content with another t and sign",
        sound "answers 200 twice and takes one event",
        learn ONCE,
        do [taken(SOUND), known(SOUND.afresh())];
    "css/duplicate/thirteen-deliveries" Should Effects [Twice Concurrency]
        "thirteen deliveries of one event are one event"
        from Document("267/38080"),
        sends "a sound Smart Highlight, and then the same bytes on twelve connections at once, as many as stream events have retries",
        sound "answers 200 each time and takes one event",
        learn ONCE,
        do [taken(SOUND), Step::Again { step: 0, copies: 12, expect: Expect::Known }];
    "css/duplicate/after-another" Must Effects [Twice]
        "a repeat is known though another event came between"
        from Reason("remembering only the last event is not enough: retries come a minute apart"),
        sends "a sound Smart Highlight, one of another stream, and the first again",
        sound "answers 200 each time and takes two events",
        learn ONCE,
        do [taken(SOUND), taken(SOUND.stream(1)), again(0)];
    "css/duplicate/at-once-32" Must Effects [Twice Concurrency]
        "32 copies at the same moment are one event"
        from Reason("a sender that timed out and its retry, or two proxies, may deliver at the same time"),
        sends "a sound Smart Highlight 32 times on 32 connections at once",
        sound "answers 200 each time and takes one event",
        learn ATOMIC,
        do [Step::Send { callback: SOUND, copies: 32, expect: Expect::Taken }];
    "css/duplicate/at-once-signed-afresh" Should Effects [Twice Concurrency]
        "32 more copies, signed afresh, are known"
        from Reason("whether a retry is signed afresh is not documented"),
        sends "a sound Smart Highlight, and then the same content with another t 32 times at once",
        sound "answers 200 each time and takes one event",
        learn ATOMIC,
        do [taken(SOUND), Step::Send { callback: SOUND.afresh(), copies: 32, expect: Expect::Known }];
    "css/duplicate/after-restart" Must Effects [Twice Restart Slow]
        "a repeat is known after a restart"
        from Reason("retries go on for a quarter of an hour, and a deployment falls into it"),
        sends "a sound Smart Highlight, the restart command, and the same bytes again",
        sound "answers 200 twice and has one event",
        learn ONCE,
        do [taken(SOUND), Step::Restart, again(0)];
    "css/duplicate/respelt" May Effects [Twice]
        "the same content in another spelling is known"
        from Reason("Tencent repeats its own bytes as far as anybody saw; a proxy might not"),
        sends "a sound Smart Highlight, and the same JSON, t and sign too, with blanks and line breaks",
        sound "answers 200 twice and takes one event",
        learn ONCE,
        do [taken(SOUND.shared()), known(SOUND.shared().spelt(Spelling::Spaced))];
    "css/duplicate/two-highlights-of-a-stream" Must Effects [Loss]
        "two highlights of one stream are two events"
        from Document("267/74672"),
        sends "two sound Smart Highlights of one stream with different clips",
        sound "answers both 200 and takes both",
        learn WHOLE_CONTENT,
        do [taken(SOUND), taken(SOUND.content(1))];
    "css/duplicate/large-numbers-apart" Should Effects [Loss Numbers]
        "events that differ in the last digit of a large number are two events"
        from Reason("numbers beyond 2^53 fall together when they pass through a double"),
        sends "two sound Smart Highlights of one stream that differ in one number: 9007199254740992 and 9007199254740993",
        sound "answers both 200 and takes both",
        learn DIGITS_KEPT,
        do [
            taken(Callback::set(&[("trace_number", "9007199254740992")])),
            taken(Callback::set(&[("trace_number", "9007199254740993")])),
        ];
    "css/duplicate/texts-apart" Should Effects [Loss Unicode]
        "events that differ in Chinese characters alone are two events"
        from Reason("a digest over text that was forced into ASCII or Latin-1 takes all Chinese titles for one"),
        sends "two sound Smart Highlights of one stream that differ in one character of their titles",
        sound "answers both 200 and takes both",
        learn CHARACTERS_KEPT,
        do [
            taken(Callback::set(&[("items[0].title", r#""第一局胜""#)])),
            taken(Callback::set(&[("items[0].title", r#""第二局胜""#)])),
        ];
    "css/duplicate/start-and-end" Should Effects [Loss]
        "start and end of a stream are two events"
        from Document("267/38081"),
        sends "the start of a push (1) and its end (0), of one stream",
        sound "answers both 200 and takes both",
        learn WHOLE_CONTENT,
        do [
            taken(Callback::of(What::Kind(EventKind::PushStarted))),
            taken(Callback::of(What::Kind(EventKind::PushInterrupted))),
        ];
    "css/duplicate/two-files-of-a-recording" Should Effects [Loss]
        "two files of one recording are two events"
        from Document("267/38082"),
        sends "two recording events (100) of one stream with different files",
        sound "answers both 200 and takes both",
        learn WHOLE_CONTENT,
        do [
            taken(Callback::of(What::Kind(EventKind::RecordingFile))),
            taken(Callback::of(What::Kind(EventKind::RecordingFile)).content(1)),
        ];
};
