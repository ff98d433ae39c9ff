//! Genuine Smart Highlights whose fields are other than documented.

use livehook_simulator::recipe::Flaw;

use super::survived;
use crate::{
    case::{Case, Source::*},
    catalogue::cases,
    step::{Callback, Payload, acknowledged, junk, refused, reported, taken},
};

pub(in crate::catalogue) const CASES: &[Case] = cases! {
    "css/parse/unknown-fields" Must Answers [Loss]
        "fields that no document names do no harm"
        from Reason("fields appear without notice: idc_id, interface, record_temp_id"),
        sends "a Smart Highlight with unknown fields at the top and in its clips",
        sound "answers 200 and takes it",
        learn KEEP_UNKNOWN,
        do [taken(Callback::flawed(Flaw::UnknownFields))];
    "css/parse/wrong-types" Should Answers [Loss Crash]
        "numbers as texts and a list as a text are answered 200"
        from Reason("types changed before (push_duration, t); a redelivery would not fit either"),
        sends "a Smart Highlight whose begin_time is a text and whose key_words are one text",
        sound "answers 200 and keeps it raw",
        learn ODD_SHAPE,
        do [acknowledged(Callback::flawed(Flaw::WrongTypes))];
    "css/parse/no-items" Should Answers [Loss Crash]
        "a highlight without items is answered 200"
        from Reason("fields vanish by version; a redelivery would lack it too"),
        sends "a rightly signed Smart Highlight without items",
        sound "answers 200 and keeps it raw",
        learn ODD_SHAPE,
        do [acknowledged(Callback::SOUND.without(&["items"]))];
    "css/parse/null-items" Should Answers [Loss Crash]
        "null items are answered 200"
        from Document("267/38084"),
        sends "a rightly signed Smart Highlight whose items are null, as lists of other events may be",
        sound "answers 200 and keeps it raw",
        learn ODD_SHAPE,
        do [acknowledged(Callback::set(&[("items", "null")]))];
    "css/parse/one-object-as-items" Should Answers [Loss Crash]
        "one object instead of a list is answered 200"
        from Reason("the English page shows no type for items; some readers took it for an object"),
        sends "a rightly signed Smart Highlight whose items are one clip",
        sound "answers 200 and keeps it raw",
        learn ODD_SHAPE,
        do [acknowledged(Callback::set(&[("items", r#"{"begin_time":1761129008,"end_time":1761129031,"title":"t","video_store_url":"http://clips.example.test/{stream}.mp4"}"#)]))];
    "css/parse/null-clip" Should Answers [Loss Crash]
        "null among the clips is answered 200"
        from Reason("a redelivery would hold it too"),
        sends "a rightly signed Smart Highlight whose items hold null",
        sound "answers 200 and keeps it raw",
        learn ODD_SHAPE,
        do [acknowledged(Callback::set(&[("items", "[null]")]))];
    "css/parse/null-texts" Should Answers [Loss Crash]
        "null for title, summary and keywords is answered 200"
        from Reason("an AI that finds nothing to say may say null"),
        sends "a rightly signed Smart Highlight with null texts",
        sound "answers 200 and keeps it",
        learn ODD_SHAPE,
        do [acknowledged(Callback::set(&[("items[0].title", "null"), ("items[0].summary", "null"), ("items[0].key_words", "null")]))];
    "css/parse/fraction-times" Should Answers [Crash Numbers]
        "times with a fraction are answered 200"
        from Reason("other events of the family count in milliseconds or with fractions"),
        sends "a rightly signed Smart Highlight whose begin_time has a fraction",
        sound "answers 200 and keeps it",
        learn ODD_SHAPE,
        do [acknowledged(Callback::set(&[("items[0].begin_time", "1761129008.25")]))];
    "css/parse/large-appid" Should Answers [Loss Numbers]
        "an account number beyond 32 bits is taken"
        from Reason("int64 in the documents"),
        sends "a rightly signed Smart Highlight with appid 4294967297",
        sound "answers 200 and takes it",
        learn ODD_SHAPE,
        do [taken(Callback::set(&[("appid", "4294967297")]))];
    "css/parse/thousand-clips" Should Answers [Loss]
        "1001 clips are answered 200"
        from Reason("no document limits the number of clips"),
        sends "a rightly signed Smart Highlight of 1001 clips",
        sound "answers 200 and keeps it",
        learn KEEP_UNKNOWN,
        do [acknowledged(Callback::flawed(Flaw::TooManyItems))];
    "css/parse/markup-in-texts" Must Answers [Loss]
        "markup, quotes and commands in texts are text"
        from Reason("titles are written by an AI from what people said; somebody will say it"),
        sends "a Smart Highlight whose texts hold HTML, SQL, a format string and a template",
        sound "answers 200 and takes it",
        learn TAKE_WHAT_IS_RIGHT,
        do [taken(Callback::set(&[
            ("items[0].title", r#""<script>alert(1)</script>'; DROP TABLE clips;--""#),
            ("items[0].summary", r#""%s%n{{7*7}}${jndi:ldap://x.example.test/a}\\ `id` $(id)""#),
        ]))];
    "css/parse/prototype" Should Answers [Crash]
        "names that mean something to a language do no harm"
        from Reason("__proto__ and constructor are keys like any other in JSON"),
        sends "a Smart Highlight with fields __proto__ and constructor",
        sound "answers 200 and takes it",
        learn KEEP_UNKNOWN,
        do [taken(Callback::set(&[("__proto__", r#"{"t":1,"sign":"x"}"#), ("constructor", r#"{"prototype":{}}"#)]))];
    "css/parse/repeated-field" Should Answers [Forgery]
        "a callback in which a field stands twice is not taken"
        from Standard("RFC 8259, 4"),
        sends "a rightly signed Smart Highlight in which t stands twice",
        sound "refuses it: which one counts would be a guess",
        learn ONE_READING,
        do [refused(Callback::flawed(Flaw::TTwice))];
    "css/parse/repeated-field-escaped" Should Answers [Forgery]
        "a field that stands twice in two spellings is not taken"
        from Standard("RFC 8259, 4"),
        sends "a rightly signed Smart Highlight in which t stands twice, once as \\u0074",
        sound "refuses it: which one counts would be a guess",
        learn ONE_READING,
        do [refused(Callback::flawed(Flaw::TTwiceEscaped))];
    "css/parse/repeated-event-type" Info Answers []
        "whether a callback that is of two types is taken"
        from Standard("RFC 8259, 4: which of two fields of one name counts is left to the parser, and the sign covers neither"),
        sends "a rightly signed Smart Highlight in which event_type stands twice, first 349 and then 0, the end of a stream",
        sound "may take or refuse it: whoever holds a pair can send either type anyway",
        learn FACT,
        do [reported(Callback::flawed(Flaw::TypeTwice))];
    "css/parse/lone-surrogate" Should Answers [Crash Unicode]
        "half a character as an escape breaks nothing"
        from Standard("RFC 8259, 8.2"),
        sends "bytes of a callback with \\ud800 alone in a text",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text(r#"{"event_type":349,"t":1761129434,"sign":"00000000000000000000000000000000","stream_id":"\ud800","items":[]}"#))];
    "css/parse/survives-odd-scope" Should Answers [Crash]
        "a list for the stream's name breaks nothing"
        from Reason("whoever holds a pair can send any type"),
        sends "a rightly signed Smart Highlight whose stream_id is a list and whose domain is null",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [survived(Callback::set(&[("stream_id", "[1]"), ("domain", "null"), ("path", "{}")]))];
};
