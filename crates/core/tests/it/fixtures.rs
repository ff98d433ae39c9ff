//! What becomes of each file in `fixtures/callbacks` and `fixtures/malformed`.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect, expect_file};
use livehook_core::{
    CallbackKey, ContentKey, Envelope, Event, KeyId, Policy, Refusal, Source, UnixSeconds,
    VECTOR_KEY, Verdict, judge,
};

/// The second at which the fixtures are judged: ten minutes before the t of those that are signed.
const NOW: UnixSeconds = UnixSeconds(1_761_129_000);

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
}

/// The files of a folder with this extension, sorted, with their stems.
fn files(name: &str, extension: &str) -> Vec<(String, PathBuf)> {
    let mut files: Vec<_> = fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    files.sort();
    files
}

fn source() -> Source {
    let keys = [(KeyId::new("vectors"), CallbackKey::new(VECTOR_KEY).unwrap())];
    Source::signed("default", keys).unwrap().with_domains(["push.example.test".to_owned()])
}

fn verdict(body: &[u8]) -> Verdict<'_> {
    match Envelope::read(body) {
        Ok(envelope) => judge(envelope, &source(), NOW, &Policy::default()),
        Err(refusal) => Verdict::Refused(refusal),
    }
}

/// One callback: its verdict, its own time, and what is in it.
#[track_caller]
fn check(name: &str, expected: &Expect) {
    let body = fs::read(folder("callbacks").join(name).with_extension("json")).unwrap();
    let verdict = match verdict(&body) {
        Verdict::Accepted(_) => "accepted".to_owned(),
        other => other.code().unwrap().to_string(),
    };
    let envelope = Envelope::read(&body).unwrap();
    let time = ContentKey::of(&envelope).event_time();
    let content = match Event::decode(&envelope) {
        Ok(decoded) => match decoded.event {
            Event::Highlight(highlight) => {
                let titles: Vec<_> = highlight.clips.iter().map(|clip| &clip.title).collect();
                let unknown = decoded.unknown_fields.listed;
                format!(
                    "{} of {}, unknown {unknown:?}, {titles:?}",
                    highlight.stream_id, highlight.domain
                )
            }
            other => format!(
                "{} {} of {:?}, domain {:?}, unknown {:?}",
                other.event_type(),
                variant(&other),
                other.stream_id(),
                other.domain(),
                decoded.unknown_fields.listed
            ),
        },
        Err(misfit) => misfit.to_string(),
    };
    expected.assert_eq(&format!("{verdict}, {time}: {content}"));
}

/// The name of an event's variant.
fn variant(event: &Event) -> String {
    format!("{event:?}").chars().take_while(|c| c.is_alphanumeric()).collect()
}

#[test]
fn the_documented_sample_is_unsigned_and_a_highlight() {
    check(
        "349-documented",
        &expect![[
            r#"unsigned, 1761128308: room42 of push.example.test, unknown [], ["Kettle at half price for ten minutes!"]"#
        ]],
    );
    check(
        "349-unsigned",
        &expect![[
            r#"unsigned, 1761128308: room42 of push.example.test, unknown [], ["Equaliser in stoppage time"]"#
        ]],
    );
}

#[test]
fn signed_ones_are_accepted() {
    check(
        "349-signed",
        &expect![[
            r#"accepted, 1761128308: room42 of push.example.test, unknown [], ["Equaliser in stoppage time"]"#
        ]],
    );
    check(
        "349-t-as-text",
        &expect![[
            r#"accepted, 1761128308: room42 of push.example.test, unknown [], ["Equaliser in stoppage time"]"#
        ]],
    );
}

#[test]
fn any_number_of_clips_is_a_highlight() {
    check("349-no-items", &expect!["accepted, 0: room42 of push.example.test, unknown [], []"]);
    check(
        "349-several-items",
        &expect![[
            r#"accepted, 1761128308: room42 of push.example.test, unknown [], ["Equaliser in stoppage time", "The keeper's answer", "Final whistle"]"#
        ]],
    );
}

#[test]
fn texts_come_through_as_they_are() {
    check(
        "349-chinese",
        &expect![[
            r#"accepted, 1761128308: 直播间四十二 of push.example.test, unknown [], ["补时绝平!"]"#
        ]],
    );
    check(
        "349-emoji-and-right-to-left",
        &expect![[
            r#"accepted, 1761128308: room42 of push.example.test, unknown [], ["🎉 גול! \u{202e}gnp.exe"]"#
        ]],
    );
}

#[test]
fn covers_extreme_values_and_unknown_fields_are_no_obstacle() {
    check(
        "349-cover",
        &expect![[
            r#"accepted, 1761128308: room42 of push.example.test, unknown [], ["Equaliser in stoppage time"]"#
        ]],
    );
    check(
        "349-extreme-values",
        &expect![[r#"accepted, 0:  of push.example.test, unknown [], [""]"#]],
    );
    check(
        "349-unknown-fields",
        &expect![[
            r#"accepted, 1761128308: room42 of push.example.test, unknown ["interface", "items[0].mood", "items[0].scores", "session_id"], ["Equaliser in stoppage time"]"#
        ]],
    );
}

#[test]
fn a_misfit_is_accepted_and_says_where_it_does_not_fit() {
    check(
        "349-misfit",
        &expect![[
            r#"accepted, 0: items[0].begin_time: invalid type: string "1761128308", expected i64"#
        ]],
    );
}

#[test]
fn stream_and_recording_events_are_accepted() {
    check(
        "0-push-interrupted",
        &expect![[
            r#"accepted, 1761128990: 0 StreamEnded of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "0-push-duration-as-number",
        &expect![[
            r#"accepted, 1761128990: 0 StreamEnded of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "1-push-started",
        &expect![[
            r#"accepted, 1761129000: 1 StreamStarted of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "1-before-2021",
        &expect![[
            r#"accepted, 1761128582: 1 StreamStarted of Some(" room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "100-recording",
        &expect![[
            r#"accepted, 1761128973: 100 Recording of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "100-as-captured-2019",
        &expect![[
            r#"accepted, 1761128973: 100 Recording of Some("room42"), domain None, unknown []"#
        ]],
    );
    check(
        "100-ids-beyond-2-53",
        &expect![[
            r#"accepted, 1761128973: 100 Recording of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "332-recording-status",
        &expect![[
            r#"accepted, 1761128990: 332 RecordingStatus of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "332-recordevent-and-over-escaped",
        &expect![[
            r#"accepted, 1761128990: 332 RecordingStatus of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "341-recording-exception",
        &expect![[
            r#"accepted, 1761128990: 341 RecordingException of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
}

#[test]
fn screenshots_relays_and_moderations_are_accepted() {
    check(
        "200-screenshot",
        &expect![[
            r#"accepted, 1761128990: 200 Screenshot of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "314-task-start",
        &expect![[r#"accepted, 0: 314 Relay of Some("room42"), domain None, unknown []"#]],
    );
    check(
        "314-task-exit-without-stream",
        &expect!["accepted, 0: 314 Relay of None, domain None, unknown []"],
    );
    check(
        "315-audio-moderation",
        &expect![[
            r#"accepted, 0: 315 AudioModeration of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "315-null-arrays",
        &expect![[
            r#"accepted, 0: 315 AudioModeration of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "315-required-fields-only",
        &expect![[
            r#"accepted, 0: 315 AudioModeration of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "317-image-moderation",
        &expect![[
            r#"accepted, 1761128992: 317 ImageModeration of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "317-socre",
        &expect![[
            r#"accepted, 1761128992: 317 ImageModeration of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "317-scalar-score-and-legacy-fields",
        &expect![[
            r#"accepted, 1761128992: 317 ImageModeration of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
}

#[test]
fn errors_and_measures_of_quality_are_accepted() {
    check(
        "321-push-error",
        &expect![[
            r#"accepted, 1761128994: 321 PushError of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "321-before-2025",
        &expect![[
            r#"accepted, 1761128994: 321 PushError of Some("room42"), domain None, unknown []"#
        ]],
    );
    check(
        "328-monitoring",
        &expect![[
            r#"accepted, 1761128994: 328 Monitoring of Some("room42"), domain None, unknown []"#
        ]],
    );
    check(
        "343-quality-inspection",
        &expect![[
            r#"accepted, 1761128990: 343 QualityInspection of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "344-evaluation-threshold",
        &expect![[
            r#"accepted, 1761128990: 344 EvaluationThreshold of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "344-that-is-an-average",
        &expect![[
            r#"accepted, 1761128990: 344 EvaluationAverage of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
    check(
        "345-evaluation-average",
        &expect![[
            r#"accepted, 1761128990: 345 EvaluationAverage of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
}

#[test]
fn what_ai_says_of_a_stream_is_accepted() {
    check(
        "338-subtitles",
        &expect![[r#"accepted, 0: 338 Subtitles of Some("room42"), domain None, unknown []"#]],
    );
    check(
        "338-stead-state",
        &expect![[r#"accepted, 0: 338 Subtitles of Some("room42"), domain None, unknown []"#]],
    );
    check(
        "347-smart-erasing",
        &expect![[r#"accepted, 0: 347 SmartErasing of Some("room42"), domain None, unknown []"#]],
    );
    check(
        "348-summary",
        &expect![[
            r#"accepted, 1761128990: 348 Summary of Some("room42"), domain Some("push.example.test"), unknown []"#
        ]],
    );
}

#[test]
fn every_callback_is_in_one_of_these_tests() {
    for (name, _) in files("callbacks", "json") {
        assert!(include_str!("fixtures.rs").contains(&format!("\"{name}\"")), "{name}");
    }
}

#[test]
fn the_cover_is_read() {
    let body = fs::read(folder("callbacks/349-cover.json")).unwrap();
    let decoded = Event::decode(&Envelope::read(&body).unwrap()).unwrap();
    let Event::Highlight(highlight) = decoded.event else { panic!("not a highlight") };
    assert_eq!(highlight.clips[0].cover_url, "http://demo-1250000001.cos.example.test/a.jpg");
}

#[test]
fn malformed_ones_are_refused_with_exactly_these_words() {
    let inputs = files("malformed", "json");
    assert_eq!(
        inputs.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        files("malformed", "expected").iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    for (_, path) in inputs {
        let body = fs::read(&path).unwrap();
        let Verdict::Refused(refusal) = verdict(&body) else { panic!("{path:?} is not refused") };
        expect_file![path.with_extension("expected")].assert_eq(&words(&refusal));
    }
}

fn words(refusal: &Refusal) -> String {
    format!("{}: {refusal}\n", refusal.code())
}
