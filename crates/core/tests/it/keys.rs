//! Which keys are taken, and what a careful operator is told about them.

use expect_test::{Expect, expect};
use livehook_core::{CallbackKey, KeyConcern, VECTOR_KEY};

#[track_caller]
fn check(key: &str, expected: &Expect) {
    let seen = match CallbackKey::new(key) {
        Ok(key) => {
            let concerns = key.concerns();
            concerns.iter().map(|concern| format!("{}\n", concern.code())).collect::<String>()
        }
        Err(error) => format!("{error}\n"),
    };
    expected.assert_eq(&seen);
}

#[test]
fn a_good_key_raises_no_concern() {
    check("abcdefghijklmnop", &expect![""]);
    check("ABCDEFGHIJKLMNOPQRSTUVWXYZ01234x", &expect![""]);
}

#[test]
fn keys_of_no_or_too_many_bytes_are_not_taken() {
    check(
        "",
        &expect![[r#"
        the callback key is empty; take the one set in the console's callback template
    "#]],
    );
    check(
        &"x".repeat(257),
        &expect![[r#"
        the callback key has 257 bytes; at most 256 are taken, and Tencent's console allows 32
    "#]],
    );
}

#[test]
fn everything_else_is_taken_and_talked_about() {
    check(
        &"x".repeat(256),
        &expect![[r#"
        longer_than_console
    "#]],
    );
    check(
        "abcdefghijklmno",
        &expect![[r#"
        short
    "#]],
    );
    check(
        "abcdefghijklmnop\n",
        &expect![[r#"
        surrounding_blanks
        not_letters_and_digits
    "#]],
    );
    check(
        "abcdefghijklmno1",
        &expect![[r#"
        ends_in_digit
    "#]],
    );
    check(
        "密钥密钥密钥密钥密钥密钥密钥密钥",
        &expect![[r#"
        not_letters_and_digits
    "#]],
    );
    check(
        VECTOR_KEY,
        &expect![[r#"
        public_vector_key
        ends_in_digit
    "#]],
    );
}

#[test]
fn every_key_that_the_vectors_publish_is_known_as_one() {
    for file in ["signature.json", "content-key.json"] {
        let path = format!("{}/../../fixtures/vectors/{file}", env!("CARGO_MANIFEST_DIR"));
        let vectors: serde_json::Value =
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let published = vectors["do_not_use_keys"].as_array().into_iter().flatten();
        for key in published.map(|key| CallbackKey::new(key.as_str().unwrap()).unwrap()) {
            assert!(
                key.concerns().contains(&KeyConcern::PublicVectorKey),
                "{file} publishes {}",
                key.expose()
            );
        }
    }
}

#[test]
fn a_key_is_compared_by_its_bytes_and_never_printed() {
    let key = CallbackKey::new("abcdefghijklmnop").unwrap();
    assert_eq!(key, CallbackKey::new("abcdefghijklmnop").unwrap());
    assert_ne!(key, CallbackKey::new("Abcdefghijklmnop").unwrap());
    assert_eq!(format!("{key:?}"), "CallbackKey(redacted)");
}
