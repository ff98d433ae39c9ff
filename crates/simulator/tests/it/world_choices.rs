//! What may be asked of a world, by which names, and that a seed keeps its bytes.

use expect_test::{Expect, expect};
use livehook_core::UnixSeconds;
use livehook_simulator::world::{
    Choice, Choices, Cover, Items, Language, NOW_MAX, NOW_MIN, Named, Scene, Seed, World,
};

/// 2025-10-22 10:37:14 UTC.
const NOW: UnixSeconds = UnixSeconds(1_761_129_434);

#[track_caller]
fn check_name<T: Named>(name: &str, expected: &Expect) {
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
    check_name::<Cover>("present", &expect!["present"]);
    check_name::<Language>(
        "Englsh",
        &expect![[
            r#"there is no language "Englsh", did you mean "english"? (known: english, chinese, mixed)"#
        ]],
    );
    check_name::<Scene>(
        "\u{1b}[2Jcooking",
        &expect![[
            r#"there is no scene "\u{1b}[2Jcooking" (known: commerce, esports, education, concert, mixed)"#
        ]],
    );
}

#[track_caller]
fn check_items(text: &str, expected: &Expect) {
    let answer = match text.parse::<Items>() {
        Ok(items) => items.to_string(),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&answer);
}

#[test]
fn numbers_of_clips_parse_and_impossible_ones_say_why() {
    check_items("1", &expect!["1"]);
    check_items("2-5", &expect!["2-5"]);
    check_items("1000", &expect!["1000"]);
    check_items(
        "0",
        &expect!["a callback of this kind has at least one clip: write 1, or a range such as 2-5"],
    );
    check_items("1001", &expect!["1001 clips are more than the 1000 that fit into one callback"]);
    check_items("5-2", &expect!["the range 5-2 ends before it starts: write 2-5"]);
    check_items(
        "few",
        &expect![[r#""few" is no number of clips: write 1, or a range such as 2-5"#]],
    );
    check_items("-3", &expect![[r#""-3" is no number of clips: write 1, or a range such as 2-5"#]]);
}

#[test]
fn a_time_in_milliseconds_is_refused() {
    let error = World::new(Seed(1), Choices::EVERYTHING, UnixSeconds(NOW.0 * 1_000)).unwrap_err();
    expect!["the present time 1761129434000 is outside 1100000000 to 9999999999: session ids carry it as 13 digits of milliseconds; give Unix seconds, not milliseconds"].assert_eq(&error.to_string());
    for now in [i64::MIN, 0, NOW_MIN.0 - 1, NOW_MAX.0 + 1, i64::MAX] {
        assert!(World::new(Seed(1), Choices::EVERYTHING, UnixSeconds(now)).is_err(), "{now}");
    }
}

/// A change here changes every world that somebody has noted down by its seed: let the edition in
/// `world/draws.rs` say so.
#[track_caller]
fn check_bytes(language: Language, index: u64, expected: &Expect) {
    let choices = Choices { language: Choice::Only(language), ..Choices::EVERYTHING };
    let event = World::new(Seed(2025), choices, NOW).unwrap().highlight(index);
    expected.assert_eq(&format!("{:#}", event.to_json()));
}

#[test]
fn a_seed_gives_these_bytes_in_english() {
    check_bytes(
        Language::English,
        4,
        &expect![[r#"
            {
              "appid": 1255939326,
              "domain": "push.lotusharbor.example",
              "event_type": 349,
              "items": [
                {
                  "begin_time": 1761128672,
                  "cov_img_store_url": "http://lotusharbor-live-1255939326.cos.eu-frankfurt.example.test/SmartHighlights/push.lotusharbor.example/course/course_3579/LIVE_0298007ADF61B3494EDECDDDDFE65E2960-1761126229090/2025-10-22_18-29-06_2443478.jpg",
                  "end_time": 1761128732,
                  "key_words": [
                    "voice leading",
                    "entrance exam",
                    "5 points",
                    "Past papers"
                  ],
                  "summary": "Dr. Smith goes through three past papers: voice leading appears in each of them, for 5 points on average, and always in the second half of the entrance exam.",
                  "title": "Where to expect voice leading in the entrance exam",
                  "video_store_url": "http://lotusharbor-live-1255939326.cos.eu-frankfurt.example.test/SmartHighlights/push.lotusharbor.example/course/course_3579/LIVE_0298007ADF61B3494EDECDDDDFE65E2960-1761126229090/2025-10-22_18-29-06_2443478.mp4"
                },
                {
                  "begin_time": 1761128765,
                  "cov_img_store_url": "http://lotusharbor-live-1255939326.cos.eu-frankfurt.example.test/SmartHighlights/push.lotusharbor.example/course/course_3579/LIVE_0298007ADF61B3494EDECDDDDFE65E2960-1761126229090/2025-10-22_18-31-49_2536716.jpg",
                  "end_time": 1761128813,
                  "key_words": [
                    "syncopation",
                    "Page 208",
                    "Gerard",
                    "Two ways",
                    "Dr. Smith"
                  ],
                  "summary": "The class compares the textbook's way (page 208) with a picture drawn by Gerard. Both lead to the same result; Dr. Smith explains when each is faster.",
                  "title": "Two ways to see syncopation",
                  "video_store_url": "http://lotusharbor-live-1255939326.cos.eu-frankfurt.example.test/SmartHighlights/push.lotusharbor.example/course/course_3579/LIVE_0298007ADF61B3494EDECDDDDFE65E2960-1761126229090/2025-10-22_18-31-49_2536716.mp4"
                }
              ],
              "path": "course",
              "stream_id": "course_3579"
            }"#]],
    );
}

#[test]
fn a_seed_gives_these_bytes_in_chinese() {
    check_bytes(
        Language::Chinese,
        9,
        &expect![[r#"
            {
              "appid": 1255939326,
              "domain": "push.lotusharbor.example",
              "event_type": 349,
              "items": [
                {
                  "begin_time": 1761128556,
                  "cov_img_store_url": "http://lotusharbor-live-1255939326.cos.eu-frankfurt.example.test/SmartHighlights/push.lotusharbor.example/live/shop_3581/LIVE_02AF8F03B76392F60C90B8EC0D6C645ECC-1761128051496/2025-10-22_18-27-55_504809.jpg",
                  "end_time": 1761128604,
                  "key_words": [
                    "开播福利",
                    "桑蚕丝枕套",
                    "直降112元",
                    "27号链接",
                    "老街好物"
                  ],
                  "summary": "老街好物今晚一开播就上27号链接，桑蚕丝枕套日常价250元，前1178单只要138元。七七承诺，守到下播的观众还能领运费险。",
                  "title": "开播福利：桑蚕丝枕套直降112元",
                  "video_store_url": "http://lotusharbor-live-1255939326.cos.eu-frankfurt.example.test/SmartHighlights/push.lotusharbor.example/live/shop_3581/LIVE_02AF8F03B76392F60C90B8EC0D6C645ECC-1761128051496/2025-10-22_18-27-55_504809.mp4"
                },
                {
                  "begin_time": 1761128618,
                  "cov_img_store_url": "http://lotusharbor-live-1255939326.cos.eu-frankfurt.example.test/SmartHighlights/push.lotusharbor.example/live/shop_3581/LIVE_02AF8F03B76392F60C90B8EC0D6C645ECC-1761128051496/2025-10-22_18-27-56_567465.jpg",
                  "end_time": 1761128651,
                  "key_words": [
                    "新会陈皮",
                    "当场测试",
                    "昆明",
                    "29号链接"
                  ],
                  "summary": "昆明的观众留言怀疑效果，七七二话不说当场测试：掰开一片，油室清清楚楚。弹幕瞬间刷满“已拍”，29号链接随即上架。",
                  "title": "不信就当场试！新会陈皮实测",
                  "video_store_url": "http://lotusharbor-live-1255939326.cos.eu-frankfurt.example.test/SmartHighlights/push.lotusharbor.example/live/shop_3581/LIVE_02AF8F03B76392F60C90B8EC0D6C645ECC-1761128051496/2025-10-22_18-27-56_567465.mp4"
                },
                {
                  "begin_time": 1761128673,
                  "cov_img_store_url": "http://lotusharbor-live-1255939326.cos.eu-frankfurt.example.test/SmartHighlights/push.lotusharbor.example/live/shop_3581/LIVE_02AF8F03B76392F60C90B8EC0D6C645ECC-1761128051496/2025-10-22_18-27-57_621862.jpg",
                  "end_time": 1761128689,
                  "key_words": [
                    "户外折叠椅",
                    "87元",
                    "24号链接",
                    "便宜58元",
                    "砍价",
                    "426把"
                  ],
                  "summary": "七七当着镜头给厂家打电话，把户外折叠椅从145元砍到87元，足足便宜58元，仅限24号链接，426把售完为止。",
                  "title": "主播砍价成功，户外折叠椅145元变87元",
                  "video_store_url": "http://lotusharbor-live-1255939326.cos.eu-frankfurt.example.test/SmartHighlights/push.lotusharbor.example/live/shop_3581/LIVE_02AF8F03B76392F60C90B8EC0D6C645ECC-1761128051496/2025-10-22_18-27-57_621862.mp4"
                }
              ],
              "path": "live",
              "stream_id": "shop_3581"
            }"#]],
    );
}
