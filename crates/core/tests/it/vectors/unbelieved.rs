//! Vectors that are refused for their sender: t and sign absent or out of form, forged, out of scope, out of time.

use livehook_core::VECTOR_KEY;
use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::Sha256;

use super::model::{Case, NOW, case};
use super::{OTHER_KEY, sign, signed, t};

/// 32 hex digits that are nobody's signature.
const NOBODYS: &str = "00000000000000000000000000000000";

/// The push domains of a source that has some.
const DOMAINS: [&str; 1] = ["push.example.test"];

pub(super) fn cases() -> Vec<Case> {
    [presence(), forms_of_t(), forms_of_sign(), forgeries(), scopes(), times()]
        .into_iter()
        .flatten()
        .collect()
}

/// Which of t and sign are there.
fn presence() -> Vec<Case> {
    let (t, sign) = (t(), sign(VECTOR_KEY, &t()));
    vec![
        case("no_t_no_sign", "a source with keys takes nothing unsigned; the documents' own sample is such a callback", r#"{"event_type":349,"items":[]}"#).refused("unsigned"),
        case("empty_object", "nothing in it", "{}").refused("unsigned"),
        case("t_and_sign_nested_only", "within another field they do not count", format!(r#"{{"event_type":349,"x":{{"t":{t},"sign":"{sign}"}}}}"#)).refused("unsigned"),
        case("names_in_other_letters", "names are taken by the letter", format!(r#"{{"T":{t},"Sign":"{sign}"}}"#)).refused("unsigned"),
        case("sign_only", "sign without t", format!(r#"{{"sign":"{sign}"}}"#)).refused("t_missing"),
        case("null_sign_only", "null is there: so t is what is missing", r#"{"sign":null}"#).refused("t_missing"),
        case("t_only", "t without sign", format!(r#"{{"t":{t}}}"#)).refused("sign_missing"),
        case("null_t_only", "null is there: so sign is what is missing", r#"{"t":null}"#)
            .refused("sign_missing"),
        case("broken_t_only", "presence is asked before form", r#"{"t":"soon"}"#).refused("sign_missing"),
    ]
}

/// t is there, but no canonical integer.
fn forms_of_t() -> Vec<Case> {
    let t = t();
    let ts: [(&str, &str, String); 16] = [
        ("t_fraction", "a fraction", format!("{t}.0")),
        ("t_exponent", "an exponent", "1e9".to_owned()),
        ("t_negative", "negative", "-1".to_owned()),
        ("t_minus_zero", "minus zero", "-0".to_owned()),
        (
            "t_beyond_64_bits",
            "one more than the largest 64-bit integer",
            "9223372036854775808".to_owned(),
        ),
        ("t_true", "a truth value", "true".to_owned()),
        ("t_array", "an array", format!("[{t}]")),
        ("t_object", "an object", "{}".to_owned()),
        ("t_empty_text", "an empty text", r#""""#.to_owned()),
        ("t_text_with_leading_zero", "a text with a leading zero", format!("\"0{t}\"")),
        ("t_text_with_plus", "a text with a plus", format!("\"+{t}\"")),
        ("t_text_with_blank", "a text with a blank", format!("\"{t} \"")),
        ("t_text_with_fraction", "a text with a fraction", format!("\"{t}.0\"")),
        ("t_hexadecimal", "a text in base 16", r#""0x68f8b5a8""#.to_owned()),
        ("t_fullwidth_digits", "digits of another script", r#""１７６１"#.to_owned() + "\""),
        (
            "t_as_length_extension_needs_it",
            "whoever extends an MD5 needs padding within t, which is no digit",
            r#""1\u0080\u0000\u0108\u00002""#.to_owned(),
        ),
    ];
    ts.into_iter()
        .map(|(name, description, t)| {
            // Signed over the text as it stands wherever that is possible: only the form is wrong.
            let sign = sign(VECTOR_KEY, t.trim_matches('"'));
            case(name, description, format!(r#"{{"t":{t},"sign":"{sign}"}}"#))
                .refused("t_not_canonical")
        })
        .collect()
}

/// One of them is null, or sign no text of 32 hex digits.
fn forms_of_sign() -> Vec<Case> {
    let (t, sound) = (t(), sign(VECTOR_KEY, &t()));
    let of_sign = |json: &str| format!(r#"{{"t":{t},"sign":{json}}}"#);
    let sha256 = hex::encode(Sha256::digest(format!("{VECTOR_KEY}{t}")));
    let sha1 = hex::encode(Sha1::digest(format!("{VECTOR_KEY}{t}")));
    vec![
        case(
            "t_null",
            "null is there, and wrong; it is not absent",
            format!(r#"{{"t":null,"sign":"{sound}"}}"#),
        )
        .refused("t_null"),
        case("both_null", "t is looked at first", r#"{"t":null,"sign":null}"#).refused("t_null"),
        case("broken_t_and_null_sign", "t is looked at first", r#"{"t":1.5,"sign":null}"#)
            .refused("t_not_canonical"),
        case("sign_null", "null is there, and wrong; it is not absent", of_sign("null"))
            .refused("sign_null"),
        case("sign_empty", "an empty text", of_sign(r#""""#)).refused("sign_malformed"),
        case("sign_one_digit_short", "31 digits", of_sign(&format!("\"{}\"", &sound[1..])))
            .refused("sign_malformed"),
        case("sign_one_digit_long", "33 digits", of_sign(&format!("\"{sound}0\"")))
            .refused("sign_malformed"),
        case("sign_with_blank", "a blank behind it", of_sign(&format!("\"{sound} \"")))
            .refused("sign_malformed"),
        case(
            "sign_with_other_letter",
            "a letter that is no hex digit",
            of_sign(&format!("\"{}g\"", &sound[1..])),
        )
        .refused("sign_malformed"),
        case("sign_number", "32 digits as a number", of_sign("10000000000000000000000000000000"))
            .refused("sign_malformed"),
        case("sign_array", "within an array", of_sign(&format!("[\"{sound}\"]")))
            .refused("sign_malformed"),
        case("sign_sha1", "SHA-1 has 40 digits", of_sign(&format!("\"{sha1}\"")))
            .refused("sign_malformed"),
        case("sign_sha256", "SHA-256 has 64 digits", of_sign(&format!("\"{sha256}\"")))
            .refused("sign_malformed"),
    ]
}

/// Well-formed, signed by somebody else.
fn forgeries() -> Vec<Case> {
    let (t, sound) = (t(), sign(VECTOR_KEY, &t()));
    let md5 = |text: String| hex::encode(Md5::digest(text));
    let of_sign = |sign: &str| format!(r#"{{"event_type":349,"t":{t},"sign":"{sign}"}}"#);
    let flipped = format!("{}{}", if sound.starts_with('0') { '1' } else { '0' }, &sound[1..]);
    [
        case(
            "wrong_key",
            "signed with a key that is not the source's",
            of_sign(&sign(OTHER_KEY, &t)),
        ),
        case("flipped_digit", "one digit differs", of_sign(&flipped)),
        case(
            "sign_of_another_t",
            "the signature of the second before",
            of_sign(&sign(VECTOR_KEY, &(NOW + 599).to_string())),
        ),
        case("t_before_key", "MD5(t + key)", of_sign(&md5(format!("{t}{VECTOR_KEY}")))),
        case(
            "key_with_newline",
            "the key was read from a file with its last newline",
            of_sign(&md5(format!("{VECTOR_KEY}\n{t}"))),
        ),
        case("no_key", "MD5(t), as with an empty key", of_sign(&md5(t.clone()))),
        case(
            "key_in_lower_case",
            "letter case of a key matters",
            of_sign(&sign(&VECTOR_KEY.to_lowercase(), &t)),
        ),
        case("zeros", "32 zeros", of_sign(NOBODYS)),
        case(
            "forged_and_expired",
            "expiry is asked only of a genuine sender",
            format!(r#"{{"t":1,"sign":"{NOBODYS}"}}"#),
        ),
        case(
            "forged_and_out_of_scope",
            "so is the domain",
            format!(r#"{{"t":{t},"sign":"{NOBODYS}","domain":"other.example.test"}}"#),
        )
        .domains(&DOMAINS),
    ]
    .map(|case| case.refused("forged"))
    .into_iter()
    .collect()
}

/// Signed by one who speaks for other domains.
fn scopes() -> Vec<Case> {
    let t = t();
    [
        case(
            "domain_out_of_scope",
            "the body names a domain that is not the source's",
            signed(&t, r#","domain":"other.example.test""#),
        ),
        case(
            "app_out_of_scope",
            "also under the other documented name",
            signed(&t, r#","domain":"push.example.test","app":"other.example.test""#),
        ),
        case(
            "domain_no_text",
            "a domain that cannot be read is in no scope",
            signed(&t, r#","domain":7"#),
        ),
        case(
            "subdomain",
            "a domain is not its subdomains",
            signed(&t, r#","domain":"a.push.example.test""#),
        ),
        case(
            "out_of_scope_and_expired",
            "the domain is asked first",
            signed("1", r#","domain":"other.example.test""#),
        ),
        case(
            "out_of_scope_in_unsigned_mode",
            "an unsigned source has its scope too",
            r#"{"app":"other.example.test"}"#,
        )
        .unsigned(),
    ]
    .map(|case| case.domains(&DOMAINS).refused("scope"))
    .into_iter()
    .collect()
}

/// Genuine, at the wrong time.
fn times() -> Vec<Case> {
    let body = |t: i64| signed(&t.to_string(), "");
    vec![
        case(
            "beyond_the_future_cap",
            "one second further ahead than the policy allows",
            body(NOW + 86_401),
        )
        .early(86_401),
        case(
            "t_in_milliseconds",
            "signed soundly, but a thousand times too far",
            signed(&format!("{}000", NOW + 600), ""),
        )
        .early(1_759_368_471_000),
        case("largest_t_now", "the largest t", body(i64::MAX))
            .early(i64::MAX.unsigned_abs() - NOW.unsigned_abs()),
        case("largest_t_from_the_smallest_now_capped", "the widest span there is", body(i64::MAX))
            .now(i64::MIN)
            .early(u64::MAX),
        case("one_second_late", "t has passed", body(NOW - 1)).late(1),
        case(
            "beyond_the_grace",
            "one second later than an explicit policy accepts",
            body(NOW - 961),
        )
        .grace(960)
        .late(961),
        case("t_0_long_ago", "the smallest t at the largest now", body(0))
            .now(i64::MAX)
            .late(i64::MAX.unsigned_abs()),
    ]
}
