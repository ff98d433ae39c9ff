//! Generated highlights agree with themselves, repeat from their seed, and name no real host.

use std::collections::HashSet;

use expect_test::{Expect, expect};
use jiff::{civil::DateTime, tz::Offset};
use livehook_simulator::world::{
    Choice, Choices, Cover, Highlight, HighlightEvent, ITEMS_MAX, Items, Language, NOW_MAX,
    NOW_MIN, Named, Scene, Seed, World,
};
use proptest::prelude::*;

/// 2025-10-22 10:37:14 UTC.
const NOW: i64 = 1_761_129_434;

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
fn check_agrees(event: &HighlightEvent, now: i64) {
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
fn check_times(item: &Highlight, now: i64) {
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
        (60..=300).contains(&(made_at - item.end_time)) && made_at <= now
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
        now in NOW_MIN..=NOW_MAX,
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
        let event = World::new(Seed(seed), choices, now).unwrap().highlight(index);
        check_agrees(&event, now);
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

#[track_caller]
fn check_name<T: Named>(name: &str, expected: Expect) {
    let answer = match name.parse::<Choice<T>>() {
        Ok(choice) => format!("{choice}"),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&answer);
}

#[test]
fn names_parse_and_a_wrong_one_says_which_was_meant() {
    for name in Choice::<Scene>::names() {
        assert_eq!(name.parse::<Choice<Scene>>().unwrap().as_str(), name);
    }
    check_name::<Cover>("present", expect!["present"]);
    check_name::<Language>("Englsh", expect![[r#"there is no language "Englsh", did you mean "english"? (known: english, chinese, mixed)"#]]);
    check_name::<Scene>("\u{1b}[2Jcooking", expect![[r#"there is no scene "\u{1b}[2Jcooking" (known: commerce, esports, education, concert, mixed)"#]]);
}

#[track_caller]
fn check_items(text: &str, expected: Expect) {
    let answer = match text.parse::<Items>() {
        Ok(items) => items.to_string(),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&answer);
}

#[test]
fn numbers_of_clips_parse_and_impossible_ones_say_why() {
    check_items("1", expect!["1"]);
    check_items("2-5", expect!["2-5"]);
    check_items("1000", expect!["1000"]);
    check_items("0", expect!["a callback of this kind has at least one clip: write 1, or a range such as 2-5"]);
    check_items("1001", expect!["1001 clips are more than the 1000 that fit into one callback"]);
    check_items("5-2", expect!["the range 5-2 ends before it starts: write 2-5"]);
    check_items("few", expect![[r#""few" is no number of clips: write 1, or a range such as 2-5"#]]);
    check_items("-3", expect![[r#""-3" is no number of clips: write 1, or a range such as 2-5"#]]);
}

#[test]
fn a_time_in_milliseconds_is_refused() {
    let error = World::new(Seed(1), Choices::EVERYTHING, NOW * 1_000).unwrap_err();
    expect!["the present time 1761129434000 is outside 1100000000 to 9999999999: session ids carry it as 13 digits of milliseconds; give Unix seconds, not milliseconds"].assert_eq(&error.to_string());
    for now in [i64::MIN, 0, NOW_MIN - 1, NOW_MAX + 1, i64::MAX] {
        assert!(World::new(Seed(1), Choices::EVERYTHING, now).is_err(), "{now}");
    }
}

/// A change here changes every world that somebody has noted down by its seed: let the edition in
/// `world/draws.rs` say so.
#[track_caller]
fn check_bytes(language: Language, expected: Expect) {
    let choices = Choices { language: Choice::Only(language), ..Choices::EVERYTHING };
    let event = World::new(Seed(2025), choices, NOW).unwrap().highlight(2);
    expected.assert_eq(&event.to_json().to_string());
}

#[test]
fn a_seed_gives_these_bytes_in_english() {
    check_bytes(Language::English, expect![[r#"{"appid":1260490953,"domain":"push.cedarmeadow.example","event_type":349,"items":[{"begin_time":1761128283,"cov_img_store_url":"","end_time":1761128326,"key_words":["Vitamin C serum","$5 off","Link 7","First 377 orders","The Cotton Room"],"summary":"The Cotton Room starts the live stream with link 7: the vitamin C serum, $35 in the shop, for $30 until the first 377 orders are in. Mohamed promises free express shipping to everyone who stays to the end.","title":"Mohamed opens the show with $5 off the vitamin C serum","video_store_url":"http://cedarmeadow-live-1260490953.cos.ap-singapore.example.test/SmartHighlights/push.cedarmeadow.example/shop/shop_6702/LIVE_0295FFFE5BE93A640235A23DA3E1FCAA48-1761127686699/2025-10-22_18-23-08_596792.mp4"}],"path":"shop","stream_id":"shop_6702"}"#]]);
}

#[test]
fn a_seed_gives_these_bytes_in_chinese() {
    check_bytes(Language::Chinese, expect![[r#"{"appid":1260490953,"domain":"push.cedarmeadow.example","event_type":349,"items":[{"begin_time":1761128283,"cov_img_store_url":"","end_time":1761128326,"key_words":["开播福利","烟酰胺精华","直降22元","7号链接","老街好物"],"summary":"老街好物今晚一开播就上7号链接，烟酰胺精华日常价152元，前1867单只要130元。七七承诺，守到下播的观众还能领运费险。","title":"开播福利：烟酰胺精华直降22元","video_store_url":"http://cedarmeadow-live-1260490953.cos.ap-singapore.example.test/SmartHighlights/push.cedarmeadow.example/shop/shop_6702/LIVE_0295FFFE5BE93A640235A23DA3E1FCAA48-1761127686699/2025-10-22_18-23-08_596792.mp4"}],"path":"shop","stream_id":"shop_6702"}"#]]);
}
