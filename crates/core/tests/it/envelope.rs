//! What the envelope reads, and which refusal comes first.

use expect_test::{Expect, expect};
use livehook_core::Envelope;

#[track_caller]
fn check(body: impl AsRef<[u8]>, expected: &Expect) {
    let seen = match Envelope::read(body.as_ref()) {
        Ok(envelope) => format!(
            "{:?}, t {:?}, sign {:?}, stream {:?}, domains {:?}",
            envelope.event_type, envelope.t, envelope.sign, envelope.stream_id, envelope.domains
        ),
        Err(refusal) => format!("{}: {refusal}", refusal.code()),
    };
    expected.assert_eq(&seen);
}

#[test]
fn reads_the_fields_that_decide() {
    check(
        r#" {"event_type":349, "t":1, "sign":"ab", "stream_id":"room42", "domain":"push.example.test"} "#,
        &expect![[
            r#"Number(349), t Json("1"), sign Json("\"ab\""), stream Some("room42"), domains [Text("push.example.test"), Absent]"#
        ]],
    );
}

#[test]
fn knows_the_other_documented_names() {
    check(
        r#"{"event_type":317,"streamId":"a","channelId":"b","app":"push.example.test"}"#,
        &expect![[
            r#"Number(317), t Absent, sign Absent, stream Some("a"), domains [Absent, Text("push.example.test")]"#
        ]],
    );
}

#[test]
fn tells_null_from_absent() {
    check(
        r#"{"t":null,"stream_id":null,"channel_id":"c","domain":7}"#,
        &expect![[
            r#"Absent, t Null, sign Absent, stream Some("c"), domains [Unreadable, Absent]"#
        ]],
    );
}

#[test]
fn escapes_do_not_hide_a_repeated_field() {
    check(
        r#"{"t":1,"\u0074":2}"#,
        &expect![
            "repeated_field: the top-level field `t` stands more than once; which one counts would be a guess"
        ],
    );
}

#[test]
fn a_repeated_unknown_field_is_refused_but_a_repeated_nested_one_is_not() {
    check(
        r#"{"x":1,"x":1}"#,
        &expect![
            "repeated_field: the top-level field `x` stands more than once; which one counts would be a guess"
        ],
    );
    check(
        r#"{"x":{"y":1,"y":2}}"#,
        &expect!["Absent, t Absent, sign Absent, stream None, domains [Absent, Absent]"],
    );
}

#[test]
fn broken_json_comes_before_a_repeat_and_a_repeat_before_depth() {
    check(
        r#"{"x":1,"x":1"#,
        &expect![
            "not_json: the body is not JSON (line 1, column 12); send one JSON object, without a byte order mark and not as a form"
        ],
    );
    let deep = format!(r#"{{"x":1,"x":{}{}}}"#, "[".repeat(70), "]".repeat(70));
    check(
        deep,
        &expect![
            "repeated_field: the top-level field `x` stands more than once; which one counts would be a guess"
        ],
    );
}

#[test]
fn says_what_is_no_object() {
    for body in ["[]", "1", "\"t\"", "null", "true", "1e999", " [1] "] {
        check(
            body,
            &expect!["not_object: the body is JSON but no object; a callback is one JSON object"],
        );
    }
}

#[test]
fn a_byte_order_mark_and_a_form_are_not_json() {
    for body in ["\u{feff}{}", "t=1&sign=2", "", "{", "{}x", "{\"t\":01}", "{\"t\":+1}"] {
        assert_eq!(
            Envelope::read(body.as_bytes()).unwrap_err().code().as_str(),
            "not_json",
            "{body:?}"
        );
    }
}

#[test]
fn names_the_first_byte_that_is_not_utf8() {
    check(
        b"{\"a\":\"\xff\"}",
        &expect![
            "not_utf8: the body is not UTF-8 (first bad byte at offset 6); send JSON encoded as UTF-8"
        ],
    );
}

#[test]
fn lone_surrogates_are_json_and_read_as_no_text() {
    check(
        r#"{"\ud800":1,"stream_id":"\udc00","domain":"\ud800"}"#,
        &expect!["Absent, t Absent, sign Absent, stream None, domains [Unreadable, Absent]"],
    );
}

#[test]
fn depth_counts_the_callback_itself_and_ends_at_64() {
    let nested =
        |depth: usize| format!(r#"{{"x":{}{}}}"#, "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert!(Envelope::read(nested(64).as_bytes()).is_ok());
    check(
        nested(65),
        &expect![
            "too_deep: arrays and objects nest deeper than 64; no documented callback passes 7"
        ],
    );
    check(
        nested(500_000),
        &expect![
            "too_deep: arrays and objects nest deeper than 64; no documented callback passes 7"
        ],
    );
}

#[test]
fn streamlive_is_told_from_events_that_have_a_data() {
    check(
        r#"{"data":{"event_type":329,"t":1,"sign":"x"}}"#,
        &expect![
            "streamlive: everything stands under `data`: this is a StreamLive callback, a different product; point it at another URL"
        ],
    );
    assert!(Envelope::read(br#"{"data":{},"event_type":338}"#).is_ok());
    assert!(Envelope::read(br#"{"data":[]}"#).is_ok());
}

#[test]
fn a_raw_control_character_is_not_json_in_a_name_either() {
    check(
        "{\"a\nb\":1}",
        &expect![
            "not_json: the body is not JSON (line 1, column 3); send one JSON object, without a byte order mark and not as a form"
        ],
    );
    check(
        "{\"a\\nb\":1,\"a\\u000ab\":2}",
        &expect![[
            r#"repeated_field: the top-level field `a\nb` stands more than once; which one counts would be a guess"#
        ]],
    );
}

#[test]
fn a_repeated_name_is_quoted_up_to_64_characters_and_escaped() {
    let long = "x".repeat(65);
    check(
        format!(r#"{{"{long}":1,"{long}":2}}"#),
        &expect![
            "repeated_field: the top-level field `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx` stands more than once; which one counts would be a guess"
        ],
    );
    check(
        "{\"\u{202e}\\u001b\":1,\"\u{202e}\\u001b\":2}",
        &expect![[
            r#"repeated_field: the top-level field `\u{202e}\u{1b}` stands more than once; which one counts would be a guess"#
        ]],
    );
}
