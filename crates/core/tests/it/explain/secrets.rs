//! Neither a key nor the signature that would have been right, whatever the body holds.

use livehook_core::{
    CallbackKey, KeyId, Policy, Signature, Source, UnixSeconds,
    explain::{Language, explain},
};
use proptest::prelude::*;

const LANGUAGES: [Language; 2] = [Language::English, Language::Chinese];

/// Templates of hostile bodies: `@T` is t, `@S` the right signature, `@K` the key, `@F` a wrong signature.
const BODIES: [&str; 13] = [
    r#"{"event_type":349,"t":@T,"sign":"@S"}"#,
    r#"{"event_type":349,"t":@T,"sign":"@F"}"#,
    r#"{"event_type":349,"t":@T}"#,
    r#"{"event_type":349,"t":@T,"sign":"@F","stream_id":"@S"}"#,
    r#"{"event_type":349,"t":@T,"sign":"@F","stream_id":"x@Kx"}"#,
    r#"{"event_type":349,"t":@T,"sign":"@S","domain":"@K","app":"@S"}"#,
    r#"{"event_type":349,"t":@T,"sign":"@F","items":"@S"}"#,
    r#"{"event_type":349,"t":@T,"sign":"@F","items":[{"begin_time":"@K"}]}"#,
    r#"{"t":"@S","sign":"@T"}"#,
    r#"{"t":@T,"sign":"@S@S"}"#,
    r#"{"@K":1,"@K":1,"t":@T,"sign":"@S"}"#,
    r#"{"@S":1,"@S":1,"t":@T,"sign":"@S"}"#,
    r#"key=@K&t=@T&sign=@S"#,
];

fn fill(template: &str, key: &str, t: i64, right: &str) -> String {
    let wrong = "f".repeat(32);
    template
        .replace("@T", &t.to_string())
        .replace("@S", right)
        .replace("@K", key)
        .replace("@F", &wrong)
}

/// Explains and looks for secrets, in any letter case.
#[track_caller]
fn check(body: &[u8], key: &str, right: &str, now: i64) {
    let keys = [(KeyId::new("current"), CallbackKey::new(key).unwrap())];
    let source =
        Source::signed("default", keys).unwrap().with_domains(["a.example.test".to_owned()]);
    let others = [source.clone()];
    for language in LANGUAGES {
        let policy = Policy::default();
        let explanation = explain(body, &source, &others, UnixSeconds(now), &policy, language);
        for step in explanation.steps {
            assert!(!step.text.contains(key), "{}: the key", step.text);
            assert!(!step.text.to_lowercase().contains(right), "{}: the signature", step.text);
            assert!(!step.text.contains(char::is_control), "{:?}", step.text);
        }
    }
}

proptest! {
    #[test]
    fn no_step_holds_a_secret(
        key in "[A-Za-z0-9]{12,32}",
        t in prop_oneof![0..=i64::MAX, 1_761_000_000..1_762_000_000_i64],
        template in prop::sample::select(&BODIES),
        upper in any::<bool>(),
    ) {
        let right = Signature::of(&CallbackKey::new(&key).unwrap(), &t.to_string()).to_string();
        let shown = if upper { right.to_uppercase() } else { right.clone() };
        check(fill(template, &key, t, &shown).as_bytes(), &key, &right, 1_761_500_000);
    }

    #[test]
    fn any_bytes_are_explained(body in prop::collection::vec(any::<u8>(), 0..200), t in any::<i64>()) {
        let key = "callbackKey0123456789";
        let right = Signature::of(&CallbackKey::new(key).unwrap(), &t.to_string()).to_string();
        check(&body, key, &right, t);
    }

    #[test]
    fn any_values_of_the_fields_are_explained(
        t in "[-+0-9.eE\"a-z{}\\[\\]]{1,24}", sign in "[0-9a-fA-F= x]{0,70}", stream in any::<String>(),
    ) {
        let stream = serde_json::to_string(&stream).unwrap();
        let body = format!(r#"{{"event_type":349,"t":{t},"sign":"{sign}","stream_id":{stream}}}"#);
        check(body.as_bytes(), "callbackKey0123456789", &"g".repeat(32), 0);
    }
}
