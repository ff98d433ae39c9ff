//! Vectors that are refused before t and sign are looked at: no UTF-8, no JSON, no object of ours.

use livehook_core::VECTOR_KEY;

use super::model::{Case, case};
use super::{sign, signed, t};

/// 32 hex digits that are nobody's signature.
const NOBODYS: &str = "00000000000000000000000000000000";

pub(super) fn cases() -> Vec<Case> {
    [bytes(), objects()].into_iter().flatten().collect()
}

/// Neither UTF-8 nor JSON.
fn bytes() -> Vec<Case> {
    let sound = signed(&t(), "");
    let utf16: Vec<u8> =
        format!("\u{feff}{sound}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with = |bytes: &[u8]| {
        [sound.trim_end_matches('}').as_bytes(), b",\"x\":\"", bytes, b"\"}"].concat()
    };
    let form = format!("t={}&sign={}&event_type=349", t(), sign(VECTOR_KEY, &t()));
    let mut cases = vec![
        case("stray_byte", "a byte that UTF-8 never has", with(b"\xff")),
        case("gbk", "Chinese text as GBK", with(b"\xd6\xb1\xb2\xa5")),
        case("encoded_surrogate", "half a pair encoded as three bytes", with(b"\xed\xa0\xbc")),
        case("overlong", "a slash in two bytes", with(b"\xc0\xaf")),
        case("utf16", "UTF-16 with its mark; some JSON libraries guess it", utf16),
    ]
    .into_iter()
    .map(|case| case.refused("not_utf8"))
    .collect::<Vec<_>>();
    cases.extend(
        [
            case("empty_body", "nothing at all", ""),
            case("truncated", "the closing brace is missing", sound.trim_end_matches('}')),
            case("form_body", "a form instead of JSON", form),
            case(
                "byte_order_mark",
                "a byte order mark before the object",
                format!("\u{feff}{sound}"),
            ),
            case("trailing_comma", "a comma before the closing brace", signed(&t(), ",")),
            case(
                "not_a_number",
                "NaN is no JSON, though some libraries read it",
                signed(&t(), r#","x":NaN"#),
            ),
            case("single_quotes", "quotes of the wrong kind", sound.replace('"', "'")),
            case("comment", "comments are no JSON", format!("{sound} // signed")),
            case("two_objects", "one body holds one object", format!("{sound}{sound}")),
            case(
                "leading_zero_number",
                "a number with a leading zero is no JSON",
                format!(r#"{{"t":0{},"sign":"{NOBODYS}"}}"#, t()),
            ),
            case(
                "plus_number",
                "a number with a plus is no JSON",
                format!(r#"{{"t":+{},"sign":"{NOBODYS}"}}"#, t()),
            ),
            case(
                "raw_newline_in_text",
                "control characters must be escaped in texts",
                signed(&t(), ",\"x\":\"a\nb\""),
            ),
            case("raw_newline_in_name", "and in names", signed(&t(), ",\"a\nb\":1")),
        ]
        .map(|case| case.refused("not_json")),
    );
    cases
}

/// JSON, but no object with unique fields of bounded depth that is ours.
fn objects() -> Vec<Case> {
    let sound = signed(&t(), "");
    let sign = sign(VECTOR_KEY, &t());
    let brackets = format!("{}{}", "[".repeat(64), "]".repeat(64));
    let braces = format!("{}0{}", r#"{"x":"#.repeat(65), "}".repeat(65));
    let streamlive =
        format!(r#"{{"data":{{"event_type":329,"channel_id":"c","t":{},"sign":"{sign}"}}}}"#, t());
    vec![
        case("array", "a sound callback within an array", format!("[{sound}]"))
            .refused("not_object"),
        case("text", "a text", r#""t""#).refused("not_object"),
        case("null", "null", "null").refused("not_object"),
        case("t_twice", "two t: which one counts would be a guess", signed(&t(), r#","t":1"#))
            .refused("repeated_field"),
        case("t_twice_by_escape", r"\u0074 is t", signed(&t(), r#","\u0074":1"#))
            .refused("repeated_field"),
        case("sign_twice_by_escape", r"s\u0069gn is sign", signed(&t(), r#","s\u0069gn":null"#))
            .refused("repeated_field"),
        case("unknown_field_twice", "whatever its name and value", signed(&t(), r#","x":1,"x":1"#))
            .refused("repeated_field"),
        case("repeated_and_truncated", "that it is JSON is asked first", r#"{"x":1,"x":1"#)
            .refused("not_json"),
        case(
            "too_deep_arrays",
            "65 levels, the callback's own object counted",
            signed(&t(), &format!(r#","x":{brackets}"#)),
        )
        .refused("too_deep"),
        case("too_deep_objects", "65 objects within each other", braces).refused("too_deep"),
        case(
            "repeated_and_too_deep",
            "a repeat is asked first",
            format!(r#"{{"x":1,"x":{brackets}}}"#),
        )
        .refused("repeated_field"),
        case(
            "streamlive",
            "everything under a top-level data: StreamLive's callback, another product",
            streamlive,
        )
        .refused("streamlive"),
        case(
            "streamlive_in_unsigned_mode",
            "it is no callback for an unsigned source either",
            r#"{"data":{"event_type":330}}"#,
        )
        .unsigned()
        .refused("streamlive"),
    ]
}
