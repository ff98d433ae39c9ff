//! What was said in a stream: subtitles (event 338) and words erased from it (event 347).

use serde_json::{Map, Value, json};

use super::{Oddity, scenery::Scenery, tree};
use crate::world::Language;

/// The same in both languages, and the word that an eraser looks for.
struct Saying {
    english: &'static str,
    chinese: &'static str,
    english_word: &'static str,
    chinese_word: &'static str,
}

const SAYINGS: &[Saying] = &[
    Saying {
        english: "welcome back, everybody",
        chinese: "欢迎大家回来",
        english_word: "everybody",
        chinese_word: "大家",
    },
    Saying {
        english: "this is the best of the evening",
        chinese: "这是今晚最好的一个",
        english_word: "best",
        chinese_word: "最好",
    },
    Saying {
        english: "let us look at it once more",
        chinese: "我们再看一遍",
        english_word: "once more",
        chinese_word: "一遍",
    },
    Saying {
        english: "there are only a few minutes left",
        chinese: "只剩最后几分钟了",
        english_word: "only",
        chinese_word: "最后",
    },
    Saying {
        english: "that was the first of its kind",
        chinese: "这是全网第一个",
        english_word: "first",
        chinese_word: "第一",
    },
];

/// From the end of one line to the start of the next, in milliseconds.
const PAUSE_MS: i64 = 200;

/// A line, in milliseconds of the stream.
struct Line {
    saying: &'static Saying,
    start_pts: i64,
    end_pts: i64,
}

fn lines(scenery: &mut Scenery<'_>) -> Vec<Line> {
    let mut start_pts = scenery.begin_pts();
    let count = 1 + scenery.draws.below(3);
    let first = scenery.draws.below(SAYINGS.len());
    SAYINGS
        .iter()
        .cycle()
        .skip(first)
        .take(count)
        .map(|saying| {
            let end_pts = start_pts + scenery.draws.between(1_500..=4_500);
            let line = Line { saying, start_pts, end_pts };
            start_pts = end_pts + PAUSE_MS;
            line
        })
        .collect()
}

pub(super) fn subtitles(scenery: &mut Scenery<'_>) -> Value {
    let lines: Vec<_> = lines(scenery).iter().map(|line| subtitle(line, scenery)).collect();
    event(scenery, &lines)
}

fn subtitle(line: &Line, scenery: &Scenery<'_>) -> Value {
    let (source, target) = match scenery.session.language {
        Language::English => (line.saying.english, line.saying.chinese),
        Language::Chinese => (line.saying.chinese, line.saying.english),
    };
    json!({
        "dst_txt": target,
        "end_pts": line.end_pts,
        "end_unix_time": scenery.at_pts(line.end_pts),
        "src_txt": source,
        "start_pts": line.start_pts,
        "start_unix_time": scenery.at_pts(line.start_pts),
        "steady_state": true,
    })
}

pub(super) fn erasing(scenery: &mut Scenery<'_>) -> Value {
    let lines: Vec<_> = lines(scenery).iter().map(|line| erased(line, scenery)).collect();
    event(scenery, &lines)
}

fn erased(line: &Line, scenery: &Scenery<'_>) -> Value {
    let (source, word) = match scenery.session.language {
        Language::English => (line.saying.english, line.saying.english_word),
        Language::Chinese => (line.saying.chinese, line.saying.chinese_word),
    };
    // Where the word stands in the line is about where it is heard.
    let at = source.find(word).unwrap_or(0);
    let heard = |byte: usize| {
        let share = i64::try_from(byte * 1_000 / source.len()).unwrap_or(0);
        line.start_pts + (line.end_pts - line.start_pts) * share / 1_000
    };
    json!({
        "end_pts": line.end_pts,
        "end_unix_time": scenery.at_pts(line.end_pts),
        "keywords_info": [{
            "begin_time": heard(at),
            "end_time": heard(at + word.len()),
            "word": word,
        }],
        "src_txt": source,
        "start_pts": line.start_pts,
        "start_unix_time": scenery.at_pts(line.start_pts),
    })
}

fn event(scenery: &mut Scenery<'_>, lines: &[Value]) -> Value {
    json!({
        "appid": scenery.appid(),
        "channel_id": scenery.stream(),
        "data": { "subtitle_tmp_res": lines },
        "stream_id": scenery.stream(),
        "task_id": scenery.number_text(),
    })
}

pub(super) fn spoil(oddity: Oddity, content: &mut Map<String, Value>) {
    match oddity {
        Oddity::NoAppid | Oddity::ErasingWithoutAppid => tree::remove(content, &["appid"]),
        Oddity::SteadStateSpelling => {
            each_line(content, |line| tree::rename(line, "steady_state", "stead_state"));
        }
        Oddity::NoUnixTimes => each_line(content, |line| {
            tree::remove(line, &["end_unix_time", "start_unix_time"]);
        }),
        Oddity::NoTranslation => each_line(content, |line| tree::remove(line, &["dst_txt"])),
        _ => {}
    }
}

fn each_line(content: &mut Map<String, Value>, change: impl FnMut(&mut Map<String, Value>)) {
    if let Some(data) = tree::object(content, "data") {
        tree::objects(data, "subtitle_tmp_res").for_each(change);
    }
}
