//! Bodies that are no callback at all. They are unsigned, and whoever can reach the address can send them.

use crate::{
    case::{Case, Source::*},
    catalogue::cases,
    step::{Expect, Payload, Step, junk},
};

const fn sent_as(payload: Payload, content_type: &'static str) -> Step {
    Step::Bytes { payload, content_type: Some(content_type), expect: Expect::Survived }
}

const MULTIPART: &str =
    "--b\r\ncontent-disposition: form-data; name=\"event_type\"\r\n\r\n349\r\n--b--\r\n";
const GZIP: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";

pub(in crate::catalogue) const CASES: &[Case] = cases! {
    "css/parse/empty" Should Answers [Crash]
        "an empty body breaks nothing"
        from Reason("health checks and scanners send it"),
        sends "a POST without a body",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text(""))];
    "css/parse/blanks" Should Answers [Crash]
        "a body of blanks breaks nothing"
        from Reason("scanners send it"),
        sends "a POST with blanks and line breaks",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text(" \r\n\t "))];
    "css/parse/null" Should Answers [Crash]
        "null breaks nothing"
        from Standard("RFC 8259, 2: any value is JSON"),
        sends "the word null",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text("null"))];
    "css/parse/number" Should Answers [Crash]
        "a number breaks nothing"
        from Standard("RFC 8259, 2: any value is JSON"),
        sends "the number 349",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text("349"))];
    "css/parse/text" Should Answers [Crash]
        "a JSON text breaks nothing"
        from Standard("RFC 8259, 2: any value is JSON"),
        sends "the JSON text \"349\"",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text(r#""349""#))];
    "css/parse/empty-object" Should Answers [Crash]
        "an empty object breaks nothing"
        from Reason("whoever tests an address by hand sends it first"),
        sends "an empty object, {}",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text("{}"))];
    "css/parse/empty-list" Should Answers [Crash]
        "an empty list breaks nothing"
        from Standard("RFC 8259, 2: any value is JSON"),
        sends "an empty list, []",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text("[]"))];
    "css/parse/words" Should Answers [Crash]
        "plain words break nothing"
        from Reason("scanners send it"),
        sends "the word hello, not quoted",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text("hello"))];
    "css/parse/xml" Should Answers [Crash]
        "XML breaks nothing"
        from Reason("other products of the family send XML"),
        sends "an XML document that names an outside entity",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [sent_as(Payload::text("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x>&e;</x>"), "text/xml")];
    "css/parse/multipart" Should Answers [Crash]
        "a multipart form breaks nothing"
        from Reason("frameworks choose the parser by the content type"),
        sends "a multipart form with one field",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [sent_as(Payload::text(MULTIPART), "multipart/form-data; boundary=b")];
    "css/parse/broken-multipart" Should Answers [Crash]
        "a multipart form without a boundary breaks nothing"
        from Reason("frameworks choose the parser by the content type"),
        sends "a body that says it is a multipart form and is none",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [sent_as(Payload::text("{}"), "multipart/form-data")];
    "css/parse/broken-form" Should Answers [Crash]
        "a form with bad escapes breaks nothing"
        from Reason("frameworks choose the parser by the content type"),
        sends "a web form with % and nothing behind it",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [sent_as(Payload::text("event_type=%&t=%zz&sign[]=1&sign[x]=2"), "application/x-www-form-urlencoded")];
    "css/parse/odd-content-type" Should Answers [Crash]
        "a content type that is none breaks nothing"
        from Reason("parsers of content types fail too"),
        sends "an empty object whose content type is ;;=/",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [sent_as(Payload::text("{}"), ";;=/; charset=\"no-such-charset")];
    "css/parse/other-charset" Should Answers [Crash Unicode]
        "a content type with an unknown charset breaks nothing"
        from Reason("frameworks decode by the charset before anything else"),
        sends "an empty object as application/json; charset=x-unknown",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [sent_as(Payload::text("{}"), "application/json; charset=x-unknown")];
    "css/parse/utf16" Should Answers [Crash Unicode]
        "UTF-16 breaks nothing"
        from Standard("RFC 8259, 8.1"),
        sends "an object in UTF-16",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::Bytes(b"\xff\xfe{\x00\"\x00t\x00\"\x00:\x001\x00}\x00"))];
    "css/parse/gbk" Should Answers [Crash Unicode]
        "GBK breaks nothing"
        from Standard("RFC 8259, 8.1"),
        sends "an object with Chinese text in GBK",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::Bytes(b"{\"title\":\"\xd6\xd0\xce\xc4\"}"))];
    "css/parse/compressed" Should Answers [Crash]
        "bytes of a compressed file break nothing"
        from Reason("proxies compress, and scanners send anything"),
        sends "gzip bytes that are not announced as such",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::Bytes(GZIP))];
    "css/parse/not-a-number" Should Answers [Crash Numbers]
        "NaN and Infinity break nothing"
        from Standard("RFC 8259, 6"),
        sends "an object with NaN and -Infinity, which some parsers take",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text(r#"{"event_type":NaN,"t":-Infinity,"sign":"00000000000000000000000000000000"}"#))];
    "css/parse/huge-exponent" Should Answers [Crash Numbers]
        "a number of a million digits' worth breaks nothing"
        from Standard("RFC 8259, 6"),
        sends "an object whose t is 1e1000000",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text(r#"{"event_type":349,"t":1e1000000,"sign":"00000000000000000000000000000000"}"#))];
    "css/parse/long-number" Should Answers [Crash Numbers]
        "a number of 100,000 digits breaks nothing"
        from Reason("turning it into a number takes time that grows with its square in some languages"),
        sends "a list that holds one number of 100,000 digits",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::Repeated { text: "9", times: 100_000, end: "" })];
    "css/parse/deep-lists" Should Answers [Crash]
        "100,000 lists within one another break nothing"
        from Reason("parsers recurse, and a stack that overflows takes the process with it"),
        sends "100,000 opening brackets",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::Repeated { text: "[", times: 100_000, end: "" })];
    "css/parse/deep-objects" Should Answers [Crash]
        "50,000 objects within one another break nothing"
        from Reason("parsers recurse, and a stack that overflows takes the process with it"),
        sends "50,000 times {\"a\":",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::Repeated { text: r#"{"a":"#, times: 50_000, end: "1" })];
    "css/parse/two-objects" Should Answers [Crash]
        "two objects in one body break nothing"
        from Reason("a reader of streams takes the first and leaves the second for the next request"),
        sends "{} and {} behind it",
        sound "answers, and not with a server's error",
        learn DO_NOT_CRASH,
        do [junk(Payload::text("{}{}"))];
};
