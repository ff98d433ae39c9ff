//! What is in a Smart Highlight: what fits, what does not and where, which fields are unknown, what identifies a clip.

use expect_test::{Expect, expect};
use livehook_core::{
    Clip, ClipKey, Envelope, Event, Highlight, MAX_HIGHLIGHT_ITEMS, MAX_UNKNOWN_FIELDS_LISTED,
    UnixSeconds,
};

const CLIP: &str = r#"{"begin_time":1,"end_time":2,"video_store_url":"u"}"#;

/// A highlight with these items, and further members.
fn body(items: &str, further: &str) -> String {
    format!(
        r#"{{"appid":1,"domain":"push.example.test","event_type":349,"items":{items},"path":"live","stream_id":"room42"{further}}}"#
    )
}

#[track_caller]
fn check(body: &str, expected: &Expect) {
    let seen = match Event::decode(&Envelope::read(body.as_bytes()).unwrap()) {
        Ok(decoded) => {
            let unknown = decoded.unknown_fields;
            match decoded.event {
                Event::Highlight(highlight) => format!(
                    "{} clips, {} unknown, listed {:?}",
                    highlight.clips.len(),
                    unknown.count,
                    unknown.listed
                ),
                other => format!("{other:?}"),
            }
        }
        Err(misfit) => misfit.to_string(),
    };
    expected.assert_eq(&seen);
}

#[test]
fn texts_and_cover_of_a_clip_may_be_absent() {
    check(&body(&format!("[{CLIP}]"), ""), &expect!["1 clips, 0 unknown, listed []"]);
}

#[test]
fn a_misfit_names_its_place() {
    check(&body("{}", ""), &expect!["items: invalid type: map, expected a sequence"]);
    check(&body(r#"[{"begin_time":1}]"#, ""), &expect!["items[0]: missing field `end_time`"]);
    check(
        &body(&format!("[{CLIP},{}]", CLIP.replace("1,", "1.5,")), ""),
        &expect!["items[1].begin_time: invalid type: floating point `1.5`, expected i64"],
    );
    check(
        &body(&format!("[{}]", CLIP.replace("\"u\"", "null")), ""),
        &expect!["items[0].video_store_url: invalid type: null, expected a string"],
    );
    check(
        r#"{"event_type":349,"appid":-1}"#,
        &expect!["appid: invalid value: integer `-1`, expected u64"],
    );
}

#[test]
fn only_an_integer_is_an_event_type() {
    check("{}", &expect!["event_type: is absent"]);
    check(r#"{"event_type":"349"}"#, &expect!["event_type: is not an integer"]);
    check(r#"{"event_type":349.0}"#, &expect!["event_type: is not an integer"]);
    check(r#"{"event_type":9223372036854775808}"#, &expect!["event_type: is not an integer"]);
    check(r#"{"event_type":-1}"#, &expect!["Other { event_type: -1 }"]);
}

#[test]
fn a_thousand_clips_are_typed_and_one_more_is_not() {
    let clips = |count: usize| body(&format!("[{}]", vec![CLIP; count].join(",")), "");
    check(&clips(MAX_HIGHLIGHT_ITEMS), &expect!["1000 clips, 0 unknown, listed []"]);
    check(
        &clips(MAX_HIGHLIGHT_ITEMS + 1),
        &expect!["items: holds 1001 clips; at most 1000 are typed"],
    );
}

#[test]
fn unknown_fields_are_named_with_their_path_and_t_and_sign_are_not_among_them() {
    let items = r#"[{"begin_time":1,"end_time":2,"mood":{"t":1},"video_store_url":"u"}]"#;
    check(
        &body(items, r#","t":1,"sign":"x","session":[1]"#),
        &expect![[r#"1 clips, 2 unknown, listed ["items[0].mood", "session"]"#]],
    );
}

#[test]
fn all_unknown_fields_are_counted_but_only_so_many_listed() {
    let further: String = (0..100).map(|n| format!(r#","x{n}":{n}"#)).collect();
    let decoded = Event::decode(&Envelope::read(body("[]", &further).as_bytes()).unwrap()).unwrap();
    assert_eq!(decoded.unknown_fields.count, 100);
    assert_eq!(decoded.unknown_fields.listed.len(), MAX_UNKNOWN_FIELDS_LISTED);
}

fn highlight() -> Highlight {
    let clip = Clip {
        begin_time: UnixSeconds(1),
        end_time: UnixSeconds(2),
        title: "a".to_owned(),
        summary: "b".to_owned(),
        video_store_url: "u".to_owned(),
        cover_url: String::new(),
        key_words: vec![],
    };
    Highlight {
        appid: 1,
        domain: "d".to_owned(),
        path: "p".to_owned(),
        stream_id: "s".to_owned(),
        clips: vec![clip],
    }
}

/// The key of the only clip after a change.
fn key(change: impl FnOnce(&mut Highlight)) -> ClipKey {
    let mut highlight = highlight();
    change(&mut highlight);
    ClipKey::of(&highlight, &highlight.clips[0])
}

#[test]
fn a_clip_is_identified_by_its_stream_and_address() {
    let same = key(|_| {});
    assert_ne!(key(|highlight| highlight.appid = 2), same);
    assert_ne!(key(|highlight| highlight.domain.push('x')), same);
    assert_ne!(key(|highlight| highlight.path.push('x')), same);
    assert_ne!(key(|highlight| highlight.stream_id.push('x')), same);
    assert_ne!(key(|highlight| highlight.clips[0].video_store_url.push('x')), same);
}

#[test]
fn its_texts_and_times_do_not_identify_a_clip_that_has_an_address() {
    let same = key(|_| {});
    assert_eq!(key(|highlight| highlight.clips[0].title.push('x')), same);
    assert_eq!(key(|highlight| highlight.clips[0].cover_url.push('x')), same);
    assert_eq!(key(|highlight| highlight.clips[0].begin_time = UnixSeconds(7)), same);
}

#[test]
fn without_an_address_a_clip_is_identified_by_its_times() {
    let without = |begin: i64, end: i64| {
        key(|highlight| {
            let clip = &mut highlight.clips[0];
            clip.video_store_url.clear();
            (clip.begin_time, clip.end_time) = (UnixSeconds(begin), UnixSeconds(end));
        })
    };
    assert_eq!(without(1, 2), without(1, 2));
    assert_ne!(without(1, 2), without(1, 3));
    assert_ne!(without(1, 2), without(0, 2));
    assert_ne!(without(1, 2), key(|_| {}));
}

#[test]
fn parts_of_a_clip_key_do_not_run_together() {
    let moved = key(|highlight| {
        highlight.domain = "dp".to_owned();
        highlight.path = String::new();
    });
    assert_ne!(moved, key(|_| {}));
}

#[test]
fn a_clip_key_is_frozen() {
    expect!["904c810c972bffa01c9523c54ecf704c6b05a51502f0a13436440f507532070c"]
        .assert_eq(&key(|_| {}).to_string());
}
