//! What is in every documented event but Smart Highlight, and that no oddity of documents, samples or captures is an obstacle.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use livehook_core::{AnnouncedAs, Envelope, Event, MAX_LIST_ENTRIES, Relay, UnixSeconds};

/// The event in a body.
#[track_caller]
fn event(body: &str) -> Event {
    Event::decode(&Envelope::read(body.as_bytes()).unwrap()).unwrap().event
}

/// The event in a file of `fixtures/callbacks`.
#[track_caller]
fn fixture(name: &str) -> Event {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/callbacks");
    event(&fs::read_to_string(folder.join(name).with_extension("json")).unwrap())
}

/// A part of an event, whose name is the pattern's.
macro_rules! part {
    ($event:expr, $variant:ident, $part:ident) => {
        match $event {
            Event::$variant($part) => $part,
            other => panic!("not what was meant: {other:?}"),
        }
    };
}

/// How a body is undecodable.
#[track_caller]
fn check_misfit(body: &str, expected: &Expect) {
    let misfit = Event::decode(&Envelope::read(body.as_bytes()).unwrap()).unwrap_err();
    expected.assert_eq(&misfit.to_string());
}

/// The unknown fields of a body.
#[track_caller]
fn check_unknown(body: &str, expected: &[&str]) {
    let decoded = Event::decode(&Envelope::read(body.as_bytes()).unwrap()).unwrap();
    assert_eq!(decoded.unknown_fields.listed, expected);
}

#[test]
fn every_documented_type_has_a_type_of_its_own_and_no_field_is_needed_that_no_document_requires() {
    for &number in Event::DOCUMENTED_TYPES {
        let body = format!(r#"{{"event_type":{number}}}"#);
        let decoded = Event::decode(&Envelope::read(body.as_bytes()).unwrap());
        match number {
            315 | 317 | Event::HIGHLIGHT => assert!(decoded.is_err(), "{number}"),
            _ => {
                let event = decoded.unwrap().event;
                assert!(!matches!(event, Event::Other { .. }), "{number}");
                assert_eq!((event.event_type(), event.stream_id()), (number, None));
            }
        }
    }
    let other = event(r#"{"event_type":351,"stream_id":"a"}"#);
    assert_eq!((other.event_type(), other.stream_id()), (351, None));
}

#[test]
fn the_length_of_a_push_is_a_text_of_digits_and_may_be_a_number() {
    for name in ["0-push-interrupted", "0-push-duration-as-number"] {
        let push = part!(fixture(name), StreamEnded, push);
        assert_eq!(push.push_duration.as_deref(), Some("408120"), "{name}");
    }
    assert_eq!(part!(fixture("1-push-started"), StreamStarted, push).push_duration, None);
}

#[test]
fn a_push_before_2021_has_no_size_and_may_have_a_blank_in_its_name() {
    let push = part!(fixture("1-before-2021"), StreamStarted, push);
    assert_eq!((push.set_id, push.width, push.height, push.idc_id), (None, None, None, None));
    assert_eq!((push.stream_id.as_deref(), push.errmsg.as_deref()), (Some(" room42"), Some("")));
}

#[test]
fn credentials_of_a_push_address_are_not_shown_by_debug() {
    let push = part!(fixture("1-push-started"), StreamStarted, push);
    assert!(push.stream_param.as_ref().unwrap().reveal().contains("txSecret=invented"));
    assert!(!format!("{push:?}").contains("invented"), "{push:?}");
    let relay = part!(fixture("314-task-start"), Relay, relay);
    assert!(!format!("{relay:?}").contains("invented"), "{relay:?}");
}

#[test]
fn no_id_goes_through_a_double() {
    let recording = part!(fixture("100-ids-beyond-2-53"), Recording, recording);
    assert_eq!(recording.file_id.as_deref(), Some("9007199254740993"));
    assert_eq!(recording.record_file_id.as_deref(), Some("9007199254740993"));
    assert_eq!(recording.task_id.as_deref(), Some("18446744073709551615"));
    assert_eq!(recording.file_size, Some(9_007_199_254_740_993));
    let moderation = part!(fixture("317-scalar-score-and-legacy-fields"), ImageModeration, found);
    assert_eq!(moderation.tid.unwrap().as_str(), "9007199254740993");
    assert_eq!(
        part!(fixture("315-audio-moderation"), AudioModeration, found).seq,
        Some(3_232_590_095)
    );
    let status = part!(fixture("332-recording-status"), RecordingStatus, status);
    assert_eq!(status.seq.as_deref(), Some("3266441426200000001"));
}

#[test]
fn a_recording_may_lack_its_domain_and_say_its_size_as_a_text() {
    let recording = part!(fixture("100-as-captured-2019"), Recording, recording);
    assert_eq!((&recording.app, &recording.appname), (&None, &None));
    assert_eq!(recording.file_size, Some(43_911_385));
    assert_eq!(recording.video_id.as_deref(), Some("1250000001_1155"));
}

#[test]
fn json_within_a_text_stays_a_text() {
    let recording = part!(fixture("100-recording"), Recording, recording);
    assert!(recording.callback_ext.unwrap().starts_with(r#"{"video_codec":"h264""#));
    let relay = part!(fixture("314-task-exit-without-stream"), Relay, relay);
    assert_eq!(relay.source_urls.as_deref(), Some("[\"http://src.example.test/a.m3u8\"]\n"));
    assert!(relay.msg.unwrap().contains(r#""code":-22"#));
    let status = part!(fixture("332-recordevent-and-over-escaped"), RecordingStatus, status);
    assert!(status.record_detail.unwrap().starts_with(r#"{\"file_format\":3"#));
}

#[test]
fn a_relay_spells_its_account_in_two_ways_and_may_name_no_stream() {
    let table = part!(fixture("314-task-start"), Relay, relay);
    assert_eq!((table.appid, table.account()), (None, Some(1_250_000_001)));
    assert_eq!(table.event_time.as_deref(), Some("1761128990"));
    let sample = fixture("314-task-exit-without-stream");
    assert_eq!((sample.stream_id(), sample.domain(), sample.event_type()), (None, None, 314));
    let sample: Relay = part!(sample, Relay, relay);
    assert_eq!((sample.app_id, sample.account()), (None, Some(1_250_000_001)));
    assert_eq!((sample.task_id, sample.event_time), (None, None));
}

#[test]
fn what_moderation_found_in_the_sound_is_typed_to_the_last_word() {
    let found = part!(fixture("315-audio-moderation"), AudioModeration, found);
    let text = &found.text_results[0];
    assert_eq!((text.score, text.start_time, text.end_time), (Some(96.0), Some(1.5), Some(3.0)));
    let hit = &text.hit_infos[0];
    assert_eq!((hit.keyword.as_deref(), hit.positions[0].end), (Some("call me"), Some(7)));
    assert_eq!(text.lib_type.as_deref(), Some("2"));
    assert_eq!(found.recognition_results[0].tags[0].name.as_deref(), Some("shop"));
    let piece = &found.data.unwrap().asr_tmp_full_results[0];
    assert_eq!(piece.appearing_point, [1_810_089.2, 1_810_104.8]);
    assert_eq!(piece.create_time, Some(UnixSeconds(1_761_128_990)));
}

#[test]
fn lists_that_are_null_or_absent_are_empty() {
    for name in ["315-null-arrays", "315-required-fields-only"] {
        let found = part!(fixture(name), AudioModeration, found);
        assert!(found.moan_results.is_empty() && found.text_results.is_empty(), "{name}");
        assert_eq!(found.data, None, "{name}");
    }
    let found = part!(fixture("317-image-moderation"), ImageModeration, found);
    assert!(found.ocr_results.is_empty() && found.lib_results.is_empty());
}

#[test]
fn the_score_of_a_picture_is_read_however_it_is_spelt() {
    for name in ["317-image-moderation", "317-socre", "317-scalar-score-and-legacy-fields"] {
        let found = part!(fixture(name), ImageModeration, found);
        assert_eq!((found.scores(), &*found.kinds), (&[99.0][..], &[1.0][..]), "{name}");
        assert_eq!(found.stream_id, "room42");
    }
    let both = r#"{"event_type":317,"appid":1,"app":"a","appname":"b","streamId":"c","score":[1],"socre":[2]}"#;
    assert_eq!(part!(event(both), ImageModeration, found).scores(), [1.0]);
}

#[test]
fn a_picture_is_labelled_in_either_case() {
    for name in ["317-image-moderation", "317-socre"] {
        let found = part!(fixture(name), ImageModeration, found);
        assert_eq!(found.label_results[0].label.as_deref(), Some("Ad"), "{name}");
    }
}

#[test]
fn push_errors_come_in_bundles_of_any_version() {
    for name in ["321-push-error", "321-before-2025"] {
        let error = part!(fixture(name), PushError, error);
        let [first, second] = &error.abnormal_event[..] else { panic!("two: {error:?}") };
        assert_eq!(first.customer_visible.as_deref(), Some("true"));
        assert_eq!(second.customer_visible, None);
        assert_eq!(first.detail[1].occur_time, Some(1_761_128_993_001));
    }
    assert_eq!(fixture("321-before-2025").domain(), None);
}

#[test]
fn a_recording_status_spells_its_event_in_two_ways() {
    for name in ["332-recording-status", "332-recordevent-and-over-escaped"] {
        assert_eq!(
            part!(fixture(name), RecordingStatus, status).what(),
            Some("record_ended"),
            "{name}"
        );
    }
}

#[test]
fn a_subtitle_is_steady_however_it_is_spelt_and_may_lack_its_times() {
    let table = part!(fixture("338-subtitles"), Subtitles, subtitles);
    assert_eq!(table.data.subtitle_tmp_res[0].is_steady(), Some(true));
    let sample = part!(fixture("338-stead-state"), Subtitles, subtitles);
    let subtitle = &sample.data.subtitle_tmp_res[0];
    assert_eq!((sample.appid, subtitle.is_steady()), (None, Some(false)));
    assert_eq!((subtitle.start_unix_time, subtitle.start_pts), (None, Some(123_000)));
}

#[test]
fn an_average_is_one_under_either_number() {
    for (name, announced_as, number) in [
        ("345-evaluation-average", AnnouncedAs::Average, 345),
        ("344-that-is-an-average", AnnouncedAs::Threshold, 344),
    ] {
        let event = fixture(name);
        assert_eq!(event.event_type(), number);
        let average = part!(event, EvaluationAverage, average);
        assert_eq!((average.announced_as, average.average_score), (announced_as, Some(23.64)));
    }
    let threshold = part!(fixture("344-evaluation-threshold"), EvaluationThreshold, threshold);
    assert_eq!(threshold.frames[0].time, Some(1_761_128_985_280));
    assert_eq!(threshold.transcode_template_id, None);
}

#[test]
fn times_of_erased_words_are_those_of_the_sound() {
    let erasing = part!(fixture("347-smart-erasing"), SmartErasing, erasing);
    let stretch = &erasing.data.subtitle_tmp_res[0];
    let word = &stretch.keywords_info[0];
    assert!(
        stretch.start_pts <= word.begin_time && word.end_time <= stretch.end_pts,
        "{stretch:?}"
    );
}

#[test]
fn fields_that_no_document_names_are_counted_in_every_type() {
    check_unknown(
        r#"{"event_type":338,"stream_id":"a","t":1,"sign":"x","mood":1,"data":{"x":1,"subtitle_tmp_res":[{},{"y":[1]}]}}"#,
        &["mood", "data.x", "data.subtitle_tmp_res[1].y"],
    );
    check_unknown(
        r#"{"event_type":315,"appid":1,"domain":"a","stream_id":"a","channel_id":"a","moan_results":[{"X":1}]}"#,
        &["moan_results[0].X"],
    );
    check_unknown(
        r#"{"event_type":344,"appid":1,"domain":"a","appname":"b","stream_id":"c","event_time":1,"max_score":1}"#,
        &["max_score"],
    );
    check_unknown(r#"{"event_type":351,"mood":1}"#, &[]);
}

#[test]
fn a_misfit_names_its_place_in_every_type() {
    check_misfit(r#"{"event_type":315,"appid":1}"#, &expect![[r#".: missing field `domain`"#]]);
    check_misfit(
        r#"{"event_type":328,"stream_id":7}"#,
        &expect!["stream_id: invalid type: integer `7`, expected a string"],
    );
    check_misfit(
        r#"{"event_type":338,"stream_id":"a","data":{"subtitle_tmp_res":[{},{"start_pts":"x"}]}}"#,
        &expect![[r#"data.subtitle_tmp_res[1].start_pts: invalid type: string "x", expected i64"#]],
    );
    check_misfit(
        r#"{"event_type":200,"stream_id":"a","create_time":1,"pic_url":"b","file_size":"-1"}"#,
        &expect![[r#"file_size: "-1" is no whole number from 0 to 18446744073709551615"#]],
    );
    check_misfit(
        r#"{"event_type":200,"stream_id":"a","create_time":1,"pic_url":"b","task_id":1.5}"#,
        &expect!["task_id: invalid type: floating point `1.5`, expected a text or a whole number"],
    );
    check_misfit(
        r#"{"event_type":317,"appid":1,"app":"a","appname":"b","streamId":"c","score":["x"]}"#,
        &expect![[r#"score[0]: invalid type: string "x", expected f64"#]],
    );
    check_misfit(
        r#"{"event_type":317,"appid":1,"app":"a","appname":"b","streamId":"c","score":{}}"#,
        &expect!["score: invalid type: map, expected a number or a list of them"],
    );
}

#[test]
fn lists_are_typed_up_to_a_limit() {
    let body = |count: usize| {
        format!(
            r#"{{"event_type":338,"stream_id":"a","data":{{"subtitle_tmp_res":[{}]}}}}"#,
            vec!["{}"; count].join(",")
        )
    };
    let subtitles = part!(event(&body(MAX_LIST_ENTRIES)), Subtitles, subtitles);
    assert_eq!(subtitles.data.subtitle_tmp_res.len(), MAX_LIST_ENTRIES);
    check_misfit(
        &body(MAX_LIST_ENTRIES + 1),
        &expect!["data.subtitle_tmp_res: holds more than 10000 entries; only so many are typed"],
    );
}
