//! What a source may be called, and how many keys it takes.

use livehook_core::{Authentication, CallbackKey, KeyId, Source, SourceError};

fn keys(count: usize) -> Vec<(KeyId, CallbackKey)> {
    let key = |n| (KeyId::new(&format!("k{n}")), CallbackKey::new("abcdefghijklmnop").unwrap());
    (0..count).map(key).collect()
}

#[track_caller]
fn check_name(name: &str, expected: &Result<(), SourceError>) {
    assert_eq!(Source::unsigned(name).map(|source| assert_eq!(source.name(), name)), *expected);
}

#[test]
fn names_are_short_words_that_need_no_escape_anywhere() {
    check_name("a", &Ok(()));
    check_name("Room-4_2.b", &Ok(()));
    check_name(&"x".repeat(64), &Ok(()));
    for name in ["", "a b", "a/b", "é", "a\n", &"x".repeat(65)] {
        check_name(name, &Err(SourceError::Name));
    }
}

#[test]
fn a_source_takes_one_to_eight_keys_and_keeps_their_order() {
    for count in [1, 8] {
        let source = Source::signed("a", keys(count)).unwrap();
        let Authentication::Keys(kept) = source.authentication() else { panic!("it is signed") };
        assert_eq!(kept, &keys(count));
    }
    let error = |count| Source::signed("a", keys(count)).map(|_| ()).unwrap_err();
    assert_eq!(error(0), SourceError::NoKeys);
    assert_eq!(error(9), SourceError::TooManyKeys { count: 9 });
    assert_eq!(error(9).to_string(), "a source takes at most 8 keys, got 9; rotation needs two");
}

#[test]
fn two_keys_of_a_source_have_two_names() {
    let twice = keys(2).into_iter().chain(keys(1));
    let error = Source::signed("a", twice).map(|_| ()).unwrap_err();
    assert_eq!(error, SourceError::SameKeyId { id: KeyId::new("k0") });
    assert_eq!(
        error.to_string(),
        "two keys of the source are both named `k0`; give each a name of its own"
    );
}

#[test]
fn a_source_has_no_domains_unless_given() {
    let source = Source::unsigned("a").unwrap();
    assert!(source.domains().is_empty());
    assert_eq!(source.with_domains(["d".to_owned()]).domains(), ["d"]);
}
