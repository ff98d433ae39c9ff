//! Generated highlights agree with themselves, repeat from their seed, and name no real host.

use std::collections::HashSet;

use jiff::{civil::DateTime, tz::Offset};
use livehook_core::UnixSeconds;
use livehook_simulator::world::{
    Choice, Choices, Cover, Highlight, HighlightEvent, ITEMS_MAX, Items, Language, NOW_MAX,
    NOW_MIN, Named, Scene, Seed, World,
};
use proptest::prelude::*;

/// 2025-10-22 10:37:14 UTC.
const NOW: UnixSeconds = UnixSeconds(1_761_129_434);

fn everything(seed: u64) -> World {
    World::new(Seed(seed), Choices::EVERYTHING, NOW).unwrap()
}

/// What an address says about its clip, read back by the documented pattern.
#[derive(Debug)]
struct Address<'a> {
    host: &'a str,
    domain: &'a str,
    path: &'a str,
    stream_id: &'a str,
    session_id: &'a str,
    session_hex: &'a str,
    session_ms: i64,
    made_at: DateTime,
    pts_ms: i64,
}

#[track_caller]
fn address(url: &str) -> Address<'_> {
    let rest = url.strip_prefix("http://").unwrap().strip_suffix(".mp4").unwrap();
    let [host, folder, domain, path, stream_id, session_id, name] =
        rest.split('/').collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(folder, "SmartHighlights");
    let (session_hex, session_ms) =
        session_id.strip_prefix("LIVE_").unwrap().split_once('-').unwrap();
    let (made_at, pts_ms) = name.rsplit_once('_').unwrap();
    Address {
        host,
        domain,
        path,
        stream_id,
        session_id,
        session_hex,
        session_ms: session_ms.parse().unwrap(),
        made_at: DateTime::strptime("%Y-%m-%d_%H-%M-%S", made_at).unwrap(),
        pts_ms: pts_ms.parse().unwrap(),
    }
}

#[track_caller]
fn check_agrees(event: &HighlightEvent, now: UnixSeconds) {
    assert!(!event.items.is_empty() && (1_250_000_000..1_400_000_000).contains(&event.appid));
    for item in &event.items {
        check_address(event, item);
        check_times(item, now);
        check_words(item);
    }
    for pair in event.items.windows(2) {
        assert!(pair[0].end_time <= pair[1].begin_time, "clips in order: {pair:#?}");
    }
}

#[track_caller]
fn check_address(event: &HighlightEvent, item: &Highlight) {
    let address = address(&item.video_store_url);
    assert_eq!(address.domain, event.domain);
    assert_eq!(address.path, event.path);
    assert_eq!(address.stream_id, event.stream_id);
    assert_eq!(address.session_id, event.session.id);
    assert_eq!(address.session_hex.len(), 34);
    assert!(address.session_hex.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b)));
    let (bucket, rest) = address.host.split_once(".cos.").unwrap();
    assert!(bucket.ends_with(&format!("-{}", event.appid)), "{}", address.host);
    assert!(rest.ends_with(".example.test"), "{}", address.host);
    assert!(
        event.domain.starts_with("push.") && event.domain.ends_with(".example"),
        "{}",
        event.domain
    );
    if !item.cov_img_store_url.is_empty() {
        assert_eq!(
            item.cov_img_store_url.strip_suffix(".jpg"),
            item.video_store_url.strip_suffix(".mp4")
        );
    }
}

#[track_caller]
fn check_times(item: &Highlight, now: UnixSeconds) {
    let address = address(&item.video_store_url);
    assert!((10..=60).contains(&(item.end_time - item.begin_time)), "{item:#?}");
    assert_eq!(address.session_ms.to_string().len(), 13);
    assert!(
        item.begin_time * 1_000 > address.session_ms,
        "a clip starts after its session: {item:#?}"
    );
    let drift_ms = address.session_ms + address.pts_ms - item.begin_time * 1_000;
    assert!(drift_ms.abs() <= 1_000, "session and pts name the start: {item:#?}");
    let fits = |zone: Offset| {
        let made_at = zone.to_timestamp(address.made_at).unwrap().as_second();
        (60..=300).contains(&(made_at - item.end_time)) && made_at <= now.0
    };
    assert!(
        fits(Offset::constant(8)) || fits(Offset::UTC),
        "cut one to five minutes later: {item:#?}"
    );
}

#[track_caller]
fn check_words(item: &Highlight) {
    assert!(!item.title.is_empty() && item.title.chars().count() <= 100, "{item:#?}");
    assert!(item.summary.chars().count() > item.title.chars().count(), "{item:#?}");
    assert!((4..=6).contains(&item.key_words.len()), "{item:#?}");
    let said = format!("{} {}", item.title, item.summary).to_lowercase();
    let n_said = item.key_words.iter().filter(|word| said.contains(&word.to_lowercase())).count();
    assert!(n_said >= 3, "keywords stem from the text: {item:#?}");
    let distinct: HashSet<_> = item.key_words.iter().collect();
    assert_eq!(distinct.len(), item.key_words.len(), "{item:#?}");
}

proptest! {
    #[test]
    fn every_highlight_agrees_with_itself(
        seed: u64,
        index: u64,
        now in NOW_MIN.0..=NOW_MAX.0,
        language in prop::sample::select(Choice::<Language>::names().collect::<Vec<_>>()),
        scene in prop::sample::select(Choice::<Scene>::names().collect::<Vec<_>>()),
        (min, more) in (1u16..=4, 0u16..=4),
    ) {
        let choices = Choices {
            language: language.parse().unwrap(),
            scene: scene.parse().unwrap(),
            items: Items::between(min, min + more).unwrap(),
            cover: Choice::Mixed,
        };
        let event = World::new(Seed(seed), choices, UnixSeconds(now)).unwrap().highlight(index);
        check_agrees(&event, UnixSeconds(now));
        prop_assert!((min..=min + more).contains(&u16::try_from(event.items.len()).unwrap()));
    }
}

#[test]
fn neighbours_agree_over_some_hundreds_of_indices() {
    let world = everything(1);
    for event in world.highlights().take(480) {
        check_agrees(&event, NOW);
        assert_eq!(event.appid, world.account().appid);
        assert_eq!(event.domain, world.account().push_domain);
        assert_eq!(event.path, world.account().path(event.session.scene));
    }
}

#[test]
fn the_largest_callbacks_at_the_earliest_and_latest_time_still_agree() {
    let items = Items::between(ITEMS_MAX, ITEMS_MAX).unwrap();
    for now in [NOW_MIN, NOW_MAX] {
        let world = World::new(Seed(3), Choices { items, ..Choices::EVERYTHING }, now).unwrap();
        let event = world.highlight(u64::MAX);
        assert_eq!(event.items.len(), usize::from(ITEMS_MAX));
        check_agrees(&event, now);
    }
}

#[test]
fn no_two_indices_have_the_same_content() {
    let mut bodies = HashSet::new();
    let mut clips = HashSet::new();
    for (index, event) in everything(2).highlights().take(2_000).enumerate() {
        assert!(bodies.insert(event.to_json().to_string()), "{index}");
        for item in event.items {
            assert!(clips.insert(item.video_store_url), "{index}");
        }
    }
}

#[test]
fn neighbours_belong_to_one_session_which_goes_on_in_time() {
    let events: Vec<_> = everything(4).highlights().take(240).collect();
    let mut n_same = 0;
    let mut ended = HashSet::new();
    for pair in events.windows(2) {
        let (this, next) = (&pair[0], &pair[1]);
        if this.session == next.session {
            n_same += 1;
            assert_eq!((&this.stream_id, &this.path), (&next.stream_id, &next.path));
            assert!(
                this.items.last().unwrap().end_time < next.items[0].begin_time,
                "{this:#?} {next:#?}"
            );
        } else {
            assert_ne!(this.stream_id, next.stream_id, "no stream is pushed twice at a time");
            assert!(ended.insert(&this.session.id), "a session that ended does not come back");
        }
    }
    assert!((120..=200).contains(&n_same), "several callbacks a session: {n_same} of 239");
}

#[test]
fn an_index_is_the_same_made_alone_or_in_a_row() {
    let in_a_row: Vec<_> = everything(5).highlights().take(60).collect();
    for index in [59, 0, 31, 12, 11] {
        assert_eq!(everything(5).highlight(index), in_a_row[usize::try_from(index).unwrap()]);
    }
}

#[test]
fn another_seed_is_another_world() {
    assert_ne!(everything(6).account(), everything(7).account());
    assert_ne!(everything(6).highlight(0).to_json(), everything(7).highlight(0).to_json());
}

#[test]
fn two_dozen_callbacks_show_every_language_scene_and_cover() {
    for seed in 0..32 {
        let events: Vec<_> = everything(seed).highlights().take(24).collect();
        let languages: HashSet<_> = events.iter().map(|event| event.session.language).collect();
        let covers: HashSet<_> =
            events.iter().map(|event| event.items[0].cov_img_store_url.is_empty()).collect();
        assert_eq!((languages.len(), covers.len()), (2, 2), "seed {seed}");
        let scenes: HashSet<_> = events.iter().map(|event| event.session.scene).collect();
        assert!(scenes.len() >= 3, "seed {seed}: {scenes:?}");
    }
}

#[test]
fn what_is_asked_for_is_what_comes() {
    for &language in Language::ALL {
        for &scene in Scene::ALL {
            for &cover in Cover::ALL {
                let choices = Choices {
                    language: Choice::Only(language),
                    scene: Choice::Only(scene),
                    items: Items::ONE,
                    cover: Choice::Only(cover),
                };
                for event in World::new(Seed(8), choices, NOW).unwrap().highlights().take(16) {
                    let [item] = &event.items[..] else { panic!("one clip: {event:#?}") };
                    assert_eq!((event.session.language, event.session.scene), (language, scene));
                    assert_eq!(item.cov_img_store_url.is_empty(), cover == Cover::Empty);
                    let is_chinese =
                        item.summary.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                    assert_eq!(is_chinese, language == Language::Chinese, "{item:#?}");
                }
            }
        }
    }
}

#[test]
fn a_body_has_exactly_the_documented_fields() {
    let body = everything(9).highlight(0).to_json();
    let keys =
        |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&body), ["appid", "domain", "event_type", "items", "path", "stream_id"]);
    for item in body["items"].as_array().unwrap() {
        let expected = [
            "begin_time",
            "cov_img_store_url",
            "end_time",
            "key_words",
            "summary",
            "title",
            "video_store_url",
        ];
        assert_eq!(keys(item), expected);
    }
}
