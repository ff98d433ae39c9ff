//! What deliveries share and events do not: the content key, under every way of writing a content.

use livehook_core::{ContentKey, Envelope};
use proptest::prelude::*;

use super::json::{Manner, change, changed, document, write};

fn key(body: &str) -> ContentKey {
    ContentKey::of(&Envelope::read(body.as_bytes()).unwrap())
}

/// What a callback carries beside its content, as source text.
fn credential() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let t = prop::sample::select(vec!["1761129434", "\"1\"", "null", "{\"a\":1}"]);
    let sign = prop::sample::select(vec!["\"00\"", "\"1390d3b72cc53fd73f14ae32914f1774\"", "7"]);
    (prop::option::of(t), prop::option::of(sign)).prop_map(|(t, sign)| {
        t.map(|t| ("t", t)).into_iter().chain(sign.map(|sign| ("sign", sign))).collect()
    })
}

proptest! {
    #[test]
    fn every_way_of_writing_one_content_has_one_key(
        document in document(),
        (one, one_credential) in (Manner::any(), credential()),
        (other, other_credential) in (Manner::any(), credential()),
    ) {
        let one = write(&document, &one_credential, one);
        let other = write(&document, &other_credential, other);
        prop_assert_eq!(key(&one), key(&other), "{} and {}", one, other);
    }

    #[test]
    fn every_change_of_content_changes_the_key(
        (document, change) in (document(), change()),
        (one, other) in (Manner::any(), Manner::any()),
    ) {
        let changed = changed(&document, change);
        prop_assume!(changed != document);
        let before = write(&document, &[], one);
        let after = write(&changed, &[], other);
        prop_assert_ne!(key(&before), key(&after), "{} and {}", before, after);
    }

    #[test]
    fn the_canonical_text_is_json_and_its_own_canonical_form(document in document(), manner in Manner::any()) {
        let body = write(&document, &[("t", "1")], manner);
        let canonical = ContentKey::canonical_json(&Envelope::read(body.as_bytes()).unwrap());
        let again = Envelope::read(&canonical).unwrap();
        prop_assert_eq!(ContentKey::canonical_json(&again), canonical.clone());
        prop_assert_eq!(ContentKey::of(&again), key(&body));
    }

    #[test]
    fn a_key_is_found_again_from_its_text_and_from_its_bytes(document in document(), manner in Manner::any()) {
        let key = key(&write(&document, &[], manner));
        prop_assert_eq!(key.to_string().parse(), Ok(key));
        prop_assert_eq!(ContentKey::from_bytes(key.to_bytes()), key);
    }
}

#[test]
fn a_key_has_one_text_only() {
    let hash = "0".repeat(63) + "a";
    assert!(format!("v1-5-{hash}").parse::<ContentKey>().is_ok());
    for text in
        [format!("v1-+5-{hash}"), format!("v1-05-{hash}"), format!("v1-5-{}", hash.to_uppercase())]
    {
        assert!(text.parse::<ContentKey>().is_err(), "{text}");
    }
}

#[test]
fn only_members_of_an_object_are_the_events_time() {
    assert_eq!(key(r#"{"items":[{"begin_time":5}]}"#).event_time(), 5);
    assert_eq!(key(r#"{"items":[["begin_time",5]]}"#).event_time(), 0);
}

#[test]
fn a_lone_surrogate_is_content_too() {
    assert_ne!(key(r#"{"a":"\ud800"}"#), key(r#"{"a":"\ud801"}"#));
    assert_eq!(key(r#"{"a":"\ud800"}"#), key(r#"{"\u0061":"\uD800"}"#));
}
