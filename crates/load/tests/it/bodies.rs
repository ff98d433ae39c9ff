//! Requests of each class are what their class says, judged by core.

use std::sync::Arc;

use livehook_core::{
    CallbackKey, ContentKey, Envelope, KeyId, Policy, Source, UnixSeconds, VALIDITY, Verdict, judge,
};
use livehook_load::{
    class::Class,
    identity::RunName,
    plan::Arrival,
    render::{Content, Ingredients, Memory, Renderer},
};
use livehook_simulator::recipe::EventSpec;

const KEY: &str = "Smq2rJ7fTnVx0cKd8LhW4bYp6ZgQaEuB";
const NOW: UnixSeconds = UnixSeconds(1_761_129_434);

fn ingredients(content: Content, key: Option<&str>) -> Ingredients {
    Ingredients {
        content,
        key: key.map(|key| CallbackKey::new(key).unwrap()),
        validity: VALIDITY,
        run: RunName::of(7),
        seed: 7,
        head: "POST / HTTP/1.1\r\nhost: localhost\r\n".to_owned(),
    }
}

fn renderer(content: Content) -> Renderer {
    let memory = Arc::new(Memory::new());
    let classes = Class::ALL.iter().copied();
    Renderer::new(classes, &ingredients(content, Some(KEY)), Some(memory)).unwrap()
}

fn arrival(class: Class, index: u64, number: u64) -> Arrival {
    Arrival { index, due_ns: 0, class, number }
}

/// The body, after its length was checked.
#[track_caller]
fn body(request: &[u8]) -> Vec<u8> {
    let end = request.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let head = str::from_utf8(&request[..end]).unwrap();
    let body = request[end..].to_vec();
    assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
    body
}

#[track_caller]
fn verdict(body: &[u8], now: UnixSeconds) -> &'static str {
    let source =
        Source::signed("load", [(KeyId::new("k"), CallbackKey::new(KEY).unwrap())]).unwrap();
    match Envelope::read(body) {
        Err(refusal) => refusal.code().as_str(),
        Ok(envelope) => match judge(envelope, &source, now, &Policy::default()) {
            Verdict::Accepted(_) => "accepted",
            Verdict::Late(..) => "late",
            Verdict::Early(..) => "early",
            Verdict::Refused(refusal) => refusal.code().as_str(),
        },
    }
}

fn content_key(body: &[u8]) -> ContentKey {
    ContentKey::of(&Envelope::read(body).unwrap())
}

#[track_caller]
fn check(class: Class, expected: &str) {
    let mut renderer = renderer(Content::highlight(7));
    // Several, so that what is patched is patched again.
    for (nth, number) in [(0, 3), (90_000, 99_999_999_999)] {
        let now = UnixSeconds(NOW.0 + nth);
        let body = body(renderer.render(&arrival(class, number, number), now));
        assert_eq!(verdict(&body, now), expected, "{class}");
        if expected != "not_json" {
            let stream = RunName::of(7).stream(number);
            let text = String::from_utf8(body).unwrap();
            assert!(text.contains(&format!("\"stream_id\":\"{stream}\"")), "{class}: {text}");
        }
    }
}

#[test]
fn each_class_deserves_its_verdict() {
    for class in [Class::Sound, Class::Duplicate, Class::Redelivered, Class::Tampered] {
        check(class, "accepted");
    }
    check(Class::UnknownEvent, "accepted");
    check(Class::Large, "accepted");
    check(Class::Expired, "late");
    check(Class::Forged, "forged");
    check(Class::Malformed, "not_json");
}

#[test]
fn a_duplicate_has_the_bytes_of_its_original_and_a_redelivery_its_content() {
    let mut renderer = renderer(Content::highlight(7));
    let later = UnixSeconds(NOW.0 + 5);
    let sound = body(renderer.render(&arrival(Class::Sound, 4, 4), NOW));
    let other = body(renderer.render(&arrival(Class::Sound, 5, 5), later));
    let duplicate = body(renderer.render(&arrival(Class::Duplicate, 200, 4), later));
    let redelivered = body(renderer.render(&arrival(Class::Redelivered, 201, 4), later));
    assert_eq!(duplicate, sound);
    assert_ne!(redelivered, sound);
    assert_eq!(content_key(&redelivered), content_key(&sound));
    assert_ne!(content_key(&other), content_key(&sound));
}

#[test]
fn a_large_body_has_200_kib() {
    let mut renderer = renderer(Content::highlight(7));
    assert_eq!(body(renderer.render(&arrival(Class::Large, 1, 1), NOW)).len(), 200 * 1024);
}

#[test]
fn other_events_are_named_and_signed_too() {
    for event in [EventSpec::Other { event_type: 317 }, EventSpec::Other { event_type: 1 }] {
        let from = ingredients(Content(event), Some(KEY));
        let mut renderer = Renderer::new([Class::Sound], &from, None).unwrap();
        let first = body(renderer.render(&arrival(Class::Sound, 1, 1), NOW));
        let second = body(renderer.render(&arrival(Class::Sound, 2, 2), NOW));
        assert_eq!((verdict(&first, NOW), verdict(&second, NOW)), ("accepted", "accepted"));
        assert_ne!(content_key(&first), content_key(&second));
    }
}

#[test]
fn without_a_key_nothing_is_signed_and_nothing_can_be_forged() {
    let from = ingredients(Content::highlight(7), None);
    let mut renderer = Renderer::new([Class::Sound], &from, None).unwrap();
    let body = body(renderer.render(&arrival(Class::Sound, 1, 1), NOW));
    assert_eq!(verdict(&body, NOW), "unsigned");
    let forged = Renderer::new([Class::Forged], &from, None).map(drop);
    assert_eq!(forged.map_err(|error| error.code()), Err("render_needs_key"));
}

#[test]
fn events_go_on_in_time_and_a_given_body_does_not() {
    let time = |content: Content, number: u64| {
        let ingredients = ingredients(content, Some(KEY));
        let mut renderer = Renderer::new([Class::Sound], &ingredients, None).unwrap();
        content_key(&body(renderer.render(&arrival(Class::Sound, number, number), NOW)))
            .event_time()
    };
    let highlight = || Content::highlight(7);
    let first = time(highlight(), 0);
    assert!(first > 1_700_000_000, "{first}");
    assert_eq!(time(highlight(), 999), first);
    assert_eq!(time(highlight(), 1_000), first + 1);
    assert_eq!(time(highlight(), 2_000_000), first + 2_000);
    let given = br#"{"event_type":1,"stream_id":"x","event_time":1761129434}"#;
    let given = || Content(EventSpec::from_json(given).unwrap());
    assert_eq!(time(given(), 2_000_000), 1_761_129_434);
    // A repetition is of the same event, whatever was rendered between.
    let mut renderer = renderer(highlight());
    let mut key =
        |class, number| content_key(&body(renderer.render(&arrival(class, number, number), NOW)));
    let early = key(Class::Sound, 5);
    key(Class::Sound, 70_000);
    assert_eq!(key(Class::Redelivered, 5), early);
}
