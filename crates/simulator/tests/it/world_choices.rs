//! What may be asked of a world, by which names, and that a seed keeps its bytes.

use expect_test::{Expect, expect};
use livehook_simulator::world::{
    Choice, Choices, Cover, Items, Language, NOW_MAX, NOW_MIN, Named, Scene, Seed, World,
};

/// 2025-10-22 10:37:14 UTC.
const NOW: i64 = 1_761_129_434;

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
    let error = World::new(Seed(1), Choices::EVERYTHING, NOW * 1_000).unwrap_err();
    expect!["the present time 1761129434000 is outside 1100000000 to 9999999999: session ids carry it as 13 digits of milliseconds; give Unix seconds, not milliseconds"].assert_eq(&error.to_string());
    for now in [i64::MIN, 0, NOW_MIN - 1, NOW_MAX + 1, i64::MAX] {
        assert!(World::new(Seed(1), Choices::EVERYTHING, now).is_err(), "{now}");
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
          "appid": 1260490953,
          "domain": "push.cedarmeadow.example",
          "event_type": 349,
          "items": [
            {
              "begin_time": 1761128955,
              "cov_img_store_url": "",
              "end_time": 1761129009,
              "key_words": [
                "247 orders",
                "single-origin coffee beans",
                "Record",
                "Mohamed"
              ],
              "summary": "At minute 21 the counter behind Mohamed jumps past 247 orders for the single-origin coffee beans. The team rings the bell and draws a viewer who gets a travel-size sample.",
              "title": "247 orders and counting: a record evening for the single-origin coffee beans",
              "video_store_url": "http://cedarmeadow-live-1260490953.cos.ap-singapore.example.test/SmartHighlights/push.cedarmeadow.example/shop/shop_6702/LIVE_0295FFFE5BE93A640235A23DA3E1FCAA48-1761127686699/2025-10-22_18-34-40_1268498.mp4"
            },
            {
              "begin_time": 1761129077,
              "cov_img_store_url": "",
              "end_time": 1761129125,
              "key_words": [
                "folding camping chair",
                "Perth",
                "Returning customer",
                "Link 25"
              ],
              "summary": "A customer from Perth joins by video and tells how the folding camping chair held up for a year. Mohamed thanks them with a gift box and pins link 25 once more.",
              "title": "Returning customer on the folding camping chair: \"I'd buy again\" ❤",
              "video_store_url": "http://cedarmeadow-live-1260490953.cos.ap-singapore.example.test/SmartHighlights/push.cedarmeadow.example/shop/shop_6702/LIVE_0295FFFE5BE93A640235A23DA3E1FCAA48-1761127686699/2025-10-22_18-35-19_1390677.mp4"
            }
          ],
          "path": "shop",
          "stream_id": "shop_6702"
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
          "appid": 1260490953,
          "domain": "push.cedarmeadow.example",
          "event_type": 349,
          "items": [
            {
              "begin_time": 1761129024,
              "cov_img_store_url": "http://cedarmeadow-live-1260490953.cos.ap-singapore.example.test/SmartHighlights/push.cedarmeadow.example/match/match6703/LIVE_0256143B36CACCCC4908C23113A9202AE7-1761126842332/2025-10-22_18-34-00_2182536.jpg",
              "end_time": 1761129061,
              "key_words": [
                "偷家",
                "冰川九队",
                "12秒",
                "豆豆龙",
                "海港杯"
              ],
              "summary": "双方谁也不回头，直冲对面水晶。豆豆龙比如尼早12秒点掉最后一座塔，可乐称之为海港杯最惊险的偷家。",
              "title": "偷家对决，冰川九队快了12秒",
              "video_store_url": "http://cedarmeadow-live-1260490953.cos.ap-singapore.example.test/SmartHighlights/push.cedarmeadow.example/match/match6703/LIVE_0256143B36CACCCC4908C23113A9202AE7-1761126842332/2025-10-22_18-34-00_2182536.mp4"
            },
            {
              "begin_time": 1761129073,
              "cov_img_store_url": "http://cedarmeadow-live-1260490953.cos.ap-singapore.example.test/SmartHighlights/push.cedarmeadow.example/match/match6703/LIVE_0256143B36CACCCC4908C23113A9202AE7-1761126842332/2025-10-22_18-35-38_2231089.jpg",
              "end_time": 1761129120,
              "key_words": [
                "冰川九队",
                "四分之一决赛",
                "海港杯",
                "破潮",
                "团灭"
              ],
              "summary": "直播第37分钟，破潮在龙坑用暗流先手开团，丝绒战队被逐个击破，水晶应声而碎，冰川九队赢下海港杯四分之一决赛。",
              "title": "一波团灭，冰川九队拿下四分之一决赛",
              "video_store_url": "http://cedarmeadow-live-1260490953.cos.ap-singapore.example.test/SmartHighlights/push.cedarmeadow.example/match/match6703/LIVE_0256143B36CACCCC4908C23113A9202AE7-1761126842332/2025-10-22_18-35-38_2231089.mp4"
            }
          ],
          "path": "match",
          "stream_id": "match6703"
        }"#]],
    );
}
