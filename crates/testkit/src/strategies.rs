//! proptest strategies for keys, `t`, and highlights with their signed bodies.

use livehook_core::{CallbackKey, Clip, Highlight, Signature, UnixSeconds};
use proptest::prelude::*;

/// The most clips a generated highlight has: enough to be several, few enough to be read in a failure.
const CLIPS_MAX: usize = 3;

/// Keys as Tencent's console takes them: 1 to 32 letters and digits.
pub fn console_key() -> impl Strategy<Value = CallbackKey> {
    "[A-Za-z0-9]{1,32}".prop_map(|text| key(&text))
}

/// Any key that works, blanks, Chinese and digits only among them.
pub fn any_key() -> impl Strategy<Value = CallbackKey> {
    prop_oneof!["[A-Za-z0-9]{1,32}", ".{1,32}", "[0-9]{1,4}"].prop_map(|text| key(&text))
}

fn key(text: &str) -> CallbackKey {
    CallbackKey::new(text).expect("1 to 32 characters have 1 to 128 bytes")
}

/// Any `t` that may be accepted: near zero, of these years, or up to the largest.
pub fn t() -> impl Strategy<Value = UnixSeconds> {
    prop_oneof![0..=10_i64, 1_700_000_000..=1_900_000_000_i64, 0..=i64::MAX].prop_map(UnixSeconds)
}

/// Highlights with texts in any script and up to three clips.
pub fn highlight() -> impl Strategy<Value = Highlight> {
    let names = ("[a-z0-9.]{1,20}", "[a-z0-9]{1,10}", any::<String>());
    let clips = prop::collection::vec(clip(), 0..=CLIPS_MAX);
    (any::<u64>(), names, clips).prop_map(|(appid, (domain, path, stream_id), clips)| Highlight {
        appid,
        domain,
        path,
        stream_id,
        clips,
    })
}

/// Clips with any texts, of a minute at most.
pub fn clip() -> impl Strategy<Value = Clip> {
    let times = (1_700_000_000..1_900_000_000_i64, 0..60_i64);
    let key_words = prop::collection::vec(any::<String>(), 0..4);
    (times, any::<[String; 3]>(), "[a-z0-9/]{0,20}", key_words).prop_map(
        |((begin, length), [title, summary, cover_url], path, key_words)| Clip {
            begin_time: UnixSeconds(begin),
            end_time: UnixSeconds(begin + length),
            title,
            summary,
            video_store_url: format!("http://demo-1250000001.cos.example.test/{path}"),
            cover_url,
            key_words,
        },
    )
}

/// The body of a highlight, signed: members in alphabetical order but for `t` and `sign`, which come last.
#[must_use]
pub fn signed_body(highlight: &Highlight, key: &CallbackKey, t: UnixSeconds) -> String {
    let sign = Signature::of(key, &t.to_string());
    let unsigned = highlight.to_json();
    let open = unsigned.strip_suffix('}').expect("a highlight's JSON is an object");
    format!(r#"{open},"t":{t},"sign":"{sign}"}}"#)
}

#[cfg(test)]
mod tests {
    use livehook_core::{Envelope, KeyId, Policy, Source, Verdict, judge};

    use super::*;

    proptest! {
        #[test]
        fn a_signed_body_is_accepted_at_its_t(highlight in highlight(), key in any_key(), t in t()) {
            let body = signed_body(&highlight, &key, t);
            let source = Source::signed("default", [(KeyId::new("only"), key)]).unwrap();
            let envelope = Envelope::read(body.as_bytes()).unwrap();
            let verdict = judge(envelope, &source, t, &Policy::default());
            prop_assert!(matches!(verdict, Verdict::Accepted(_)), "{:?}", verdict.code());
        }
    }
}
