//! Groups of bodies: one content key within a group, another in every other group.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use expect_test::expect_file;
use livehook_core::{ContentKey, Envelope};
use serde::Serialize;

use super::pretty;

#[derive(Serialize)]
struct File {
    format: &'static str,
    version: u32,
    about: &'static [&'static str],
    groups: Vec<Group>,
}

const ABOUT: &[&str] = &[
    "All bodies of a group have the group's content key, and no two groups share one.",
    "A content key is `v1-`, the event's own time in seconds, `-` and the SHA-256 of the canonical JSON in lower-case hex.",
    "Canonical JSON, version 1: top-level `t` and `sign` left out; no white space; numbers, true, false and null by their source text; strings unescaped, then written with \\\" and \\\\ and \\u00xx (lower-case hex) for U+0000 to U+001F and nothing else escaped; a lone surrogate as the three bytes of its generalised UTF-8; members sorted by the bytes of their canonical name, nested repeats in their order.",
    "The event's own time is the first non-negative 64-bit integer at /event_time, /items/0/begin_time, /end_time, /begin_time, /start_time, /create_time, /sendTime, /data_time, /timestamp, /frames/0/time, else 0; from 100000000000 on it is milliseconds and divided by 1000, rounding down.",
    "`canonical` is the canonical JSON as text, or `canonical_base64` its bytes where they are no UTF-8.",
];

#[derive(Serialize)]
struct Group {
    name: &'static str,
    description: &'static str,
    bodies: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_base64: Option<String>,
    key: String,
}

fn key(body: &str) -> ContentKey {
    ContentKey::of(&Envelope::read(body.as_bytes()).unwrap())
}

fn group(name: &'static str, description: &'static str, bodies: &[&str]) -> Group {
    let canonical = ContentKey::canonical_json(&Envelope::read(bodies[0].as_bytes()).unwrap());
    let (text, base64) = match String::from_utf8(canonical) {
        Ok(text) => (Some(text), None),
        Err(other) => (None, Some(BASE64_STANDARD.encode(other.as_bytes()))),
    };
    Group {
        name,
        description,
        bodies: bodies.iter().map(|&body| body.to_owned()).collect(),
        canonical: text,
        canonical_base64: base64,
        key: key(bodies[0]).to_string(),
    }
}

/// What is the same content.
fn writings() -> Vec<Group> {
    vec![
        group(
            "nothing",
            "t and sign are no content, whatever they hold",
            &[
                "{}",
                " { } ",
                r#"{"t":1761129434,"sign":"1390d3b72cc53fd73f14ae32914f1774"}"#,
                r#"{"sign":null,"\u0074":{"t":[]}}"#,
            ],
        ),
        group(
            "order_and_white_space",
            "neither the order of members nor white space is content",
            &[
                r#"{"a":{"c":[1,2],"d":null},"b":true}"#,
                "{\r\n\t\"b\" : true,\n\t\"a\" : { \"d\" : null, \"c\" : [ 1 , 2 ] }\n}",
            ],
        ),
        group(
            "escapes",
            "how a character is escaped is no content",
            &[r#"{"a/é":"\"\\\n\u001f"}"#, r#"{"\u0061\/\u00E9":"\u0022\u005c\u000A\u001F"}"#],
        ),
        group(
            "emoji",
            "a pair of surrogates is one character",
            &[r#"{"a":"🎉"}"#, r#"{"a":"\ud83c\udf89"}"#, r#"{"a":"\uD83C\uDF89"}"#],
        ),
        group(
            "edges_of_the_pairs",
            "the first and the last character that pairs write",
            &["{\"a\":\"\u{10000}\u{10ffff}\"}", r#"{"a":"\ud800\udc00\udbff\udfff"}"#],
        ),
        group(
            "not_escaped",
            "DEL, the line separators and bidirectional controls are written as they are",
            &[r#"{"a":"\u007f\u2028\u2029\u202e"}"#],
        ),
        group(
            "lone_surrogate",
            "half a pair is three bytes, which are no UTF-8",
            &[r#"{"a":"\ud83c"}"#, r#"{"\u0061":"\uD83C"}"#],
        ),
        group("other_lone_surrogate", "the other half is another content", &[r#"{"a":"\udf89"}"#]),
        group(
            "sorted_by_bytes",
            "U+E000 before U+10000, as in UTF-8; UTF-16 would have it the other way",
            &[r#"{"\ue000":1,"\ud800\udc00":2}"#, r#"{"\ud800\udc00":2,"\ue000":1}"#],
        ),
        group(
            "prefix_first",
            "a name that another begins with comes first",
            &[r#"{"a":1,"a!":2,"ab":3}"#, r#"{"ab":3,"a!":2,"a":1}"#],
        ),
        group(
            "nested_repeats",
            "repeats below the top level keep their order",
            &[r#"{"x":{"y":1,"b":0,"y":2}}"#, r#"{"x":{"b":0,"y":1,"y":2}}"#],
        ),
        group("many_nested_repeats", "however many there are: sort stably", &[&many_repeats()]),
        group(
            "nested_repeats_in_other_order",
            "which is content",
            &[r#"{"x":{"y":2,"b":0,"y":1}}"#],
        ),
    ]
}

/// A nested object of 60 members with two names in turn.
fn many_repeats() -> String {
    let pairs: Vec<_> = (0..30).map(|n| format!(r#""y":{n},"b":{n}"#)).collect();
    format!(r#"{{"x":{{{}}}}}"#, pairs.join(","))
}

/// What is another content, however alike it looks.
fn contents() -> Vec<Group> {
    vec![
        group("integer", "numbers are their source text", &[r#"{"n":100}"#, r#"{"n":100,"t":0}"#]),
        group("fraction", "so 100.0 is another", &[r#"{"n":100.0}"#]),
        group("exponent", "1e2 another", &[r#"{"n":1e2}"#]),
        group("capital_exponent", "1E2 another", &[r#"{"n":1E2}"#]),
        group("text_of_digits", "and the text", &[r#"{"n":"100"}"#]),
        group("large_number", "no number passes through a double", &[r#"{"n":9007199254740993}"#]),
        group("next_large_number", "so its neighbour differs", &[r#"{"n":9007199254740992}"#]),
        group("minus_zero", "minus zero", &[r#"{"n":-0}"#]),
        group("zero", "and zero", &[r#"{"n":0}"#]),
        group("null_value", "null", &[r#"{"n":null}"#]),
        group("no_value", "is not absent", &[r#"{"m":null}"#]),
        group("array", "the order of elements is content", &[r#"{"n":[1,2]}"#]),
        group("array_in_other_order", "so this differs", &[r#"{"n":[2,1]}"#]),
        group(
            "nested_t",
            "t and sign below the top level are content",
            &[r#"{"n":{"t":1,"sign":"a"}}"#],
        ),
        group("nested_other_t", "so this differs", &[r#"{"n":{"t":2,"sign":"a"}}"#]),
        group(
            "capital_t",
            "and names are taken by the letter",
            &[r#"{"T":1}"#, r#"{"t":1,"T":1}"#],
        ),
        group("composed", "characters are not normalised: é", &[r#"{"n":"é"}"#]),
        group("decomposed", "is not e and an accent", &["{\"n\":\"e\u{301}\"}"]),
    ]
}

/// Where the event's own time is found.
fn times() -> Vec<Group> {
    let highlight = r#"{"appid":1250000001,"domain":"push.example.test","event_type":349,"items":[{"begin_time":1761128308,"cov_img_store_url":"","end_time":1761128334,"key_words":["绝平"],"summary":"","title":"补时绝平","video_store_url":"http://demo-1250000001.cos.example.test/a.mp4"}],"path":"live","stream_id":"room42"}"#;
    vec![
        group("highlight", "349: the beginning of the first clip", &[highlight]),
        group(
            "event_time",
            "0, 1, 332, 343: event_time comes first",
            &[r#"{"event_time":1761129200,"items":[{"begin_time":5}],"end_time":6}"#],
        ),
        group(
            "first_item",
            "the first item before end_time",
            &[r#"{"items":[{"begin_time":1761129200}],"end_time":6}"#],
        ),
        group(
            "recording",
            "100: end_time before start_time",
            &[r#"{"start_time":1761129217,"end_time":1761129273}"#],
        ),
        group(
            "summary",
            "348: end_time before begin_time",
            &[r#"{"begin_time":1761128980,"end_time":1761129541}"#],
        ),
        group(
            "begin_time",
            "begin_time before start_time",
            &[r#"{"begin_time":1761128980,"start_time":5}"#],
        ),
        group(
            "start_time",
            "start_time before create_time",
            &[r#"{"start_time":1761129217,"create_time":5}"#],
        ),
        group(
            "create_time",
            "200: create_time before sendTime",
            &[r#"{"create_time":1761129300,"sendTime":5}"#],
        ),
        group(
            "send_time",
            "317: sendTime before data_time",
            &[r#"{"screenshotTime":1761129000,"sendTime":1761129002,"data_time":5}"#],
        ),
        group(
            "data_time",
            "321: data_time before timestamp, in milliseconds",
            &[r#"{"data_time":1761129074971,"timestamp":5}"#],
        ),
        group(
            "timestamp",
            "341: timestamp before frames",
            &[r#"{"timestamp":1761129300,"frames":[{"time":5}]}"#],
        ),
        group(
            "frames",
            "344, 345: the first frame, in milliseconds",
            &[r#"{"frames":[{"score":22.78,"time":1761129385280}]}"#],
        ),
    ]
}

/// What counts as a time.
fn integers() -> Vec<Group> {
    vec![
        group("last_second", "99999999999 is still seconds", &[r#"{"event_time":99999999999}"#]),
        group(
            "first_millisecond",
            "100000000000 is milliseconds",
            &[r#"{"event_time":100000000000}"#],
        ),
        group(
            "time_as_text",
            "a text (event 314) is no integer",
            &[r#"{"event_time":"1761129200"}"#],
        ),
        group(
            "no_integer_first",
            "what is no non-negative integer is passed over",
            &[r#"{"event_time":-1,"items":[{"begin_time":1.5}],"end_time":1e9,"create_time":7}"#],
        ),
        group(
            "beyond_64_bits",
            "so is what 64 bits do not hold",
            &[r#"{"event_time":18446744073709551616,"create_time":7}"#],
        ),
        group(
            "first_item_only",
            "only the first item is asked",
            &[r#"{"items":[{},{"begin_time":5}],"timestamp":9}"#],
        ),
        group("item_no_object", "an array is no object", &[r#"{"items":[["begin_time",5]]}"#]),
        group(
            "repeated_begin_time",
            "the first of a repeat counts",
            &[r#"{"items":[{"begin_time":5,"begin_time":6}]}"#],
        ),
    ]
}

fn groups() -> Vec<Group> {
    [writings(), contents(), times(), integers()].into_iter().flatten().collect()
}

/// How many bodies there are in all groups.
pub(super) fn bodies() -> usize {
    groups().iter().map(|group| group.bodies.len()).sum()
}

#[test]
fn a_group_shares_its_key_with_no_other() {
    let groups = groups();
    for group in &groups {
        for body in &group.bodies {
            assert_eq!(key(body).to_string(), group.key, "{}: {body}", group.name);
            let others = groups.iter().filter(|other| other.key == group.key);
            assert_eq!(others.map(|other| other.name).collect::<Vec<_>>(), [group.name]);
        }
    }
}

#[test]
fn the_file_holds_these_groups() {
    let file =
        File { format: "livehook content key vectors", version: 1, about: ABOUT, groups: groups() };
    expect_file!["../../../../../fixtures/vectors/content-key.json"].assert_eq(&pretty(&file));
}
