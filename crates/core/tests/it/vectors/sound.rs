//! Vectors that are accepted: every freedom a sender has.

use livehook_core::VECTOR_KEY;

use super::model::{Case, NOW, case};
use super::{OTHER_KEY, sign, signed, t};

/// No bound: for cases that are about something else.
const UNBOUNDED: u64 = u64::MAX;

pub(super) fn cases() -> Vec<Case> {
    [shapes(), depths(), texts(), keys(), times(), sources()].into_iter().flatten().collect()
}

/// How the object may be written.
fn shapes() -> Vec<Case> {
    let t = t();
    let sign = sign(VECTOR_KEY, &t);
    vec![
        case(
            "highlight",
            "a Smart Highlight callback as it arrives: compact, members in alphabetical order",
            format!(
                r#"{{"appid":1250000001,"domain":"push.example.test","event_type":349,"items":[{{"begin_time":1761128308,"cov_img_store_url":"","end_time":1761128334,"key_words":["goal","replay"],"summary":"A late equaliser after a corner.","title":"Equaliser in stoppage time","video_store_url":"http://demo-1250000001.cos.example.test/a.mp4"}}],"path":"live","sign":"{sign}","stream_id":"room42","t":{t}}}"#
            ),
        ),
        case(
            "only_t_and_sign",
            "nothing else is needed to believe the sender",
            format!(r#"{{"t":{t},"sign":"{sign}"}}"#),
        ),
        case(
            "white_space",
            "blanks of all four kinds around everything",
            format!("\r\n\t {{ \"t\" :\n{t} ,\t\"sign\" : \"{sign}\" }} \r\n"),
        ),
        case(
            "same_credential_other_body",
            "t and sign of `highlight` under another body: the signature does not cover the body",
            signed(&t, r#","event_type":1,"stream_id":"another""#),
        ),
        case(
            "unknown_event_type",
            "a number that no document names",
            signed(&t, r#","event_type":990349"#),
        ),
        case(
            "unknown_fields",
            "fields that no document names, of every type",
            signed(&t, r#","a":null,"b":[true,{}],"c":{"t":1,"sign":"x"},"d":-0.5e-3"#),
        ),
        case(
            "nested_repeats",
            "only top-level fields must be unique",
            signed(&t, r#","x":{"y":1,"y":2}"#),
        ),
        case(
            "data_beside_event_type",
            "a top-level `data` is no sign of StreamLive when the rest stands outside it (events 338 and 347)",
            signed(&t, r#","event_type":338,"data":{"subtitle_tmp_res":[]}"#),
        ),
        case(
            "data_beside_t_and_sign",
            "nor is it without an event type, when t and sign stand outside",
            signed(&t, r#","data":{"event_type":329}"#),
        ),
    ]
}

/// How deep it may nest, and what is not looked at.
fn depths() -> Vec<Case> {
    let t = t();
    let deep = format!("{}{}", "[".repeat(63), "]".repeat(63));
    vec![
        case(
            "depth_64",
            "the deepest nesting that is taken, the callback's own object counted",
            signed(&t, &format!(r#","x":{deep}"#)),
        ),
        case(
            "depth_64_beside_others",
            "it is the deepest nesting that counts, not the number of brackets",
            signed(&t, &format!(r#","x":{deep},"y":{deep}"#)),
        ),
        case(
            "brackets_in_texts",
            "brackets within texts do not nest",
            signed(&t, &format!(r#","x":"{}\"{}""#, "[".repeat(70), "{".repeat(70))),
        ),
        case(
            "number_beyond_a_double",
            "1e999 is JSON; what is not needed is not converted",
            signed(&t, r#","x":1e999"#),
        ),
    ]
}

/// Texts in every script and escape.
fn texts() -> Vec<Case> {
    let t = t();
    let sign = sign(VECTOR_KEY, &t);
    let upper = sign.to_uppercase();
    let mixed: String = sign
        .char_indices()
        .map(|(at, c)| if at % 2 == 0 { c.to_ascii_uppercase() } else { c })
        .collect();
    let (first, rest) = sign.split_at(1);
    vec![
        case(
            "chinese",
            "texts in Chinese",
            signed(
                &t,
                r#","event_type":349,"stream_id":"直播间四十二","items":[{"title":"补时绝平!","key_words":["绝平","角球"]}]"#,
            ),
        ),
        case(
            "emoji_and_right_to_left",
            "characters beyond the basic plane, and bidirectional controls",
            signed(&t, ",\"x\":\"\u{1f389}\u{202e}\u{5d0}\u{5d1}\""),
        ),
        case(
            "lone_surrogate",
            "an escape that names half a pair is JSON, though no Unicode",
            signed(&t, r#","x":"\ud83c","\udf89":1"#),
        ),
        case(
            "escaped_names",
            r"names written as escapes are the names",
            format!(r#"{{"\u0074":{t},"s\u0069gn":"{sign}"}}"#),
        ),
        case(
            "escaped_digits",
            "t as a text and sign, both with escapes",
            format!(
                r#"{{"t":"\u0031{}","sign":"\u{:04x}{rest}"}}"#,
                &t[1..],
                u32::from(first.as_bytes()[0])
            ),
        ),
        case(
            "t_as_text",
            "documents until 2020 type t as a string",
            format!(r#"{{"t":"{t}","sign":"{sign}"}}"#),
        ),
        case(
            "upper_case_sign",
            "hex digits in upper case",
            format!(r#"{{"t":{t},"sign":"{upper}"}}"#),
        ),
        case(
            "mixed_case_sign",
            "hex digits in both cases",
            format!(r#"{{"t":{t},"sign":"{mixed}"}}"#),
        ),
    ]
}

/// Which keys sign.
fn keys() -> Vec<Case> {
    let t = t();
    let body =
        |key: &str, t: &str| format!(r#"{{"event_type":349,"t":{t},"sign":"{}"}}"#, sign(key, t));
    vec![
        case(
            "second_key",
            "while keys are rotated, the previous one still signs",
            body(OTHER_KEY, &t),
        )
        .keys(&[("current", VECTOR_KEY), ("previous", OTHER_KEY)])
        .key_id("previous"),
        case("first_of_two_keys", "the first key that fits is reported", body(VECTOR_KEY, &t))
            .keys(&[("current", VECTOR_KEY), ("previous", OTHER_KEY)]),
        case("key_of_one_character", "the shortest key", body("k", &t)).keys(&[("current", "k")]),
        case(
            "key_with_blanks",
            "a key is taken as it stands: blanks at its ends are part of it",
            body(" DoNotUse key ", &t),
        )
        .keys(&[("current", " DoNotUse key ")]),
        case(
            "key_in_chinese",
            "a key of other characters is hashed as UTF-8",
            body("请勿使用", &t),
        )
        .keys(&[("current", "请勿使用")]),
        case(
            "k1_with_23",
            "MD5(key + t) has no separator: this signature is also that of `k_with_123`",
            body("k1", "23"),
        )
        .keys(&[("current", "k1")])
        .now(0),
        case(
            "k_with_123",
            "the signature of `k1_with_23`, under a key without the digit and a t with it",
            body("k", "123"),
        )
        .keys(&[("current", "k")])
        .now(0),
    ]
}

/// Until when a signature is good.
fn times() -> Vec<Case> {
    let body = |t: i64| signed(&t.to_string(), "");
    vec![
        case("t_is_now", "the second t itself is in time", body(NOW)),
        case("at_the_future_cap", "t lies as far ahead as the policy allows", body(NOW + 86_400)),
        case("future_cap_0", "a policy without any room ahead still takes t itself", body(NOW))
            .future_cap(0),
        case(
            "late_within_grace",
            "t has passed, within the grace of an explicit policy",
            body(NOW - 1),
        )
        .grace(960)
        .accepted_late(1),
        case("late_at_the_end_of_grace", "the last second of grace", body(NOW - 960))
            .grace(960)
            .accepted_late(960),
        case("t_0", "the smallest t", body(0)).now(0),
        case("largest_t", "the largest t, in its own second", body(i64::MAX)).now(i64::MAX),
        case(
            "largest_t_from_the_smallest_now",
            "the widest span there is; a difference of 64-bit integers overflows here",
            body(i64::MAX),
        )
        .now(i64::MIN)
        .future_cap(UNBOUNDED),
        case("largest_grace", "the widest lateness there is", body(0))
            .now(i64::MAX)
            .grace(UNBOUNDED)
            .accepted_late(i64::MAX.unsigned_abs()),
    ]
}

/// What a source says beside its keys.
fn sources() -> Vec<Case> {
    let t = t();
    let domains = ["push.example.test", "push2.example.test"];
    vec![
        case(
            "domain_in_scope",
            "the body names a domain of the source",
            signed(&t, r#","domain":"push2.example.test""#),
        )
        .domains(&domains),
        case(
            "domain_in_other_letters",
            "letter case of a domain does not matter",
            signed(&t, r#","app":"PUSH.Example.Test""#),
        )
        .domains(&domains),
        case("no_domain_named", "events that name no domain are in every scope", signed(&t, ""))
            .domains(&domains),
        case(
            "unsigned_mode",
            "an explicitly unsigned source takes what carries neither t nor sign",
            r#"{"event_type":349,"items":[]}"#,
        )
        .unsigned(),
        case(
            "unsigned_mode_with_placeholders",
            "there, t and sign are not read at all",
            r#"{"t":"soon","sign":null}"#,
        )
        .unsigned(),
    ]
}
