//! What was acknowledged, held against what a receiver has, in every shape that receivers give it out.

use std::fmt::Write as _;

use livehook_load::{
    class::Class,
    fates::Fates,
    identity::RunName,
    measurement::Effects,
    oracle::{Scan, ScanError, Shape, Sightings, check},
};
use proptest::prelude::*;

const EVENTS: u64 = 200_000;

fn run() -> RunName {
    "k3x9az".parse().unwrap()
}

fn acknowledged(numbers: impl IntoIterator<Item = u64>) -> Fates {
    let fates = Fates::new(EVENTS);
    for number in numbers {
        fates.sent(number, Class::Sound);
        fates.answered(number, Class::Sound, 200);
    }
    fates
}

fn elements(pointer: &str) -> Shape {
    Shape::Elements { pointer: pointer.to_owned() }
}

/// Scans a text in pieces of some length.
fn scanned(text: &[u8], shape: &Shape, piece: usize) -> Result<Sightings, ScanError> {
    let mut seen = Sightings::new(run(), 10);
    let mut scan = Scan::new(&mut seen, shape)?;
    text.chunks(piece).for_each(|piece| scan.push(piece));
    scan.finish()?;
    Ok(seen)
}

/// What was seen of the events 0 to 9, whichever way the text is cut.
#[track_caller]
fn check_seen(text: &str, shape: &Shape, expected: [u8; 10]) {
    for piece in [1, 2, 7, 20, 21, 22, 64, 1 << 20] {
        let seen = scanned(text.as_bytes(), shape, piece).unwrap();
        let times: Vec<_> = (0..10).map(|number| seen.times(number)).collect();
        assert_eq!(times, expected, "{text} in pieces of {piece}");
    }
}

#[track_caller]
fn check_refused(text: &str, pointer: &str, expected: &str) {
    for piece in [1, 1 << 20] {
        let code = scanned(text.as_bytes(), &elements(pointer), piece).map_err(|it| it.code());
        assert_eq!(code.err(), Some(expected), "{text}");
    }
}

fn id(number: u64) -> String {
    run().stream(number)
}

#[test]
fn a_line_counts_an_event_once() {
    let text = format!(
        "took {0} {0} {1}\n\nld-k3x9az-0000 ld-other1-00000000003 {1}/a.mp4\r\n{2}",
        id(1),
        id(2),
        id(9)
    );
    check_seen(&text, &Shape::Lines, [0, 1, 2, 0, 0, 0, 0, 0, 0, 1]);
}

#[test]
fn a_name_that_breaks_off_does_not_hide_the_next() {
    check_seen(
        &format!("ld-k3x9az-ld-k3x9az-{0}", id(4)),
        &Shape::Lines,
        [0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
    );
}

#[test]
fn an_element_counts_an_event_once() {
    let text =
        format!(r#"[{{"a":"{0}","b":["{0}","{1}"]}},"{1}, {1}",[[]],null,"{0}"]"#, id(1), id(2));
    check_seen(&text, &elements(""), [0, 2, 2, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(Shape::of(text.as_bytes()), elements(""));
}

#[test]
fn a_pointer_leads_to_the_list_and_nothing_beside_it_counts() {
    let text = format!(
        r#"{{"events":["{0}"],"a/b":[1,{{"c\"":0,"e\u0076ents":["{1}","\\\"],{1}",{{"events":["{2}"]}}],"x":"{0}"}}],"z":["{0}"]}}"#,
        id(0),
        id(1),
        id(2)
    );
    check_seen(&text, &elements("/a~1b/1/events"), [0, 2, 1, 0, 0, 0, 0, 0, 0, 0]);
    check_seen(&text, &elements("/events"), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    check_seen(&text, &elements("/z"), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn null_is_an_empty_list() {
    check_seen(r#"{"a":null,"events": null}"#, &elements("/events"), [0; 10]);
    check_seen("null", &elements(""), [0; 10]);
    check_seen(r#"[[],{"a":[null]}]"#, &elements("/1/a/0"), [0; 10]);
    check_refused(r#"{"null":1,"a":{"events":null}}"#, "/events", "scan_no_list");
}

#[test]
fn what_has_no_list_is_refused() {
    check_refused("<html>", "", "scan_no_list");
    check_refused("", "", "scan_no_list");
    check_refused(r#"{"events":{"null":null}}"#, "/events", "scan_no_list");
    check_refused(r#"{"events":{"events":[]}}"#, "/events", "scan_no_list");
    check_refused(r#"["events",[]]"#, "/events", "scan_no_list");
    check_refused("[[1]", "", "scan_cut_off");
    check_refused("]]}}[[", "/0", "scan_cut_off");
    check_refused("[]", "events", "scan_pointer");
}

#[test]
fn the_beginning_tells_a_list_from_a_log() {
    assert_eq!(Shape::of(b" [\n {"), elements(""));
    assert_eq!(Shape::of(b"[]"), elements(""));
    assert_eq!(Shape::of(b"[2026-07-24 10:00:00] took"), Shape::Lines);
    assert_eq!(Shape::of(b"{\"stream_id\":1}\n{"), Shape::Lines);
    assert_eq!(Shape::of(b""), Shape::Lines);
}

#[test]
fn a_document_in_one_line_is_said_to_be_crowded() {
    let text = format!("{} {}\n{}\n", id(1), id(2), id(3));
    let seen = scanned(text.as_bytes(), &Shape::Lines, 9).unwrap();
    assert_eq!((seen.units(), seen.crowded()), (2, 1));
    let problem = check(&acknowledged([1, 2, 3]), &seen).problem.unwrap();
    assert!(problem.starts_with("1 of 2 lines or elements name several events"), "{problem}");
}

fn checked(fates: &Fates, text: &str) -> Effects {
    check(fates, &scanned(text.as_bytes(), &Shape::Lines, 1 << 20).unwrap())
}

#[test]
fn what_was_not_acknowledged_may_be_there_once() {
    let sent = acknowledged([0]);
    for number in [1, 2, 3] {
        sent.sent(number, Class::Sound);
    }
    sent.answered(3, Class::Sound, 503);
    let effects = checked(&sent, &format!("{}\n{}\n{1}\n{}\n", id(0), id(2), id(1)));
    assert_eq!((effects.expected, effects.found), (1, 1));
    assert_eq!(effects.doubled, [id(2)]);
    assert_eq!(effects.counts, [0, 1, 0]);
}

#[test]
fn a_repeated_delivery_that_is_answered_promises_the_same_event() {
    let sent = acknowledged([]);
    sent.sent(5, Class::Sound);
    sent.answered(5, Class::Sound, 500);
    sent.sent(5, Class::Redelivered);
    sent.answered(5, Class::Redelivered, 200);
    assert_eq!(checked(&sent, "").lost, [id(5)]);
    assert_eq!(checked(&sent, &id(5)).counts, [0, 0, 0]);
}

#[test]
fn what_is_to_be_refused_or_never_was_sent_is_invented() {
    let sent = acknowledged([0]);
    for class in [Class::Forged, Class::Expired, Class::Malformed] {
        sent.sent(1, class);
        sent.answered(1, class, 200);
    }
    let text = format!("{}\n{}\n{}\n{}\n{3}\n", id(0), id(1), id(2), id(77_777));
    let effects = checked(&sent, &text);
    assert_eq!(effects.invented, [id(1), id(2), id(77_777)]);
    assert_eq!(effects.counts, [0, 0, 3]);
}

#[test]
fn names_are_listed_to_a_hundred_and_counted_to_the_end() {
    let effects = check(&acknowledged(0..1_000), &Sightings::new(run(), 1_000));
    assert_eq!((effects.lost.len(), effects.counts), (100, [1_000, 0, 0]));
    let mut seen = Sightings::new(run(), 0);
    let mut scan = Scan::new(&mut seen, &Shape::Lines).unwrap();
    (0..20_000).for_each(|number| scan.push(id(number).as_bytes()));
    scan.finish().unwrap();
    let effects = check(&acknowledged([]), &seen);
    assert_eq!((effects.invented.len(), effects.counts), (100, [0, 0, 20_000]));
}

#[test]
fn what_could_not_be_kept_track_of_is_no_success() {
    let fates = Fates::new(1);
    fates.sent(1, Class::Sound);
    fates.answered(1, Class::Sound, 200);
    let effects = check(&fates, &Sightings::new(run(), 0));
    assert!(effects.problem.as_ref().is_some_and(|it| it.contains("1 requests")), "{effects:?}");
    assert!(!effects.are_right());
}

#[test]
fn the_shape_is_guessed_from_the_beginning_however_it_comes() {
    let list = format!(" [\n\"{0}\",\"{0}\"]", id(1));
    for (text, expected) in [(list, 2), (format!("{} {0}\n", id(1)), 1), (String::new(), 0)] {
        for piece in [1, 3, 1 << 20] {
            let mut seen = Sightings::new(run(), 10);
            let mut scan = Scan::guessing(&mut seen);
            text.as_bytes().chunks(piece).for_each(|piece| scan.push(piece));
            scan.finish().unwrap();
            assert_eq!(seen.times(1), expected, "{text} in pieces of {piece}");
        }
    }
}

/// The bytes that a log of 200,000 events has, one of them missing, one twice and one of nobody's; as lines and as a list.
fn log(lost: u64, doubled: u64, invented: u64) -> (String, String) {
    let (mut lines, mut list) = (String::new(), "[".to_owned());
    let numbers = (0..EVENTS).filter(|number| *number != lost).chain([doubled, invented]);
    for number in numbers {
        let line = format!(r#"{{"event_type":349,"stream_id":"{}","app":"live"}}"#, id(number));
        writeln!(lines, "2026-07-24T10:00:00Z INFO took {line}").unwrap();
        write!(list, "{}{line}", if list.len() == 1 { "" } else { "," }).unwrap();
    }
    list.push(']');
    (lines, list)
}

#[test]
fn one_lost_one_doubled_and_one_invented_are_found_among_200_000() {
    let acknowledged = acknowledged(0..EVENTS);
    let (lines, list) = log(123_456, 42, EVENTS + 7);
    for (text, shape) in [(lines, Shape::Lines), (list, elements(""))] {
        let mut seen = Sightings::new(run(), EVENTS);
        Scan::new(&mut seen, &shape).unwrap().read(text.as_bytes()).unwrap();
        let effects = check(&acknowledged, &seen);
        assert_eq!(effects.lost, [id(123_456)]);
        assert_eq!(effects.doubled, [id(42)]);
        assert_eq!(effects.invented, [id(EVENTS + 7)]);
        assert_eq!((effects.expected, effects.found), (EVENTS, EVENTS - 1));
        assert_eq!(effects.counts, [1, 1, 1]);
    }
}

proptest! {
    #[test]
    fn elements_are_those_that_a_parser_finds(
        list in prop::collection::vec(prop::collection::vec((0_u64..10, "[\\[\\]{},\"\\\\a]{0,4}"), 0..4), 0..6),
        piece in 1_usize..40,
    ) {
        let elements_of = |element: &Vec<(u64, String)>| -> serde_json::Value {
            element.iter().map(|(number, noise)| serde_json::json!({ noise: id(*number), "x": [noise] })).collect()
        };
        let document = serde_json::json!({ "a": [[]], "list": list.iter().map(elements_of).collect::<Vec<_>>() });
        let seen = scanned(document.to_string().as_bytes(), &elements("/list"), piece).unwrap();
        for number in 0..10 {
            // A key of `x` is written over.
            let expected = document["list"].as_array().unwrap().iter().filter(|it| it.to_string().contains(&id(number)));
            prop_assert_eq!(usize::from(seen.times(number)), expected.count());
        }
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in "[\\[\\]{},:\"\\\\0a/]{0,60}", pointer in "(/[a0]?){0,3}") {
        drop(scanned(bytes.as_bytes(), &elements(&pointer), 3).map_err(|error| error.code()));
    }
}
