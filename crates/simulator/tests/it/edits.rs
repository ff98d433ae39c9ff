//! Changes by hand: what they change, what they refuse, and that they are signed like anything else.

use expect_test::{Expect, expect};
use livehook_simulator::{
    recipe::{
        Edit, EditError, Edits, EventSpec, Flaw, Prepared, Recipe, RecipeError, UnknownPaths,
    },
    situation::Situation,
};

use crate::harness::{NOW, signing, sound};

fn prepare(
    set: &[&str],
    unset: &[&str],
    unknown: UnknownPaths,
    flaw: Option<Flaw>,
) -> Result<Prepared, RecipeError> {
    let edits =
        set.iter().map(|text| Edit::set(text)).chain(unset.iter().map(|text| Edit::unset(text)));
    let list = edits.collect::<Result<Vec<_>, EditError>>()?;
    let recipe =
        Recipe { event: EventSpec::Documented, edits: Edits { list, unknown }, flaw, ..sound() };
    recipe.prepare(0, &signing(), NOW)
}

fn edited(set: &[&str], unset: &[&str]) -> (serde_json::Value, Situation) {
    let prepared = prepare(set, unset, UnknownPaths::Refuse, None).unwrap();
    (serde_json::from_slice(&prepared.body).unwrap(), prepared.situation)
}

#[test]
fn values_are_json_where_they_read_as_json_and_text_elsewhere() {
    let (body, situation) = edited(
        &[
            "items[0].title=Hello = you",
            "appid=7",
            "items[0].key_words=[\"a\"]",
            "path=\"12\"",
            "domain=",
        ],
        &[],
    );
    assert_eq!(body["items"][0]["title"], "Hello = you");
    assert_eq!(body["appid"], 7);
    assert_eq!(body["items"][0]["key_words"], serde_json::json!(["a"]));
    assert_eq!(body["path"], "12");
    assert_eq!(body["domain"], "");
    assert_eq!(situation, Situation::Sound);
}

#[test]
fn what_is_unset_is_gone() {
    let (body, situation) =
        edited(&[], &["items[0].key_words[0]", "items[0].cov_img_store_url", "stream_id"]);
    assert_eq!(body["items"][0]["key_words"].as_array().unwrap().len(), 4);
    assert!(body["items"][0].get("cov_img_store_url").is_none() && body.get("stream_id").is_none());
    assert_eq!(situation, Situation::Misfit);
}

#[test]
fn an_edited_callback_is_signed_and_its_situation_seen() {
    // Clips are foreign to an event of push.
    assert_eq!(edited(&["event_type=1"], &[]).1, Situation::UnknownFields);
    assert_eq!(edited(&["event_type=1"], &["items", "domain", "path"]).1, Situation::Sound);
    assert_eq!(edited(&["event_type=4242"], &[]).1, Situation::UnknownEvent);
    assert_eq!(edited(&[], &["event_type"]).1, Situation::NoEventType);
    assert_eq!(edited(&["items=[]"], &[]).1, Situation::Sound);
    assert_eq!(edited(&["items[0].begin_time=soon"], &[]).1, Situation::Misfit);
}

#[test]
fn t_and_sign_stand_as_given_and_a_given_t_is_signed() {
    let t = |value: i64| format!("t={value}");
    assert_eq!(edited(&[&t(NOW.0)], &[]).1, Situation::Sound);
    assert_eq!(edited(&[&t(NOW.0 - 1)], &[]).1, Situation::Expired);
    assert_eq!(edited(&[&t(NOW.0 - 3_601)], &[]).1, Situation::ExpiredLong);
    assert_eq!(edited(&[&t(NOW.0 + 86_401)], &[]).1, Situation::FarFuture);
    assert_eq!(edited(&["t=\"1761129500\""], &[]).1, Situation::TAsText);
    assert_eq!(edited(&["t=1761129500.5"], &[]).1, Situation::TNotCanonical);
    assert_eq!(edited(&["t=null"], &[]).1, Situation::TNull);
    assert_eq!(edited(&[], &["t"]).1, Situation::TMissing);
    assert_eq!(edited(&[], &["sign"]).1, Situation::SignMissing);
    assert_eq!(edited(&[], &["t", "sign"]).1, Situation::Unsigned);
    assert_eq!(edited(&["sign=0123456789abcdef0123456789abcdef"], &[]).1, Situation::Forged);
    assert_eq!(edited(&["sign=short"], &[]).1, Situation::SignMalformed);
    assert_eq!(edited(&["sign=null"], &[]).1, Situation::SignNull);
}

#[test]
fn a_flaw_has_the_last_word() {
    let prepared =
        prepare(&["items[0].title=x"], &[], UnknownPaths::Refuse, Some(Flaw::EmptyItems)).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&prepared.body).unwrap();
    assert_eq!(body["items"], serde_json::json!([]));
}

#[track_caller]
fn check_refused(set: &[&str], unset: &[&str], expected: &Expect) {
    let error = prepare(set, unset, UnknownPaths::Refuse, None).unwrap_err();
    expected.assert_eq(&format!("{}: {error}", error.code()));
}

#[test]
fn unknown_paths_are_refused_with_the_nearest() {
    check_refused(
        &["items[0].titel=x"],
        &[],
        &expect![
            "edit_path_unknown: the callback has no items[0].titel; did you mean items[0].title?"
        ],
    );
    check_refused(
        &[],
        &["stream"],
        &expect!["edit_path_unknown: the callback has no stream; did you mean stream_id?"],
    );
    check_refused(
        &["altogether.different=x"],
        &[],
        &expect![
            "edit_path_unknown: the callback has no altogether.different; unknown paths must be allowed explicitly"
        ],
    );
    check_refused(
        &["items[1].title=x"],
        &[],
        &expect!["edit_index_beyond_end: there is no items[1]: the list holds 1, counted from 0"],
    );
    check_refused(
        &["items.title=x"],
        &[],
        &expect![
            "edit_path_into_value: there is no items.title: items is a list, whose elements have numbers, as in [0]"
        ],
    );
    check_refused(
        &["items[0].title.short=x"],
        &[],
        &expect![
            "edit_path_into_value: there is no items[0].title.short: items[0].title is a text"
        ],
    );
    check_refused(
        &["appid[0]=x"],
        &[],
        &expect!["edit_path_into_value: there is no appid[0]: appid is a number"],
    );
}

#[test]
fn malformed_edits_say_how_they_are_written() {
    check_refused(
        &["appid"],
        &[],
        &expect![[
            r#"edit_without_value: "appid" sets nothing: write PATH=VALUE, as in items[0].title=Hello"#
        ]],
    );
    check_refused(
        &["=5"],
        &[],
        &expect![[
            r#"edit_path_malformed: "" is no path: a name is missing; write it as in items[0].title"#
        ]],
    );
    check_refused(
        &["[0]=5"],
        &[],
        &expect![[
            r#"edit_path_malformed: "[0]" is no path: a name is missing; write it as in items[0].title"#
        ]],
    );
    check_refused(
        &[],
        &["items[x]"],
        &expect![[
            r#"edit_path_malformed: "items[x]" is no path: brackets hold a number from 0, as in items[0].title"#
        ]],
    );
    check_refused(
        &[],
        &["items[0"],
        &expect![[
            r#"edit_path_malformed: "items[0" is no path: brackets hold a number from 0, as in items[0].title"#
        ]],
    );
    check_refused(
        &[],
        &["a..b"],
        &expect![[
            r#"edit_path_malformed: "a..b" is no path: a name is missing; write it as in items[0].title"#
        ]],
    );
    check_refused(
        &[],
        &[&["a"; 40].join(".")],
        &expect!["edit_path_malformed: a path of more than 32 steps leads nowhere in a callback"],
    );
}

#[test]
fn unknown_paths_are_made_when_they_are_allowed() {
    let set = ["mood=good", "extra.deep[0].x=1", "items[0].new=2"];
    let prepared = prepare(&set, &["nowhere.at.all"], UnknownPaths::Allow, None).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&prepared.body).unwrap();
    assert_eq!(body["mood"], "good");
    assert_eq!(body["extra"], serde_json::json!({"deep": [{"x": 1}]}));
    assert_eq!(body["items"][0]["new"], 2);
    assert_eq!(prepared.situation, Situation::UnknownFields);
    let error = prepare(&["extra.list[2]=x"], &[], UnknownPaths::Allow, None).unwrap_err();
    expect!["there is no extra.list[2]: the list holds 0, counted from 0"]
        .assert_eq(&error.to_string());
}
