//! What cannot be configured.

use expect_test::{Expect, expect};
use livehook_core::{CallbackKey, KeyId, Source, VECTOR_KEY};
use livehook_receiver::{CallbackPath, ReceiverConfig, SourceRoute};

use crate::harness::signed_source;

fn check(routes: Vec<SourceRoute>, expected: &Expect) {
    expected.assert_eq(&ReceiverConfig::new(routes).unwrap_err().to_string());
}

fn route(path: &str, source: Source) -> SourceRoute {
    SourceRoute { path: path.parse().unwrap(), source }
}

#[test]
fn nothing_to_serve_is_refused() {
    check(Vec::new(), &expect!["a receiver needs at least one source; give it a callback key"]);
}

#[test]
fn the_published_key_is_refused_even_as_a_second_one() {
    let key = |text| CallbackKey::new(text).unwrap();
    let keys = [(KeyId::new("new"), key("aKeyOfNobodyElse")), (KeyId::new("old"), key(VECTOR_KEY))];
    check(
        vec![route("/a", Source::signed("default", keys).unwrap())],
        &expect![
            "key `old` of source `default` is a published key of the test vectors, with which anybody can sign; make one with `key new`"
        ],
    );
}

#[test]
fn a_path_and_a_name_have_one_source() {
    check(
        vec![route("/a", signed_source()), route("/a", Source::unsigned("other").unwrap())],
        &expect!["two sources share the path /a; give each its own"],
    );
    check(
        vec![route("/a", signed_source()), route("/b", signed_source())],
        &expect!["two sources are named `default`; give each its own name"],
    );
}

#[test]
fn a_path_is_plain() {
    for path in ["/", "/callbacks/css", "/a-b_c.d~e/1"] {
        assert_eq!(path.parse::<CallbackPath>().unwrap().as_str(), path);
    }
    let long = format!("/{}", "a".repeat(256));
    for path in ["", "a", "/a?b", "/a#b", "/{id}", "/a b", "//a", "/a/../b", "/\u{e9}", &long] {
        assert!(path.parse::<CallbackPath>().is_err(), "{path}");
    }
}
