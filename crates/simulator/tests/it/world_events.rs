//! Events of every documented kind, plain and odd: they read as what they are, agree with themselves, and repeat.

use std::collections::HashSet;

use expect_test::expect;
use livehook_core::{ContentKey, Envelope, Event};
use livehook_simulator::{
    Seed,
    recipe::{Edit, Edits, EventSpec, Prepared, Recipe, UnknownPaths},
    situation::Situation,
    world::{Choices, EventKind, NOW_FIXED, Oddity, World},
};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::harness::{NOW, signing};

fn world(seed: u64) -> World {
    World::new(Seed(seed), Choices::EVERYTHING, NOW_FIXED).unwrap()
}

/// Every kind, plain and with each of its oddities.
fn shapes() -> impl Iterator<Item = (EventKind, Option<Oddity>)> {
    let plain = EventKind::ALL.iter().map(|&kind| (kind, None));
    plain.chain(Oddity::ALL.iter().map(|&oddity| (oddity.kind(), Some(oddity))))
}

fn prepare(event: EventSpec, edits: Edits, index: u64) -> Prepared {
    let recipe = Recipe { edits, ..Recipe::sound(event, Seed(1)) };
    recipe.prepare(index, &signing(), NOW).unwrap()
}

/// The name of the variant that core reads an event as.
fn variant(event: &Event) -> String {
    format!("{event:?}").chars().take_while(|c| c.is_alphanumeric()).collect()
}

#[test]
fn every_event_reads_as_what_it_is_with_no_field_left_over() {
    for (kind, oddity) in shapes() {
        let mut variants = HashSet::new();
        for index in 0..50 {
            let event = EventSpec::of_kind(world(index % 3), kind, oddity);
            let prepared = prepare(event, Edits::NONE, index);
            let body = String::from_utf8_lossy(&prepared.body);
            assert_eq!(prepared.situation, Situation::Sound, "{oddity:?} {body}");
            let decoded = Event::decode(&Envelope::read(&prepared.body).unwrap()).unwrap();
            assert_eq!(decoded.unknown_fields.count, 0, "{oddity:?} {body}");
            assert_eq!(Some(decoded.event.event_type()), prepared.event_type, "{body}");
            assert_eq!(decoded.event.stream_id(), prepared.stream_id.as_deref(), "{body}");
            variants.insert(variant(&decoded.event));
        }
        let expected = match kind {
            EventKind::PushInterrupted => "StreamEnded",
            EventKind::PushStarted => "StreamStarted",
            EventKind::RecordingFile => "Recording",
            EventKind::StreamMonitoring => "Monitoring",
            EventKind::SmartHighlight => "Highlight",
            same => &format!("{same:?}"),
        };
        assert_eq!(variants.into_iter().collect::<Vec<_>>(), [expected]);
    }
}

#[test]
fn an_event_bears_its_number_and_only_an_average_may_bear_another() {
    for (kind, oddity) in shapes() {
        let number = world(1).event(kind, oddity, 0)["event_type"].as_i64();
        let expected = match oddity {
            Some(Oddity::AverageUnder344) => 344,
            _ => kind.event_type(),
        };
        assert_eq!(number, Some(expected), "{oddity:?}");
    }
}

#[test]
fn each_oddity_changes_its_kind_and_no_other() {
    for &oddity in Oddity::ALL {
        for index in 0..50 {
            let (kind, world) = (oddity.kind(), world(2));
            let odd = world.event(kind, Some(oddity), index);
            assert_ne!(odd, world.event(kind, None, index), "{} {index}", oddity.name());
        }
        for &kind in EventKind::ALL.iter().filter(|&&kind| kind != oddity.kind()) {
            let (odd, plain) =
                (world(2).event(kind, Some(oddity), 7), world(2).event(kind, None, 7));
            assert_eq!(odd, plain, "{} {}", kind.name(), oddity.name());
        }
    }
}

#[test]
fn no_two_indices_have_the_same_content_and_an_index_repeats() {
    for (kind, oddity) in shapes() {
        // What nothing but account and stream is left of cannot differ within a session.
        if oddity == Some(Oddity::RequiredFieldsOnly) || oddity == Some(Oddity::EmptyItems) {
            continue;
        }
        let (one, other) = (world(3), world(3));
        let mut seen = HashSet::new();
        for index in 0..400 {
            let event = one.event(kind, oddity, index);
            assert_eq!(event, other.event(kind, oddity, index));
            assert!(seen.insert(Value::from(event).to_string()), "{kind:?} {oddity:?} {index}");
        }
    }
}

#[test]
fn nothing_lies_in_the_future_and_no_host_is_real() {
    for (kind, oddity) in shapes() {
        for index in 0..50 {
            let body = Value::from(world(4).event(kind, oddity, index)).to_string();
            let time = ContentKey::of(&Envelope::read(body.as_bytes()).unwrap()).event_time();
            assert!(time <= NOW_FIXED.0.unsigned_abs(), "{body}");
            for address in body.split("://").skip(1) {
                let host = address.split(['/', '"', '\\', '?']).next().unwrap();
                assert!(host.ends_with(".example") || host.ends_with(".example.test"), "{host}");
            }
        }
    }
}

#[test]
fn the_stream_is_set_by_its_field_where_there_is_one() {
    for (kind, oddity) in shapes() {
        let edit = Edit::set(&format!("{}=marked", kind.stream_field())).unwrap();
        let edits = Edits { list: vec![edit], unknown: UnknownPaths::Refuse };
        let event = EventSpec::of_kind(world(5), kind, oddity);
        let recipe = Recipe { edits, ..Recipe::sound(event, Seed(1)) };
        match recipe.prepare(0, &signing(), NOW) {
            Ok(prepared) => assert_eq!(prepared.stream_id.as_deref(), Some("marked")),
            Err(error) => {
                assert_eq!(oddity, Some(Oddity::RelayExitWithoutStream), "{error}");
            }
        }
    }
}

#[test]
fn a_number_alone_is_a_documented_event_or_one_with_the_usual_fields() {
    for &kind in EventKind::ALL {
        let event = EventSpec::Other { event_type: kind.event_type() };
        assert_eq!(event.event_type(), Some(kind.event_type()));
        assert_eq!(prepare(event, Edits::NONE, 3).situation, Situation::Sound, "{kind:?}");
    }
    let undocumented = prepare(EventSpec::Other { event_type: 351 }, Edits::NONE, 3);
    assert_eq!(undocumented.situation, Situation::UnknownEvent);
}

fn integer(event: &Map<String, Value>, name: &str) -> i64 {
    event[name].as_i64().unwrap()
}

#[test]
fn the_start_and_the_end_of_a_push_belong_together() {
    for index in 0..100 {
        let start = world(6).event(EventKind::PushStarted, None, index);
        let end = world(6).event(EventKind::PushInterrupted, None, index);
        for name in ["sequence", "node", "user_ip", "stream_id", "width", "set_id"] {
            assert_eq!(start[name], end[name], "{name}");
        }
        let milliseconds: i64 = end["push_duration"].as_str().unwrap().parse().unwrap();
        assert_eq!(
            integer(&start, "event_time") + milliseconds / 1_000,
            integer(&end, "event_time")
        );
        let file = world(6).event(EventKind::RecordingFile, None, index);
        assert!(integer(&start, "event_time") <= integer(&file, "start_time"));
        assert!(integer(&file, "end_time") <= integer(&end, "event_time"));
    }
}

#[test]
fn neighbouring_pushes_share_a_sequence_when_it_is_read_through_a_double() {
    let sequence = |index| {
        let odd = world(7).event(EventKind::PushStarted, Some(Oddity::SequenceBeyond53Bits), index);
        odd["sequence"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        (sequence(1).as_str(), sequence(2).as_str()),
        ("9007199254740995", "9007199254740997")
    );
    assert_eq!(sequence(1).parse::<f64>(), sequence(2).parse::<f64>());
}

#[test]
fn an_average_is_that_of_its_frames() {
    for index in 0..100 {
        let event = world(8).event(EventKind::EvaluationAverage, None, index);
        let frames = event["frames"].as_array().unwrap();
        let scores: Vec<_> = frames.iter().map(|frame| frame["score"].as_f64().unwrap()).collect();
        let average = scores.iter().sum::<f64>() / scores.len() as f64;
        assert!((average - event["average_score"].as_f64().unwrap()).abs() < 0.002, "{event:?}");
        let extreme = |name: &str, pick: fn(f64, f64) -> f64| {
            let found = scores.iter().copied().reduce(pick);
            assert_eq!(event[name].as_f64(), found, "{event:?}");
        };
        extreme("max_score", f64::max);
        extreme("min_score", f64::min);
        let last = frames.last().unwrap()["time"].as_i64().unwrap();
        assert!((0..=1_000).contains(&(integer(&event, "event_time") * 1_000 - last)), "{event:?}");
    }
}

#[test]
fn a_word_stands_where_the_event_says() {
    for index in 0..100 {
        let audio = world(9).event(EventKind::AudioModeration, None, index);
        let text = audio["asr_text"].as_str().unwrap();
        let hit = &audio["text_results"][0]["HitInfos"][0];
        let at = |end: &str| usize::try_from(hit["Positions"][0][end].as_u64().unwrap()).unwrap();
        let found: String = text.chars().take(at("End")).skip(at("Start")).collect();
        assert_eq!(Some(found.as_str()), hit["Keyword"].as_str(), "{text}");

        let erasing = world(9).event(EventKind::SmartErasing, None, index);
        for line in erasing["data"]["subtitle_tmp_res"].as_array().unwrap() {
            let word = &line["keywords_info"][0];
            assert!(line["src_txt"].as_str().unwrap().contains(word["word"].as_str().unwrap()));
            let times =
                [&line["start_pts"], &word["begin_time"], &word["end_time"], &line["end_pts"]]
                    .map(|time| time.as_i64().unwrap());
            assert!(times.is_sorted() && times[1] < times[2], "{line}");
        }
    }
}

/// The same seed and version, the same bytes.
#[test]
fn a_seed_gives_these_events() {
    let lines: String = shapes()
        .map(|(kind, oddity)| {
            let body = Value::from(world(7).event(kind, oddity, 3)).to_string();
            let name = oddity.map_or("", Oddity::name);
            let digest = hex::encode(&Sha256::digest(&body)[..4]);
            format!("{} {name} {} {digest}\n", kind.name(), body.len())
        })
        .collect();
    expect![[r#"
        push-interrupted  441 6ea575d3
        push-started  378 1acc9023
        recording-file  824 905e9a19
        screenshot  480 d654d2cd
        relay  447 b599736a
        audio-moderation  1099 c8ff8f2a
        image-moderation  681 1b85c807
        push-error  698 b9c89066
        stream-monitoring  208 adb66157
        recording-status  377 a6199a6d
        subtitles  706 df167637
        recording-exception  216 12e23516
        quality-inspection  262 2c08580f
        evaluation-threshold  326 93f15fba
        evaluation-average  387 0258a5c0
        smart-erasing  745 eb269e05
        summary  541 7568d65a
        smart-highlight  978 6166aa8e
        push-interrupted no-push-duration 417 688c881c
        push-started sequence-beyond-2-53 375 6c01dc39
        push-started undocumented-idc-id 390 a37c03af
        push-started empty-errmsg 376 8fe44545
        push-started no-set-id-nor-size 340 f771d142
        push-started stream-id-with-leading-blank 379 8c6035ed
        recording-file video-id-again 859 f8bcdd87
        recording-file no-app-nor-appname 773 7efc9c57
        recording-file file-format-in-upper-case 824 3cdc91ca
        recording-file no-stream-param 749 08082baa
        recording-file file-size-as-text 826 3e6412fd
        screenshot no-task-id 448 29db6795
        relay relay-exit-without-stream 247 6c7fcfef
        relay source-urls-with-newline 449 65f957ee
        relay app-id-in-camel-case 447 6af0d821
        relay no-event-time 421 a5c050f8
        relay undocumented-relay-fields 551 a18b67ff
        audio-moderation null-arrays 875 66fa1f27
        audio-moderation seq-beyond-i32 1107 ded700e3
        audio-moderation required-fields-only 123 c561d4d8
        audio-moderation undocumented-audio-fields 1155 a2ee3d68
        image-moderation null-result-lists 542 f1f2e7a8
        image-moderation score-misspelt 681 50caef27
        image-moderation score-scalar 679 28baa9fc
        image-moderation label-in-lower-case 681 55de000c
        image-moderation undocumented-image-fields 720 5077a492
        image-moderation legacy-scores 893 db904fca
        push-error customer-visible-missing 672 bda953f5
        push-error fewer-fields-before-2025 601 4dece65a
        push-error undocumented-interface 729 ee9f56f0
        recording-status recordevent-spelling 376 9291e4ab
        recording-status record-detail-over-escaped 401 776e7080
        recording-status no-record-task-id 364 76839822
        recording-status relay-task-as-stream 376 6789da54
        subtitles stead-state-spelling 703 e5a22157
        subtitles no-appid 687 c90fc51a
        subtitles no-unix-times 538 a4f3a13d
        subtitles no-translation 583 a61630ac
        recording-exception undocumented-domain-and-path 298 1c505d53
        quality-inspection combined-class 280 851f0cf2
        evaluation-threshold no-template-ids 264 65071ff1
        evaluation-average average-under-344 387 3a27eb96
        smart-erasing erasing-without-appid 726 da80754b
        smart-highlight empty-items 123 226549f0
        smart-highlight two-digit-year-object 974 ec27dbc1
    "#]]
    .assert_eq(&lines);
}
